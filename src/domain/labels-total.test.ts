import { describe, expect, it } from 'vitest';
import {
  balanceOf,
  collectionStates,
  type DeliveryFact,
  docStates,
  type InvoiceFacts,
  linkStates,
  type MoneyFacts,
  moneyFaults,
  noMoney,
} from './facts.ts';
import {
  badges,
  dueState,
  dueStates,
  type LabelFamily,
  networkStatus,
  networkStatuses,
  owed,
  ownerView,
  ownerViews,
  readiness,
  readinessLabels,
} from './labels.ts';
import { rederive, why } from './why.ts';

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
const late = { dueOn: '2026-03-09' };
const failed = { state: 'failed', reason: 'card_declined', attempt: 2 } as const;

/** Every money fold in which each amount is nothing, a part, all or more; K also less than nothing. */
function* folds(isLawfulOnly: boolean): Generator<MoneyFacts> {
  const sizes = [0n, 40n, 100n, 130n];
  for (const T of [0n, 100n])
    for (const C of sizes)
      for (const P of sizes)
        for (const K of [-100n, -30n, ...sizes])
          for (const R of sizes)
            for (const H of [0n, 40n, 130n])
              for (const L of sizes)
                for (const F of sizes)
                  for (const X of [0n, 40n]) {
                    const money = {
                      T,
                      C,
                      P,
                      K,
                      R,
                      H,
                      L,
                      F,
                      X,
                      attestedMinor: 0n,
                      unclearedMinor: 0n,
                      refundedMinor: R,
                    };
                    if (!isLawfulOnly || moneyFaults(money).length === 0) yield money;
                  }
}

describe('labels are total', () => {
  const families: [LabelFamily, readonly unknown[], (facts: InvoiceFacts) => unknown][] = [
    ['readiness', readinessLabels, readiness],
    ['networkStatus', networkStatuses, networkStatus],
    ['dueState', [...dueStates, null], dueState],
    ['ownerView', [...ownerViews, null], ownerView],
  ];
  const check = (facts: InvoiceFacts): string | null => {
    for (const [family, words, label] of families)
      if (!words.includes(label(facts))) return `${family} said ${label(facts)}`;
    const label = readiness(facts);
    const settled = facts.money.P + facts.money.K - facts.money.R - facts.money.L;
    const isOwed = owed(facts) > 0n;
    if (label === 'paid' && (isOwed || facts.doc !== 'issued')) return 'paid while owed';
    if (label === 'paid' && facts.money.T > 0n && settled <= 0n) return 'paid without settled money';
    if (label === 'link-ready' && !(isOwed && facts.link.state === 'active'))
      return 'link-ready without owed and a link';
    if (label === 'needs-link' && !isOwed) return 'needs-link with nothing owed';
    if ((label === 'draft') !== (facts.doc === 'draft' || facts.doc === 'discarded'))
      return 'draft and doc differ';
    if (dueState(facts) === 'Overdue' && (!isOwed || facts.money.H > 0n))
      return 'Overdue with nothing owed or under review';
    if (networkStatus(facts) === 'Failed' && (!isOwed || facts.money.X > 0n))
      return 'Failed with nothing owed or a payment in flight';
    if ((networkStatus(facts) === 'Paid') !== (label === 'paid'))
      return 'network status and readiness differ about paid';
    if (ownerView(facts) === 'sent' && facts.delivery.length === 0) return 'sent without acceptance';
    if (facts.money.H > 0n && facts.doc === 'issued' && label !== 'reversed')
      return 'under review but not reversed';
    return null;
  };

  it('over every lawful fold and the facts that matter beside it', () => {
    let count = 0;
    for (const money of folds(true))
      for (const doc of docStates)
        for (const link of ['active', 'suspended'] as const)
          for (const isReopened of [true, false])
            for (const attempt of [true, false]) {
              const facts = invoice({
                money,
                doc,
                link: { state: link, isReopened },
                collection: attempt ? failed : {},
                time: attempt ? late : {},
              });
              const fault = check(facts);
              if (fault)
                throw new Error(
                  `${fault}: ${JSON.stringify(facts, (_, value) => (typeof value === 'bigint' ? value.toString() : value))}`,
                );
              count += 1;
            }
    expect(count).toBeGreaterThan(100_000);
  }, 60_000);

  it('over every combination of the discrete facts', () => {
    const pictures: Partial<MoneyFacts>[] = [
      {},
      { T: 0n },
      { P: 40n },
      { P: 100n },
      { C: 100n },
      { P: 100n, H: 40n },
      { P: 100n, L: 100n },
      { P: 100n, R: 30n, refundedMinor: 30n },
      { X: 40n },
      { F: 100n },
      { K: 100n },
    ];
    let count = 0;
    for (const money of pictures)
      for (const doc of docStates)
        for (const state of linkStates)
          for (const isReopened of [true, false])
            for (const collection of collectionStates)
              for (const reason of ['card_declined', null])
                for (const delivery of [[], [accepted]])
                  for (const dueOn of [null, '2026-03-09', '2026-03-10', '2026-03-11']) {
                    const facts = invoice({
                      money,
                      doc,
                      link: { state, isReopened },
                      collection: { state: collection, reason, attempt: 1 },
                      delivery,
                      time: { dueOn },
                    });
                    expect(check(facts)).toBe(null);
                    count += 1;
                  }
    expect(count).toBe(11 * 4 * 5 * 2 * 6 * 2 * 2 * 4);
  }, 60_000);

  it('even over folds that no writer makes', () => {
    let count = 0;
    for (const money of folds(false)) {
      count += 1;
      if (count % 7 !== 0) continue;
      const facts = invoice({ money, time: late });
      for (const [family, words, label] of families)
        if (!words.includes(label(facts))) throw new Error(`${family} said ${label(facts)}`);
      badges(facts);
    }
    expect(count).toBe(2 * 4 * 4 * 6 * 4 * 3 * 4 * 4 * 2);
  }, 60_000);

  it('evidence yields the label again, alone, for every family', () => {
    let count = 0;
    let seen = 0;
    for (const money of folds(true)) {
      seen += 1;
      if (seen % 101 !== 0) continue;
      for (const [doc, link, isReopened, hasFailed, isLateNow, delivery] of [
        ['issued', 'active', false, true, true, [accepted]],
        ['issued', 'none', true, false, false, []],
        ['issued', 'suspended', false, false, true, []],
        ['draft', 'none', false, false, false, []],
        ['void', 'dead', false, true, true, [accepted]],
      ] as const) {
        const facts = invoice({
          money,
          doc,
          link: { state: link, isReopened },
          collection: hasFailed ? failed : {},
          time: isLateNow ? late : {},
          delivery,
        });
        for (const [family, , label] of families) {
          const answer = why(family, facts);
          expect(answer.label).toBe(label(facts));
          expect(rederive(family, answer.evidence)).toBe(label(facts));
          count += 1;
        }
      }
    }
    expect(count).toBeGreaterThan(2_000);
  }, 60_000);

  it("the fold's own balance is the claim of an issued invoice and of no other", () => {
    for (const doc of docStates)
      expect(owed(invoice({ doc, money: { P: 40n } }))).toBe(
        doc === 'issued' ? balanceOf({ ...noMoney, T: 100n, P: 40n }) : 0n,
      );
  });
});
