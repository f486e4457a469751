/**
 * The consequences, in one table: event → what happens next. Durable rows carry them; each may run twice and must not mind.
 * A consequence is an action of its own, in its own transaction; nothing here writes.
 */
import { type Action, perform } from '../actions/action.ts';
import { systemActor } from '../actions/actor.ts';
import { closeJob } from '../actions/close-job.ts';
import type { House } from '../actions/house.ts';
import { sendReceipt } from '../actions/send-receipt.ts';
import type { EventType } from '../domain/events.ts';
import type { ReactionRow } from '../store/queue.ts';

export type Reaction = (house: House, row: ReactionRow) => Promise<void>;

async function act<I, O>(
  house: House,
  row: ReactionRow,
  action: Action<I, O>,
  input: unknown,
): Promise<void> {
  const outcome = await perform(house, systemActor(row.accountId), action, input, {
    key: `reaction:${row.id}`,
  });
  if (!outcome.ok)
    throw new Error(`${action.name} was refused: ${outcome.refusal.code} (${outcome.refusal.reason})`);
}

const named: Record<string, Reaction> = {
  'send-receipt': (house, row) => act(house, row, sendReceipt, { invoiceId: row.subjectId }),
  'close-job': async (house, row) => {
    if (typeof row.data.jobId === 'string') await act(house, row, closeJob, { jobId: row.data.jobId });
  },
};

/** The table. */
const consequences: Partial<Record<EventType, readonly (keyof typeof named)[]>> = {
  'invoice.paid': ['send-receipt', 'close-job'],
};

export const reactionsTo = (type: EventType): readonly string[] => consequences[type] ?? [];
export const reactionNamed = (name: string): Reaction | undefined => named[name];
