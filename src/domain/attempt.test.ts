import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AttemptState,
  allowRetry,
  applyGatewayFact,
  attemptFacts,
  attemptStates,
  isInFlight,
  type PastAttempt,
} from './attempt.ts';

describe('gateway facts are never refused', () => {
  // The next state; `!` where the table of lives does not foresee the step.
  const picture = `
    -                action_required   processing   canceled   failed   succeeded    returned
    created          action_required!  processing!  canceled!  failed!  succeeded!   returned!
    in_flight        action_required   processing   canceled   failed   succeeded    returned!
    unknown          action_required   processing   canceled   failed   succeeded    returned
    action_required  action_required   processing   canceled   failed   succeeded    returned
    processing       processing        processing   canceled!  failed   succeeded    returned
    canceled         canceled          canceled     canceled   failed!  succeeded!   returned!
    failed           failed            failed       failed     failed   succeeded!   returned!
    succeeded        succeeded         succeeded    succeeded  succeeded  succeeded  returned!
    returned         returned          returned     returned   returned   returned   returned`;
  const rows = picture
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/));
  it('the picture has every state', () => expect(rows.map(([state]) => state)).toEqual([...attemptStates]));
  for (const [state, ...cells] of rows) {
    cells.forEach((cell, i) => {
      it(`${state} + ${attemptFacts[i]} -> ${cell}`, () => {
        const result = applyGatewayFact(state as AttemptState, attemptFacts[i]!);
        expect(`${result.state}${result.isListed ? '' : '!'}`).toBe(cell);
        expect(result.isChanged).toBe(result.state !== state);
      });
    });
  }
  it('the end depends on which facts there are, not on order or number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...attemptStates),
        fc.array(fc.constantFrom(...attemptFacts), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (start, facts, stream) => {
          const run = (all: readonly (typeof attemptFacts)[number][]) =>
            all.reduce((state, fact) => applyGatewayFact(state, fact).state, start);
          const shuffled = facts
            .map((fact) => ({ fact, key: stream.next().value as number }))
            .sort((a, b) => a.key - b.key)
            .map(({ fact }) => fact);
          expect(run(shuffled)).toBe(run(facts));
          expect(run([...facts, ...facts])).toBe(run(facts));
        },
      ),
    );
  });
  it('in flight until an end is known', () => {
    expect(attemptStates.filter(isInFlight)).toEqual([
      'created',
      'in_flight',
      'unknown',
      'action_required',
      'processing',
    ]);
  });
});

describe('retry', () => {
  const at = (
    state: AttemptState,
    reason: string | null = 'insufficient_funds',
    on = '2026-01-01',
  ): PastAttempt => ({ state, reason, on });
  it.each([
    ['nothing tried', [], 'card', 'no'],
    ['last failed', [at('failed', 'declined')], 'card', 'ok'],
    ['many failed', [at('failed'), at('failed'), at('failed'), at('failed')], 'card', 'ok'],
    ['one in flight', [at('processing'), at('failed')], 'card', 'no'],
    ['last unknown', [at('unknown')], 'card', 'no'],
    ['last succeeded', [at('failed'), at('succeeded')], 'card', 'no'],
    ['last canceled', [at('canceled')], 'card', 'no'],
    ['last returned', [at('returned')], 'card', 'no'],
    ['returned for funds', [at('returned')], 'bank_debit', 'ok'],
    ['returned for another reason', [at('returned', 'account_closed')], 'bank_debit', 'no'],
    ['failed without a reason', [at('failed', null)], 'bank_debit', 'no'],
    ['second retry', [at('returned'), at('returned')], 'bank_debit', 'ok'],
    ['third retry', [at('returned'), at('returned'), at('returned')], 'bank_debit', 'no'],
    ['after 180 days', [at('returned', 'insufficient_funds', '2025-09-16')], 'bank_debit', 'ok'],
    ['after 181 days', [at('returned', 'insufficient_funds', '2025-09-15')], 'bank_debit', 'no'],
  ] as const)('%s', (_name, attempts, kind, answer) => {
    const result = allowRetry(attempts, kind, '2026-03-15');
    expect(result.ok ? 'ok' : 'no').toBe(answer);
    if (!result.ok) expect(result.refusal.code).toBe('retry_unlawful');
  });
});
