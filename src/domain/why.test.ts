import { describe, expect, it } from 'vitest';
import { type FactName, factNames, type InvoiceFacts, type MoneyFacts, noMoney, readFact } from './facts.ts';
import type { LabelFamily } from './labels.ts';
import type { Evidence } from './refusal.ts';
import { rederive, why } from './why.ts';

const invoice = (money: Partial<MoneyFacts> = {}, parts: Partial<InvoiceFacts> = {}): InvoiceFacts => ({
  doc: 'issued',
  money: { ...noMoney, T: 100n, ...money },
  delivery: [],
  link: { state: 'active', isReopened: false },
  collection: { state: 'none', reason: null, attempt: 0 },
  time: { issuedOn: '2026-02-01', dueOn: '2026-03-03', periodFrom: null, periodTo: null },
  holds: [],
  uncollectible: null,
  practice: false,
  today: '2026-03-10',
  ...parts,
});
const said = (evidence: readonly Evidence[]) =>
  evidence.map(({ fact, value }) => `${fact} ${value}`).join(', ');

describe('why', () => {
  const failed = { collection: { state: 'failed', reason: 'card_declined', attempt: 1 } } as const;
  const sent = {
    delivery: [
      { recipient: 'a@example.test', channel: 'email', state: 'delivered', at: null, evidenceId: 'msg_7' },
    ],
  } as const;
  const cases: [LabelFamily, InvoiceFacts, string | null, string][] = [
    ['readiness', invoice({}, { doc: 'draft' }), 'draft', 'doc draft'],
    ['readiness', invoice({ P: 40n }, { doc: 'void' }), 'reversed', 'doc void'],
    ['readiness', invoice({ P: 100n }), 'paid', 'doc issued, total 100, settled_by_gateway 100'],
    [
      'readiness',
      invoice({ P: 100n, attestedMinor: 100n }),
      'paid',
      'doc issued, total 100, settled_by_person 100',
    ],
    [
      'readiness',
      invoice({ P: 100n, attestedMinor: 30n }),
      'paid',
      'doc issued, total 100, settled_by_gateway 70, settled_by_person 30',
    ],
    ['readiness', invoice({ K: 100n }), 'paid', 'doc issued, total 100, credit_applied 100'],
    ['readiness', invoice({ T: 0n }), 'paid', 'doc issued, total 0'],
    [
      'readiness',
      invoice({ P: 60n, F: 40n }),
      'paid',
      'doc issued, total 100, settled_by_gateway 60, forgiven 40',
    ],
    ['readiness', invoice({ C: 100n }), 'reversed', 'doc issued, total 100, credited 100'],
    ['readiness', invoice({ P: 100n, H: 40n }), 'reversed', 'doc issued, under_review 40'],
    ['readiness', invoice(), 'link-ready', 'doc issued, total 100, link active'],
    [
      'readiness',
      invoice({}, { link: { state: 'none', isReopened: false } }),
      'needs-link',
      'doc issued, total 100, link none',
    ],
    ['networkStatus', invoice({ C: 100n }), 'Void', 'doc issued, total 100, credited 100'],
    ['networkStatus', invoice({}, failed), 'Failed', 'doc issued, total 100, attempt_failed true'],
    ['networkStatus', invoice(), 'Open', 'doc issued, total 100, attempt_failed false'],
    ['dueState', invoice(), 'Overdue', 'doc issued, total 100, due_on 2026-03-03, today 2026-03-10'],
    ['dueState', invoice({}, { doc: 'draft' }), null, 'doc draft'],
    [
      'ownerView',
      invoice({}, { ...sent, today: '2026-03-03' }),
      'sent',
      'doc issued, total 100, accepted true, attempt_failed false, due_on 2026-03-03, today 2026-03-03',
    ],
  ];
  it.each(cases)('%s', (family, facts, label, evidence) => {
    const answer = why(family, facts);
    expect([answer.label, said(answer.evidence)]).toEqual([label, evidence]);
    expect(rederive(family, answer.evidence)).toBe(label);
  });

  it('no smaller set of true facts yields the label', () => {
    for (const [family, facts, label, evidence] of cases) {
      const size = evidence.split(', ').length;
      const all = factNames.map((name): Evidence => {
        const value = readFact(facts, name);
        return { fact: name, value: typeof value === 'bigint' ? value.toString() : value };
      });
      const smaller = (from: number, chosen: Evidence[]): boolean => {
        if (rederive(family, chosen) === label && chosen.length < size) return true;
        if (chosen.length >= size - 1) return false;
        return all.slice(from).some((each, i) => smaller(from + i + 1, [...chosen, each]));
      };
      expect([family, evidence, smaller(0, [])]).toEqual([family, evidence, false]);
    }
  }, 60_000);

  it('nothing proves nothing: an invoice is not paid for want of evidence', () => {
    expect(rederive('readiness', [])).toBe(undefined);
    expect(rederive('readiness', [{ fact: 'doc', value: 'issued' }])).toBe(undefined);
    expect(
      rederive('readiness', [
        { fact: 'doc', value: 'issued' },
        { fact: 'total', value: '100' },
      ]),
    ).toBe(undefined);
    expect(
      rederive('readiness', [
        { fact: 'doc', value: 'issued' },
        { fact: 'total', value: '100' },
        { fact: 'settled_by_gateway', value: '130' },
      ]),
    ).toBe(undefined);
    expect(rederive('readiness', [{ fact: 'weather', value: 'fine' }])).toBe(undefined);
  });

  it('cites the rows behind a fact', () => {
    const facts = invoice(
      { P: 100n },
      { evidence: { settled_by_gateway: ['pay_1', 'pay_2'], total: ['inv_1'] } },
    );
    expect(why('readiness', facts).evidence).toEqual([
      { fact: 'doc', value: 'issued' },
      { fact: 'total', value: '100', ref: 'inv_1' },
      { fact: 'settled_by_gateway', value: '100', ref: 'pay_1 pay_2' },
    ]);
    const accepted = why('ownerView', invoice({}, { ...sent, today: '2026-03-01' })).evidence.find(
      ({ fact }) => fact === 'accepted',
    );
    expect(accepted?.ref).toBe('msg_7');
  });

  it('unlawful facts still get an answer, with everything that was looked at', () => {
    const answer = why('readiness', invoice({ P: 130n }));
    expect(answer.label).toBe('paid');
    expect(answer.evidence.map(({ fact }) => fact as FactName)).toEqual([
      'doc',
      'total',
      'settled_by_gateway',
    ]);
  });
});
