import { describe, expect, it } from 'vitest';
import {
  type DeliveryFact,
  docStates,
  type InvoiceFacts,
  linkStates,
  type MoneyFacts,
  noMoney,
} from './facts.ts';
import { badges, dueState, networkStatus, owed, ownerView, readiness } from './labels.ts';

const today = '2026-03-10';
const accepted: DeliveryFact = {
  recipient: 'anna@example.test',
  channel: 'email',
  state: 'accepted',
  at: '2026-02-01T09:00:00.000Z',
  evidenceId: 'msg_1',
};

type Parts = Omit<Partial<InvoiceFacts>, 'money' | 'link' | 'collection' | 'time'> & {
  money?: Partial<MoneyFacts>;
  link?: Partial<InvoiceFacts['link']>;
  collection?: Partial<InvoiceFacts['collection']>;
  time?: Partial<InvoiceFacts['time']>;
};
/** An invoice over 100, issued, sent, with an active link, due in the future; a test says what is different. */
function invoice(parts: Parts = {}): InvoiceFacts {
  return {
    doc: 'issued',
    delivery: [accepted],
    holds: [],
    uncollectible: null,
    practice: false,
    today,
    ...parts,
    money: { ...noMoney, T: 100n, ...parts.money },
    link: { state: 'active', isReopened: false, ...parts.link },
    collection: { state: 'none', reason: null, attempt: 0, ...parts.collection },
    time: { issuedOn: '2026-02-01', dueOn: '2026-03-31', periodFrom: null, periodTo: null, ...parts.time },
  };
}
const isAllOfIt = (facts: InvoiceFacts) => [
  readiness(facts),
  networkStatus(facts),
  dueState(facts),
  ownerView(facts),
];
const badgeTexts = (facts: InvoiceFacts) => badges(facts).map((badge) => badge.text);
const late = { dueOn: '2026-03-09' };
const failed = { state: 'failed', reason: 'card_declined', attempt: 2 } as const;

describe('readiness, every cell of its table', () => {
  //  doc        review  taken back  reopened  written back  owed  link
  const picture = `
      draft      *       *           *         *             *     *          draft
      discarded  *       *           *         *             *     *          draft
      void       *       *           *         *             *     *          reversed
      issued     yes     *           *         *             *     *          reversed
      issued     no      yes         no        *             *     *          reversed
      issued     no      *           *         yes           *     *          reversed
      issued     no      *           *         no            no    *          paid
      issued     no      *           *         no            yes   active     link-ready
      issued     no      *           *         no            yes   none       needs-link
      issued     no      *           *         no            yes   suspended  needs-link
      issued     no      *           *         no            yes   expired    needs-link
      issued     no      *           *         no            yes   dead       needs-link`;
  const rules = picture
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  /** Amounts that make each combination of conditions true; taken back and written back at once is possible. */
  const moneyFor = (
    review: string,
    taken: string,
    written: string,
    isOwed: string,
  ): Partial<MoneyFacts> | null => {
    const H = review === 'yes' ? 40n : 0n;
    if (taken === 'no' && written === 'no' && isOwed === 'no') return { P: 100n, H };
    if (taken === 'no' && written === 'no' && isOwed === 'yes') return { P: 40n, H };
    if (taken === 'no' && written === 'yes' && isOwed === 'no') return { C: 100n, H };
    if (taken === 'yes' && written === 'no' && isOwed === 'yes') return { P: 100n, L: 100n, H };
    if (taken === 'yes' && written === 'yes' && isOwed === 'yes') return { P: 40n, L: 100n, C: 100n, H };
    if (taken === 'yes' && written === 'yes' && isOwed === 'no') return { P: 40n, L: 40n, C: 100n, H };
    return null; // Taken back or fully credited decides whether anything is owed; the other pairs cannot occur.
  };
  const yesNo = ['yes', 'no'];
  let tried = 0;
  for (const doc of docStates)
    for (const review of yesNo)
      for (const taken of yesNo)
        for (const reopened of yesNo)
          for (const written of yesNo)
            for (const isOwed of yesNo)
              for (const link of linkStates) {
                const money = moneyFor(review, taken, written, isOwed);
                if (!money) continue;
                const cell = [doc, review, taken, reopened, written, isOwed, link];
                const rule = rules.find((row) =>
                  cell.every((value, i) => row[i] === '*' || row[i] === value),
                );
                tried += 1;
                it(cell.join(' '), () => {
                  const facts = invoice({
                    doc,
                    money,
                    link: { state: link, isReopened: reopened === 'yes' },
                  });
                  if (doc === 'issued') expect(owed(facts) > 0n).toBe(isOwed === 'yes');
                  expect(readiness(facts)).toBe(rule?.[7]);
                });
              }
  it('has tried them all', () => expect(tried).toBe(4 * 2 * 2 * 6 * 5));
});

