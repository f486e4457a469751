/**
 * One try to collect money. People and our own code follow the table; what a gateway says happened is never refused.
 * The state after gateway facts depends on which facts there are, not on their order or number. It does not post money.
 */
import { defineLife } from './life.ts';
import { accept, decline, type Result } from './refusal.ts';
import { type Day, daysBetween } from './time.ts';

export const attemptStates = [
  'created',
  'in_flight',
  'unknown',
  'action_required',
  'processing',
  'canceled',
  'failed',
  'succeeded',
  'returned',
] as const;
export type AttemptState = (typeof attemptStates)[number];
export type AttemptVerb =
  | 'start'
  | 'succeed'
  | 'process'
  | 'fail'
  | 'require_action'
  | 'lose_sight'
  | 'cancel'
  | 'return';

export const attemptLife = defineLife<AttemptState, AttemptVerb>('A payment attempt', {
  // Committed before the call, so that a crash between the two leaves a trace to look up.
  created: { start: 'in_flight' },
  in_flight: {
    succeed: 'succeeded',
    process: 'processing',
    fail: 'failed',
    require_action: 'action_required',
    lose_sight: 'unknown',
    cancel: 'canceled',
  },
  unknown: {},
  action_required: {},
  processing: { succeed: 'succeeded', fail: 'failed', return: 'returned' },
  canceled: {},
  failed: {},
  succeeded: {},
  returned: {},
});

export const attemptFacts = [
  'action_required',
  'processing',
  'canceled',
  'failed',
  'succeeded',
  'returned',
] as const;
/** What a gateway can say about an attempt; named by the state that it leads to. */
export type AttemptFact = (typeof attemptFacts)[number];

const rankOf = (state: AttemptState): number => attemptStates.indexOf(state);

/**
 * Total: the further of the two wins, so any order and any repetition of the same facts ends in the same state. Money
 * outranks failure (a failed try may be followed by a success on the same intent), and a return outranks money.
 * `isListed` is false when the table above does not foresee the step: the caller opens an incident when money moved.
 */
export function applyGatewayFact(
  state: AttemptState,
  fact: AttemptFact,
): { state: AttemptState; isChanged: boolean; isListed: boolean } {
  const next = rankOf(fact) > rankOf(state) ? fact : state;
  const listed = Object.values(attemptLife.table[state]) as AttemptState[];
  const isExpected = state === 'unknown' || state === 'action_required' || listed.includes(next);
  return { state: next, isChanged: next !== state, isListed: next === state || isExpected };
}

/** Nothing is known to have ended: a second try could take the money twice. */
export const isInFlight = (state: AttemptState): boolean =>
  state === 'created' ||
  state === 'in_flight' ||
  state === 'unknown' ||
  state === 'action_required' ||
  state === 'processing';

export interface PastAttempt {
  state: AttemptState;
  on: Day;
  /** The gateway's reason, e.g. `insufficient_funds`. */
  reason: string | null;
}

/** Network rules for bank debits: only insufficient funds may be tried again, twice within 180 days of the first try. */
const bankDebitRetriesMax = 2;
const bankDebitDaysMax = 180;

/** May the last failed attempt be tried again? `attempts` are oldest first. Refuses with `retry_unlawful`. */
export function allowRetry(
  attempts: readonly PastAttempt[],
  kind: 'card' | 'bank_debit',
  today: Day,
): Result<true> {
  const no = (reason: string): Result<true> =>
    decline('retry_unlawful', { reason, evidence: [{ fact: 'attempts', value: attempts.length }] });
  const [first, last] = [attempts[0], attempts.at(-1)];
  if (!first || !last) return no('There is no failed attempt to try again.');
  if (attempts.some((attempt) => isInFlight(attempt.state))) return no('A payment is in flight.');
  if (last.state !== 'failed' && !(kind === 'bank_debit' && last.state === 'returned'))
    return no('The last attempt did not fail.');
  if (kind === 'card') return accept(true);
  if (last.reason !== 'insufficient_funds')
    return no('A bank debit is tried again only after insufficient funds.');
  if (attempts.length > bankDebitRetriesMax) return no('A bank debit is tried again at most twice.');
  if (daysBetween(first.on, today) > bankDebitDaysMax)
    return no('A bank debit is tried again only within 180 days.');
  return accept(true);
}
