import { describe, expect, it } from 'vitest';
import { docStates, type InvoiceFacts, linkStates, type MoneyFacts, noMoney } from './facts.ts';
import { allowInvoiceAction, invoiceActions, lawfulInvoiceActions, voidInvoice } from './invoice-life.ts';
import { payPage } from './link.ts';
import { nextFollowUp } from './next-follow-up.ts';

const accepted = {
  recipient: 'a@example.test',
  channel: 'email',
  state: 'accepted',
  at: null,
  evidenceId: 'msg',
} as const;
const invoice = (amounts: Partial<MoneyFacts> = {}, parts: Partial<InvoiceFacts> = {}): InvoiceFacts => ({
  doc: 'issued',
  money: { ...noMoney, T: 100n, ...amounts },
  delivery: [accepted],
  link: { state: 'active', isReopened: false },
  collection: { state: 'none', reason: null, attempt: 0 },
  time: { issuedOn: '2026-02-01', dueOn: '2026-03-03', periodFrom: null, periodTo: null },
  holds: [],
  uncollectible: null,
  practice: false,
  today: '2026-03-03',
  ...parts,
});

describe('what a person can do with an invoice', () => {
  const subjects: Record<string, InvoiceFacts> = {
    draft: invoice({}, { doc: 'draft' }),
    discarded: invoice({}, { doc: 'discarded' }),
    void: invoice({}, { doc: 'void', link: { state: 'dead', isReopened: false } }),
    owed: invoice(),
    part: invoice({ P: 40n }),
    paid: invoice({ P: 100n }),
    by_credit: invoice({ K: 100n }),
    inflight: invoice({ X: 100n }),
    review: invoice({ P: 100n, H: 100n }),
    credited: invoice({ C: 100n }),
    refunded: invoice({ P: 100n, C: 100n, K: -100n, refundedMinor: 100n }),
    lost: invoice({ P: 100n, L: 100n }),
    zero: invoice({ T: 0n }),
  };
  const picture = `
    -          edit issue discard send link charge mark_paid credit refund write_off void
    draft      x    x     x       x    .    .      .         .      .      .         .
    discarded  .    .     .       .    .    .      .         .      .      .         .
    void       .    .     .       .    .    .      .         .      .      .         .
    owed       .    .     .       x    x    x      x         x      .      x         x
    part       .    .     .       x    x    x      x         x      x      x         .
    paid       .    .     .       x    .    .      .         x      x      .         .
    by_credit  .    .     .       x    .    .      .         x      .      .         .
    inflight   .    .     .       x    x    .      x         x      .      x         .
    review     .    .     .       x    .    .      .         x      .      .         .
    credited   .    .     .       x    .    .      .         .      .      .         x
    refunded   .    .     .       x    .    .      .         .      .      .         .
    lost       .    .     .       x    x    x      x         x      .      x         .
    zero       .    .     .       x    .    .      .         .      .      .         x`;
  const [head = '', ...rows] = picture
    .trim()
    .split('\n')
    .map((row) => row.trim());
  const actions = head.split(/\s+/).slice(1);
  it('the picture has every action and subject', () => {
    expect(actions).toEqual([...invoiceActions]);
    expect(rows.map((row) => row.split(/\s+/)[0])).toEqual(Object.keys(subjects));
  });
  for (const row of rows) {
    const [name = '', ...cells] = row.split(/\s+/);
    cells.forEach((cell, i) => {
      it(`${name} ${actions[i]} ${cell}`, () => {
        const action = invoiceActions[i]!;
        expect(lawfulInvoiceActions(subjects[name]!).includes(action)).toBe(cell === 'x');
        expect(allowInvoiceAction(subjects[name]!, action).ok).toBe(cell === 'x');
      });
    });
  }
  it('a void that money forbids says which money', () => {
    const result = voidInvoice(invoice({ P: 40n, X: 60n }));
    expect(!result.ok && [result.refusal.code, result.refusal.evidence]).toEqual([
      'invoice_has_money',
      [
        { fact: 'settled', value: '40' },
        { fact: 'in_flight', value: '60' },
      ],
    ]);
  });
});