describe('network status, due state and owner view, every cell of their tables', () => {
  const money: Record<string, Partial<MoneyFacts>> = {
    zero: { T: 0n },
    owed: {},
    part: { P: 40n },
    paid: { P: 100n },
    credited: { C: 100n },
    forgiven: { F: 100n },
    review: { P: 100n, H: 100n },
    'part+review': { P: 60n, H: 30n },
    lost: { P: 100n, L: 100n },
    inflight: { X: 100n },
  };
  //  money        last attempt  due      network  due state  owner     owner when not accepted
  const picture = `
      zero         *             *        Paid     Paid       paid      paid
      paid         *             *        Paid     Paid       paid      paid
      credited     *             *        Void     Void       -         -
      forgiven     *             *        Void     Void       -         -
      review       *             *        Open     Due        sent      -
      part+review  ok            *        Open     Due        sent      -
      part+review  failed        *        Failed   Due        failed    failed
      owed         failed        late     Failed   Overdue    failed    failed
      owed         failed        on-time  Failed   Due        failed    failed
      owed         ok            late     Open     Overdue    overdue   overdue
      owed         ok            on-time  Open     Due        sent      -
      part         failed        late     Failed   Overdue    failed    failed
      part         failed        on-time  Failed   Due        failed    failed
      part         ok            late     Open     Overdue    overdue   overdue
      part         ok            on-time  Open     Due        sent      -
      lost         failed        late     Failed   Overdue    failed    failed
      lost         failed        on-time  Failed   Due        failed    failed
      lost         ok            late     Open     Overdue    overdue   overdue
      lost         ok            on-time  Open     Due        sent      -
      inflight     *             late     Open     Overdue    overdue   overdue
      inflight     *             on-time  Open     Due        sent      -`;
  const rules = picture
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  for (const name of Object.keys(money))
    for (const attempt of ['ok', 'failed'])
      for (const due of ['late', 'on-time']) {
        const cell = [name, attempt, due];
        const rule = rules.find((row) => cell.every((value, i) => row[i] === '*' || row[i] === value));
        it(cell.join(' '), () => {
          const facts = invoice({
            money: money[name]!,
            time: due === 'late' ? late : {},
            collection: attempt === 'failed' ? failed : {},
          });
          const unsent = { ...facts, delivery: [] };
          expect([
            networkStatus(facts),
            dueState(facts) ?? '-',
            ownerView(facts) ?? '-',
            ownerView(unsent) ?? '-',
          ]).toEqual(rule?.slice(3));
        });
      }
  it.each([
    ['draft', ['draft', 'Draft', null, null]],
    ['discarded', ['draft', 'Draft', null, null]],
    ['void', ['reversed', 'Void', 'Void', null]],
  ] as const)('%s', (doc, labels) => {
    for (const name of Object.keys(money))
      expect(isAllOfIt(invoice({ doc, money: money[name]!, time: late, collection: failed }))).toEqual(
        labels,
      );
  });
  it.each([
    ['none', null, 'Open'],
    ['scheduled', null, 'Open'],
    ['in_flight', null, 'Open'],
    ['action_required', null, 'Open'],
    ['failed', null, 'Failed'],
    ['exhausted', null, 'Failed'],
    ['scheduled', 'card_declined', 'Failed'],
    ['action_required', 'card_declined', 'Open'],
    ['in_flight', 'card_declined', 'Open'],
  ] as const)('collection %s with reason %s is %s', (state, reason, status) => {
    expect(networkStatus(invoice({ collection: { state, reason, attempt: 1 } }))).toBe(status);
  });
});

