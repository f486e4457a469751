/**
 * Records what became of a mail: about to be handed over, accepted with the server's id, refused, or unknown.
 * A mail whose outcome is unknown is shown to people and never sent again by itself.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { addSeconds } from '../domain/time.ts';
import { readDeliveriesOfEffect, writeDeliveryState } from '../store/deliveries.ts';
import { type EffectRow, insertIncidents, lockEffect, writeEffectState } from '../store/queue.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { id } from './input.ts';

const input = z.strictObject({
  effectId: id('effect'),
  outcome: z.discriminatedUnion('kind', [
    /** Committed before the server is called, so that a crash in between is known to be one. */
    z.strictObject({ kind: z.literal('handing_over'), leasedUntil: z.string() }),
    z.strictObject({ kind: z.literal('accepted'), acceptanceId: z.string().min(1).max(500) }),
    z.strictObject({ kind: z.literal('rejected'), message: z.string().max(1000) }),
    z.strictObject({ kind: z.literal('unknown'), message: z.string().max(1000) }),
    /** Nothing was handed over: it is tried again later. */
    z.strictObject({ kind: z.literal('unavailable'), message: z.string().max(1000) }),
  ]),
});

/** Seconds until the next try; after the last one a person has to look. */
const retryDelays = [5, 30, 120, 600, 1800, 7200, 21_600];

export const recordDelivery = defineAction({
  name: 'record-delivery',
  permission: 'payment.record',
  input,
  async run(context, { effectId, outcome }) {
    const effect = await lockEffect(context.tx, context.accountId, effectId);
    if (!effect) refuse('not_found');
    if (['accepted', 'failed', 'unknown', 'cancelled', 'incident'].includes(effect.state))
      return { state: effect.state };
    const write = (state: string, leasedUntil: string | null = null, dueAt?: string) =>
      writeEffectState(context.tx, context.accountId, [effectId], {
        state,
        outcome,
        leasedUntil,
        ...(dueAt ? { dueAt } : {}),
      });
    switch (outcome.kind) {
      case 'handing_over':
        await write('handing_over', outcome.leasedUntil);
        break;
      case 'accepted':
        await write('accepted');
        await close(context, effect, {
          state: 'accepted',
          acceptanceId: outcome.acceptanceId,
          acceptedAt: context.now,
        });
        break;
      case 'unavailable':
        await later(context, effect, outcome.message, write);
        break;
      default:
        await write(outcome.kind === 'rejected' ? 'failed' : 'unknown');
        await close(context, effect, {
          state: outcome.kind === 'rejected' ? 'failed' : 'unknown',
          reason: outcome.message,
        });
        await raise(
          context,
          effect,
          outcome.kind === 'rejected' ? 'mail_refused' : 'mail_unknown',
          outcome.message,
        );
    }
    return { state: outcome.kind };
  },
});

async function later(
  context: ActionContext,
  effect: EffectRow,
  message: string,
  write: (state: string, leasedUntil: string | null, dueAt?: string) => Promise<void>,
): Promise<void> {
  const delay = retryDelays[effect.tries - 1];
  if (delay === undefined) {
    await write('incident', null);
    await close(context, effect, { state: 'failed', reason: message });
    await raise(context, effect, 'mail_unavailable', message);
    return;
  }
  await write('queued', null, addSeconds(context.house.environment.machine.now(), delay));
}

async function close(
  context: ActionContext,
  effect: EffectRow,
  change: Parameters<typeof writeDeliveryState>[3],
): Promise<void> {
  await writeDeliveryState(context.tx, context.accountId, effect.id, change);
  for (const delivery of await readDeliveriesOfEffect(context.tx, context.accountId, effect.id)) {
    context.emit({
      type: `delivery.${change.state as 'accepted' | 'failed' | 'unknown'}`,
      subject: { type: 'invoice', id: delivery.invoiceId },
      data: {
        deliveryId: delivery.id,
        purpose: delivery.purpose,
        ...(change.acceptanceId ? { acceptanceId: change.acceptanceId } : {}),
      },
    });
  }
}

async function raise(context: ActionContext, effect: EffectRow, kind: string, reason: string): Promise<void> {
  const row = {
    accountId: context.accountId,
    id: context.id('incident'),
    kind,
    subjectType: effect.subjectType,
    subjectId: effect.subjectId,
    reason,
    next:
      kind === 'mail_unknown'
        ? 'Ask the client whether it arrived before you send it again.'
        : 'Check the address and the mail server, then send it again.',
    openedAt: context.now,
  };
  await insertIncidents(context.tx, [row]);
  context.emit({
    type: 'incident.opened',
    subject: { type: 'incident', id: row.id },
    data: { kind, of: effect.subjectId },
  });
}