describe('the pay page', () => {
  //                  none     active     suspended  expired    dead
  const picture = `
    draft             missing  missing    missing    missing    missing
    discarded         missing  missing    missing    missing    missing
    void              gone     gone       gone       gone       gone
    owed              missing  pay        read_only  read_only  gone
    inflight          missing  read_only  read_only  read_only  gone
    review            missing  read_only  read_only  read_only  gone
    paid              missing  receipt    receipt    receipt    gone`;
  const money: Record<string, Partial<MoneyFacts>> = {
    inflight: { X: 100n },
    review: { P: 100n, H: 40n },
    paid: { P: 100n },
  };
  for (const row of picture.trim().split('\n')) {
    const [name = '', ...cells] = row.trim().split(/\s+/);
    cells.forEach((cell, i) => {
      it(`${name}, link ${linkStates[i]}: ${cell}`, () => {
        const doc = docStates.find((state) => state === name) ?? 'issued';
        expect(
          payPage(invoice(money[name] ?? {}, { doc, link: { state: linkStates[i]!, isReopened: false } })),
        ).toBe(cell);
      });
    });
  }
});

describe('what follows', () => {
  const queued = { ...accepted, state: 'queued', evidenceId: null } as const;
  const hold = { reason: 'Question.', by: 'mem', at: '2026-03-01T00:00:00.000Z' };
  const failed = { state: 'failed', reason: 'declined', attempt: 1 } as const;
  it.each([
    ['a draft', invoice({}, { doc: 'draft' }), 'send', '2026-03-03', true],
    ['discarded', invoice({}, { doc: 'discarded' }), 'none', null, false],
    ['void', invoice({}, { doc: 'void' }), 'none', null, false],
    ['issued, not sent', invoice({}, { delivery: [] }), 'send', '2026-03-03', true],
    ['queued', invoice({}, { delivery: [queued] }), 'await_outcome', null, false],
    [
      'bounced',
      invoice({}, { delivery: [{ ...queued, state: 'bounced' }] }),
      'check_delivery',
      '2026-03-03',
      false,
    ],
    ['on the due day', invoice(), 'await_payment', '2026-03-03', false],
    [
      'no due day',
      invoice({}, { time: { issuedOn: '2026-02-01', dueOn: null, periodFrom: null, periodTo: null } }),
      'await_payment',
      null,
      false,
    ],
    ['a day late', invoice({}, { today: '2026-03-04' }), 'await_reminder_day', '2026-03-18', false],
    ['14 days late', invoice({}, { today: '2026-03-17' }), 'await_reminder_day', '2026-03-18', false],
    ['15 days late', invoice({}, { today: '2026-03-18' }), 'remind', '2026-03-18', true],
    ['paid', invoice({ P: 100n }), 'none', null, false],
    ['in flight', invoice({ X: 100n }), 'await_outcome', null, false],
    ['under review', invoice({ P: 100n, H: 10n }), 'await_outcome', null, false],
    [
      'returned',
      invoice({ P: 100n, L: 100n }, { link: { state: 'suspended', isReopened: false } }),
      'reopen_link',
      '2026-03-03',
      true,
    ],
    ['failed', invoice({}, { collection: failed }), 'retry_payment', '2026-03-03', true],
    ['on hold', invoice({}, { holds: [hold] }), 'lift_hold', '2026-03-03', false],
  ] as const)('%s: %s', (_name, facts, step, on, gated) => {
    const next = nextFollowUp(facts, () => true);
    expect([next.step, next.on, next.isGated]).toEqual([step, on, gated]);
    expect(next.says).toMatch(/^[A-Z].*\.$/);
    expect(next.says).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    expect(nextFollowUp(facts, () => false).isGated).toBe(false);
  });
});
