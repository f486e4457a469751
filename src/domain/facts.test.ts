import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  acceptedDelivery,
  balanceOf,
  deliveryStates,
  foldMoney,
  type InvoiceFacts,
  type MoneyEntryKind,
  moneyEffects,
  moneyFaults,
  noMoney,
} from './facts.ts';

describe('what each money entry does to the fold', () => {
  //                             T C P K R H L F X attested uncleared refunded
  const picture = `
    issued                       + . . . . . . . . .        .         .
    voided                       . + . . . . . . . .        .         .
    credited                     . + . . . . . . . .        .         .
    settled                      . . + . . . . . . .        .         .
    attested                     . . + . . . . . . +        .         .
    cheque_received              . . + . . . . . . +        +         .
    cheque_cleared               . . . . . . . . . .        -         .
    cheque_bounced               . . . . . . + . . .        -         .
    corrected                    . . - . . . . . . -        .         .
    credit_applied               . . . + . . . . . .        .         .
    credit_moved                 . . . - . . . . . .        .         .
    refunded_owed                . . . . + . . . . .        .         +
    refunded_owed_failed         . . . . - . . . . .        .         -
    refunded_with_note           . . . . . . . . . .        .         +
    refunded_with_note_failed    . . . . . . . . . .        .         -
    withdrawn                    . . . . . + . . . .        .         .
    reinstated                   . . . . . - . . . .        .         .
    lost                         . . . . . - + . . .        .         .
    returned                     . . . . . . + . . .        .         .
    recovered                    . . . . . . - . . .        .         .
    forgiven                     . . . . . . . + . .        .         .
    in_flight                    . . . . . . . . + .        .         .
    landed                       . . . . . . . . - .        .         .`;
  const letters = Object.keys(noMoney) as (keyof typeof noMoney)[];
  const rows = picture
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  it.each(rows)('%s', (kind, ...signs) => {
    const before = Object.fromEntries(letters.map((letter) => [letter, 0n]));
    const expected = Object.fromEntries(
      letters.map((letter, i) => [letter, signs[i] === '+' ? 7n : signs[i] === '-' ? -7n : 0n]),
    );
    expect(signs).toHaveLength(letters.length);
    expect(foldMoney([{ kind: kind as MoneyEntryKind, amountMinor: 7n }])).toEqual({
      ...before,
      ...expected,
    });
  });
  it('the picture has every kind', () =>
    expect(rows.map(([kind]) => kind).sort()).toEqual(Object.keys(moneyEffects).sort()));
  it('does not depend on order', () => {
    const one = fc.record({
      kind: fc.constantFrom(...(Object.keys(moneyEffects) as MoneyEntryKind[])),
      amountMinor: fc.bigInt(0n, 1000n),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (entries) => {
        expect(foldMoney([...entries].reverse())).toEqual(foldMoney(entries));
      }),
    );
  });
  it('a negative entry is a bug', () =>
    expect(() => foldMoney([{ kind: 'settled', amountMinor: -1n }])).toThrow());
});

describe('the balance equation', () => {
  it.each([
    ['T', 1n],
    ['C', -1n],
    ['P', -1n],
    ['K', -1n],
    ['R', 1n],
    ['H', 0n],
    ['L', 1n],
    ['F', -1n],
    ['X', 0n],
  ] as const)('one more %s moves owed by %s', (letter, change) => {
    expect(balanceOf({ ...noMoney, T: 100n, [letter]: (letter === 'T' ? 100n : 0n) + 1n })).toBe(
      100n + change,
    );
  });
  it('names what is wrong with a fold', () => {
    expect(moneyFaults({ ...noMoney, T: 100n, P: 100n })).toEqual([]);
    expect(moneyFaults({ ...noMoney, T: 100n, P: 130n, K: -30n })).toEqual([]);
    expect(moneyFaults({ ...noMoney, T: 100n, P: 130n })).toEqual([
      'The balance is negative: -30. An excess must move to client credit.',
    ]);
    expect(moneyFaults({ ...noMoney, X: -1n })).toEqual(['X is negative: -1.']);
    expect(moneyFaults({ ...noMoney, T: 9n, P: 2n, attestedMinor: 3n })).toEqual([
      'More is attested than settled.',
    ]);
    expect(moneyFaults({ ...noMoney, T: 9n, P: 2n, unclearedMinor: 1n })).toEqual([
      'More cheques are uncleared than attested.',
    ]);
    expect(moneyFaults({ ...noMoney, T: 9n, P: 2n, refundedMinor: 3n })).toEqual([
      'More is refunded than was settled.',
    ]);
    expect(moneyFaults({ ...noMoney, T: 9n, R: 2n })).toEqual(['More is refunded and owed than refunded.']);
  });
});

describe('sent needs an acceptance id', () => {
  it.each(
    deliveryStates.flatMap(
      (state) =>
        [
          [state, 'msg_1'],
          [state, null],
        ] as const,
    ),
  )('%s with %s', (state, evidenceId) => {
    const facts = {
      delivery: [{ recipient: 'a@example.test', channel: 'email', state, at: null, evidenceId }],
    } as unknown as InvoiceFacts;
    expect(acceptedDelivery(facts) !== null).toBe(
      (state === 'accepted' || state === 'delivered') && evidenceId !== null,
    );
  });
});