describe('cases that the tables must get right', () => {
  it('zero total: paid, nothing to pay', () => {
    const facts = invoice({ money: { T: 0n }, delivery: [], link: { state: 'none' }, time: late });
    expect(isAllOfIt(facts)).toEqual(['paid', 'Paid', 'Paid', 'paid']);
    expect(badgeTexts(facts)).toEqual(['nothing to pay']);
  });
  it('fully credited, unpaid: reversed', () => {
    const facts = invoice({ money: { C: 100n }, time: late });
    expect(isAllOfIt(facts)).toEqual(['reversed', 'Void', 'Void', null]);
    expect(owed(facts)).toBe(0n);
  });
  it('fully credited after it was paid, and refunded: reversed', () => {
    const facts = invoice({ money: { P: 100n, C: 100n, K: -100n, refundedMinor: 100n } });
    expect(isAllOfIt(facts)).toEqual(['reversed', 'Void', 'Void', null]);
  });
  it('uncollectible: still owed and overdue; later paid: paid', () => {
    const mark = { at: '2026-03-01T00:00:00.000Z', by: 'mem_1', why: 'No answer for a year.' };
    const before = invoice({ uncollectible: mark, time: late });
    expect(isAllOfIt(before)).toEqual(['link-ready', 'Open', 'Overdue', 'overdue']);
    expect(badgeTexts(before)).toEqual(['overdue 1 day', 'uncollectible']);
    const after = invoice({ uncollectible: mark, time: late, money: { P: 100n } });
    expect(isAllOfIt(after)).toEqual(['paid', 'Paid', 'Paid', 'paid']);
    expect(badgeTexts(after)).toEqual([]);
  });
  it('partly refunded with a credit note: paid', () => {
    const facts = invoice({ money: { P: 100n, C: 30n, K: -30n, refundedMinor: 30n } });
    expect(isAllOfIt(facts)).toEqual(['paid', 'Paid', 'Paid', 'paid']);
    expect(badgeTexts(facts)).toEqual(['partly refunded']);
  });
  it('partly refunded and still owed: link-ready', () => {
    const facts = invoice({ money: { P: 100n, R: 30n, refundedMinor: 30n } });
    expect([readiness(facts), owed(facts)]).toEqual(['link-ready', 30n]);
    expect(badgeTexts(facts)).toEqual(['partly paid', 'partly refunded']);
  });
  it('wholly refunded and still owed: reversed, then link-ready once reopened', () => {
    const money = { P: 100n, R: 100n, refundedMinor: 100n };
    expect(readiness(invoice({ money, link: { state: 'suspended' } }))).toBe('reversed');
    expect(readiness(invoice({ money, link: { state: 'active', isReopened: true } }))).toBe('link-ready');
    expect(readiness(invoice({ money, link: { state: 'suspended', isReopened: true } }))).toBe('needs-link');
  });
  it('an inquiry that withdraws nothing: paid', () => {
    expect(isAllOfIt(invoice({ money: { P: 100n, H: 0n }, time: late }))).toEqual([
      'paid',
      'Paid',
      'Paid',
      'paid',
    ]);
  });
  it('a dispute of a part: reversed, not owed, never Overdue, until won or lost', () => {
    const open = invoice({ money: { P: 100n, H: 40n }, time: late });
    expect([readiness(open), owed(open), dueState(open)]).toEqual(['reversed', 0n, 'Due']);
    expect(badgeTexts(open)).toEqual(['under review']);
    expect(dueState(invoice({ money: { P: 60n, H: 40n }, time: late }))).toBe('Due');
    expect(isAllOfIt(invoice({ money: { P: 100n }, time: late }))).toEqual(['paid', 'Paid', 'Paid', 'paid']);
    const lost = invoice({ money: { P: 100n, L: 40n }, time: late });
    expect([readiness(lost), owed(lost), dueState(lost)]).toEqual(['link-ready', 40n, 'Overdue']);
  });
  it('a bank return after paid: reversed, then link-ready once reopened', () => {
    const money = { P: 100n, L: 100n };
    const returned = invoice({
      money,
      link: { state: 'suspended' },
      collection: { state: 'failed', reason: 'R01', attempt: 1 },
    });
    expect(isAllOfIt(returned)).toEqual(['reversed', 'Failed', 'Due', 'failed']);
    expect(readiness(invoice({ money, link: { state: 'active', isReopened: true } }))).toBe('link-ready');
  });
  it('a cheque while a debit is in flight: paid by the cheque, the surplus goes to credit', () => {
    const received = invoice({ money: { P: 100n, X: 100n, attestedMinor: 100n, unclearedMinor: 100n } });
    expect(isAllOfIt(received)).toEqual(['paid', 'Paid', 'Paid', 'paid']);
    expect(badgeTexts(received)).toEqual(['processing', 'clearing']);
    const both = invoice({ money: { P: 200n, K: -100n, attestedMinor: 100n } });
    expect([readiness(both), owed(both)]).toEqual(['paid', 0n]);
  });
  it('paid by client credit or a deposit: paid', () => {
    expect(isAllOfIt(invoice({ money: { K: 100n } }))).toEqual(['paid', 'Paid', 'Paid', 'paid']);
  });
  it('money in flight keeps the link ready', () => {
    const facts = invoice({ money: { X: 100n } });
    expect(readiness(facts)).toBe('link-ready');
    expect(badgeTexts(facts)).toEqual(['processing']);
  });
  it('forgiven in part and paid in part: paid', () =>
    expect(readiness(invoice({ money: { P: 60n, F: 40n } }))).toBe('paid'));
  it('not sent: nothing says sent, whatever was queued', () => {
    const facts = invoice({ delivery: [{ ...accepted, state: 'queued', evidenceId: null }] });
    expect([ownerView(facts), badgeTexts(facts)]).toEqual([null, ['not delivered']]);
  });
  it('bounced for one recipient, accepted for another: sent, and bounced beside it', () => {
    const facts = invoice({
      delivery: [
        { ...accepted, state: 'bounced' },
        { ...accepted, recipient: 'ben@example.test' },
      ],
    });
    expect([ownerView(facts), badgeTexts(facts)]).toEqual(['sent', ['bounced']]);
  });
  it('badges count', () => {
    const facts = invoice({
      practice: true,
      time: { dueOn: '2026-03-01' },
      collection: failed,
      money: { P: 40n },
      holds: [{ reason: 'The client asked a question.', by: 'mem_1', at: '2026-03-01T00:00:00.000Z' }],
    });
    expect(badges(facts).map((badge) => [badge.code, badge.text, badge.count])).toEqual([
      ['practice', 'practice', null],
      ['partly_paid', 'partly paid', null],
      ['overdue', 'overdue 9 days', 9],
      ['failed_attempt', 'failed attempt 2', 2],
      ['on_hold', 'on hold', null],
    ]);
  });
});
