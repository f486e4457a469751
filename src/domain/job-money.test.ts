import { describe, expect, it } from 'vitest';
import { type InvoiceFacts, type MoneyFacts, noMoney } from './facts.ts';
import { type JobMoney, jobMoney, jobMoneyLabels } from './job-money.ts';

const invoice = (parts: Partial<InvoiceFacts> & { amounts?: Partial<MoneyFacts> } = {}): InvoiceFacts => ({
  doc: 'issued',
  money: { ...noMoney, T: 100n, ...parts.amounts },
  delivery: [],
  link: { state: 'active', isReopened: false },
  collection: { state: 'none', reason: null, attempt: 0 },
  time: { issuedOn: '2026-02-01', dueOn: '2026-03-31', periodFrom: null, periodTo: null },
  holds: [],
  uncollectible: null,
  practice: false,
  today: '2026-03-10',
  ...parts,
});
const sent = {
  delivery: [
    { recipient: 'a@example.test', channel: 'email', state: 'accepted', at: null, evidenceId: 'msg' },
  ],
} as const;
const late = { time: { issuedOn: '2026-01-01', dueOn: '2026-02-01', periodFrom: null, periodTo: null } };
const invoices: Record<string, InvoiceFacts> = {
  draft: invoice({ doc: 'draft' }),
  discarded: invoice({ doc: 'discarded' }),
  void: invoice({ doc: 'void' }),
  credited: invoice({ amounts: { C: 100n } }),
  disputed: invoice({ ...sent, amounts: { P: 100n, H: 100n } }),
  failed: invoice({ ...sent, collection: { state: 'failed', reason: 'declined', attempt: 1 } }),
  overdue: invoice({ ...sent, ...late }),
  issued: invoice(),
  sent: invoice(sent),
  paid: invoice({ ...sent, amounts: { P: 100n } }),
};

describe('job money', () => {
  it.each([
    ['draft', 'drafted'],
    ['discarded', 'unbilled'],
    ['void', 'unbilled'],
    ['credited', 'reversed'],
    ['disputed', 'reversed'],
    ['failed', 'failed'],
    ['overdue', 'overdue'],
    ['issued', 'issued'],
    ['sent', 'sent'],
    ['paid', 'paid'],
  ] as const)('one invoice that is %s: %s', (name, label) => {
    expect(
      jobMoney({ isCompleted: true, unbilledFacts: 0, waivedFacts: 0, invoices: [invoices[name]!] }),
    ).toBe(label);
  });

  //  done   unbilled  waived  invoices               ->
  const picture = `
      no     0         0       -                      unbilled
      yes    0         0       -                      unbilled
      no     2         0       -                      unbilled
      yes    2         0       -                      candidate
      yes    0         2       -                      waived
      yes    1         1       -                      candidate
      yes    1         0       paid                   candidate
      no     1         0       paid                   unbilled
      yes    2         0       void                   candidate
      yes    0         0       paid,draft             drafted
      yes    0         0       paid,sent              sent
      yes    0         0       sent,issued            issued
      yes    0         0       paid,overdue           overdue
      yes    0         0       overdue,failed         failed
      yes    0         0       failed,disputed        reversed
      yes    0         0       paid,credited          paid
      yes    0         0       credited,sent          sent
      yes    0         0       credited,void          reversed
      yes    0         1       paid                   paid
      yes    0         1       credited               reversed
      yes    0         1       void                   waived`;
  it.each(
    picture
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/\s+/)),
  )('done %s, %s unbilled, %s waived, %s: %s', (done, unbilled, waived, names, label) => {
    expect(
      jobMoney({
        isCompleted: done === 'yes',
        unbilledFacts: Number(unbilled),
        waivedFacts: Number(waived),
        invoices: names === '-' ? [] : names!.split(',').map((name) => invoices[name]!),
      }),
    ).toBe(label);
  });

  it('is total, does not depend on order, and a second invoice never makes it look more settled', () => {
    const rank = (label: JobMoney) => jobMoneyLabels.indexOf(label);
    const names = Object.keys(invoices);
    for (const done of [true, false])
      for (const unbilledFacts of [0, 1])
        for (const waivedFacts of [0, 1])
          for (const a of names)
            for (const b of names) {
              const of = (...all: string[]) =>
                jobMoney({
                  isCompleted: done,
                  unbilledFacts,
                  waivedFacts,
                  invoices: all.map((name) => invoices[name]!),
                });
              expect(jobMoneyLabels).toContain(of(a, b));
              expect(of(a, b)).toBe(of(b, a));
              const isDead = (name: string) => ['void', 'discarded', 'credited'].includes(name);
              if (!isDead(a) && !isDead(b)) expect(rank(of(a, b))).toBe(Math.min(rank(of(a)), rank(of(b))));
            }
  });
});
