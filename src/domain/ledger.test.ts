import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balanceOf, foldMoney, type MoneyEntry, moneyFaults } from './facts.ts';
import {
  assertBalanced,
  balances,
  chart,
  entry,
  issueMove,
  journal,
  ledgerAccounts,
  type MoveName,
  mirror,
  moveNames,
  moves,
  normalBalance,
  type Posting,
} from './ledger.ts';
import { minMinor } from './money.ts';

const document = { netMinor: 100n, taxMinor: 8n };
const refs = { invoiceId: 'inv_1', clientId: 'cli_1' };

/** One row for each way a move can go: what happens, the picture (debit <- credit), the postings that the code makes. */
const pictures: [MoveName, string, Posting[]][] = [
  ['issued', 'receivable 108 <- revenue 100, tax_payable 8', moves.issued(document)],
  [
    'issued',
    'receivable 108 <- revenue 40, deferred_revenue 60, tax_not_due 8',
    moves.issued({ ...document, deferredMinor: 60n, isTaxDueOnPayment: true }),
  ],
  ['issued', 'receivable 0 <- revenue 0', moves.issued({ netMinor: 0n, taxMinor: 0n })],
  ['voided', 'revenue 100, tax_payable 8 <- receivable 108', moves.voided(document)],
  [
    'voided',
    'revenue 40, deferred_revenue 60, tax_not_due 8 <- receivable 108',
    moves.voided({ ...document, deferredMinor: 60n, isTaxDueOnPayment: true }),
  ],
  ['credited', 'revenue 100, tax_payable 8 <- receivable 108', moves.credited(document)],
  [
    'credited',
    'revenue 100, tax_payable 8 <- client_credit 70, receivable 38',
    moves.credited({ ...document, paidMinor: 70n }),
  ],
  ['served', 'deferred_revenue 60 <- revenue 60', moves.served({ amountMinor: 60n })],
  ['tax_fell_due', 'tax_not_due 8 <- tax_payable 8', moves.tax_fell_due({ amountMinor: 8n })],
  [
    'budget_billed',
    'receivable 1110 <- fee_income 100, budgets_held 1000, tax_payable 10',
    moves.budget_billed({ feeMinor: 100n, heldMinor: 1000n, taxMinor: 10n }),
  ],
  [
    'deposit_issued',
    'receivable 54 <- deposits 50, tax_payable 4',
    moves.deposit_issued({ netMinor: 50n, taxMinor: 4n }),
  ],
  [
    'deposit_deducted',
    'deposits 50, tax_payable 4 <- receivable 54',
    moves.deposit_deducted({ netMinor: 50n, taxMinor: 4n }),
  ],
  ['opening_balance', 'receivable 9 <- opening_balance 9', moves.opening_balance({ amountMinor: 9n })],
  ['retained', 'retainage_receivable 10 <- receivable 10', moves.retained({ amountMinor: 10n })],
  [
    'retainage_released',
    'receivable 10 <- retainage_receivable 10',
    moves.retainage_released({ amountMinor: 10n }),
  ],
  [
    'settled',
    'clearing 105 <- receivable 108, gateway_fees -3',
    moves.settled({ amountMinor: 108n, feeMinor: 3n }),
  ],
  [
    'settled',
    'clearing 150 <- receivable 108, client_credit 42',
    moves.settled({ amountMinor: 150n, excessMinor: 42n }),
  ],
  ['settled', 'clearing 40 <- receivable 40', moves.settled({ amountMinor: 40n })],
  ['settled', 'clearing 40 <- client_credit 40', moves.settled({ amountMinor: 40n, excessMinor: 40n })],
  [
    'transferred',
    'bank 120 <- receivable 108, client_credit 12',
    moves.transferred({ amountMinor: 120n, excessMinor: 12n }),
  ],
  [
    'cheque_received',
    'undeposited 120 <- receivable 108, client_credit 12',
    moves.cheque_received({ amountMinor: 120n, excessMinor: 12n }),
  ],
  ['cash_received', 'undeposited 108 <- receivable 108', moves.cash_received({ amountMinor: 108n })],
  ['banked', 'bank 108 <- undeposited 108', moves.banked({ amountMinor: 108n })],
  ['bounced', 'receivable 108 <- bank 108', moves.bounced({ amountMinor: 108n, from: 'bank' })],
  [
    'bounced',
    'receivable 108, client_credit 12 <- undeposited 120',
    moves.bounced({ amountMinor: 120n, excessMinor: 12n, from: 'undeposited' }),
  ],
  ['corrected', 'receivable 108 <- bank 108', moves.corrected({ amountMinor: 108n, from: 'bank' })],
  ['unmatched', 'clearing 7 <- suspense 7', moves.unmatched({ amountMinor: 7n, into: 'clearing' })],
  ['unmatched', 'bank 7 <- suspense 7', moves.unmatched({ amountMinor: 7n, into: 'bank' })],
  [
    'matched',
    'suspense 7 <- receivable 5, client_credit 2',
    moves.matched({ amountMinor: 7n, excessMinor: 2n }),
  ],
  ['credit_used', 'client_credit 12 <- receivable 12', moves.credit_used({ amountMinor: 12n })],
  ['gateway_fee', 'gateway_fees 3 <- clearing 3', moves.gateway_fee({ amountMinor: 3n })],
  ['refund_with_note', 'client_credit 30 <- clearing 30', moves.refund_with_note({ amountMinor: 30n })],
  ['refund_still_owed', 'receivable 30 <- clearing 30', moves.refund_still_owed({ amountMinor: 30n })],
  [
    'refund_with_note_failed',
    'clearing 30 <- client_credit 30',
    moves.refund_with_note_failed({ amountMinor: 30n }),
  ],
  [
    'refund_still_owed_failed',
    'clearing 30 <- receivable 30',
    moves.refund_still_owed_failed({ amountMinor: 30n }),
  ],
  [
    'disputed',
    'disputed 108, dispute_fees 15 <- clearing 123',
    moves.disputed({ amountMinor: 108n, feeMinor: 15n }),
  ],
  ['disputed', 'disputed 108 <- clearing 108', moves.disputed({ amountMinor: 108n })],
  ['dispute_won', 'clearing 108 <- disputed 108', moves.dispute_won({ amountMinor: 108n })],
  [
    'dispute_won',
    'clearing 123 <- disputed 108, dispute_fees 15',
    moves.dispute_won({ amountMinor: 108n, feeMinor: 15n }),
  ],
  ['dispute_lost', 'receivable 108 <- disputed 108', moves.dispute_lost({ amountMinor: 108n })],
  [
    'returned',
    'receivable 108, dispute_fees 5 <- clearing 113',
    moves.returned({ amountMinor: 108n, feeMinor: 5n }),
  ],
  ['loss_recovered', 'clearing 108 <- receivable 108', moves.loss_recovered({ amountMinor: 108n })],
  ['bad_debt', 'bad_debt 108 <- written_off 108', moves.bad_debt({ amountMinor: 108n })],
  ['bad_debt_recovered', 'written_off 108 <- bad_debt 108', moves.bad_debt_recovered({ amountMinor: 108n })],
  ['forgiven', 'forgiven 5 <- receivable 5', moves.forgiven({ amountMinor: 5n })],
  ['partner_earned', 'partner_cost 10 <- partner_payable 10', moves.partner_earned({ amountMinor: 10n })],
  ['partner_paid', 'partner_payable 10 <- clearing 10', moves.partner_paid({ amountMinor: 10n })],
  [
    'partner_clawed_back',
    'partner_payable 10 <- partner_cost 10',
    moves.partner_clawed_back({ amountMinor: 10n }),
  ],
  [
    'partner_share_withheld',
    'due_from_platform 10 <- clearing 10',
    moves.partner_share_withheld({ amountMinor: 10n }),
  ],
  [
    'partner_share_paid',
    'partner_payable 10 <- due_from_platform 10',
    moves.partner_share_paid({ amountMinor: 10n }),
  ],
  ['share_held', 'clearing 10 <- held_for_others 10', moves.share_held({ amountMinor: 10n })],
  ['share_passed_on', 'held_for_others 10 <- clearing 10', moves.share_passed_on({ amountMinor: 10n })],
  ['application_fee_paid', 'platform_fees 2 <- clearing 2', moves.application_fee_paid({ amountMinor: 2n })],
  ['application_fee_earned', 'clearing 2 <- fee_income 2', moves.application_fee_earned({ amountMinor: 2n })],
  [
    'processing_fee_billed',
    'receivable 11 <- fee_income 10, tax_payable 1',
    moves.processing_fee_billed({ netMinor: 10n, taxMinor: 1n }),
  ],
  ['payout_sent', 'in_transit 90 <- clearing 90', moves.payout_sent({ amountMinor: 90n })],
  ['payout_arrived', 'bank 90 <- in_transit 90', moves.payout_arrived({ amountMinor: 90n })],
  [
    'payout_failed',
    'clearing 90 <- in_transit 90',
    moves.payout_failed({ amountMinor: 90n, from: 'in_transit' }),
  ],
  ['payout_failed', 'clearing 90 <- bank 90', moves.payout_failed({ amountMinor: 90n, from: 'bank' })],
  ['rounding', 'rounding 1 <- receivable 1', moves.rounding({ amountMinor: 1n })],
  ['rounding', 'receivable 1 <- rounding 1', moves.rounding({ amountMinor: -1n })],
  ['exchange', 'exchange 4 <- clearing 4', moves.exchange({ amountMinor: 4n })],
];

/** A picture to balances per account: left of the arrow is debit (+), right is credit (-). */
function drawn(picture: string): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  const sides = picture.split(' <- ');
  sides.forEach((side, i) => {
    for (const part of side.split(', ')) {
      const [account = '', amount = ''] = part.split(' ');
      const signed = i === 0 ? BigInt(amount) : -BigInt(amount);
      if (signed !== 0n) sums.set(account, (sums.get(account) ?? 0n) + signed);
    }
  });
  return sums;
}
const sorted = (sums: Map<string, bigint>) => [...sums].filter(([, sum]) => sum !== 0n).sort();

describe('what each move means in the books', () => {
  it.each(pictures)('%s: %s', (_move, picture, postings) => {
    expect(sorted(balances(postings))).toEqual(sorted(drawn(picture)));
    expect(() => assertBalanced(postings)).not.toThrow();
    expect(postings.every((posting) => posting.amountMinor !== 0n)).toBe(true);
  });
  it('every move has a picture, every account of the chart is one that a move uses', () => {
    expect([...new Set(pictures.map(([move]) => move))].sort()).toEqual([...moveNames].sort());
    const used = new Set(pictures.flatMap(([, , postings]) => postings.map((posting) => posting.account)));
    expect(ledgerAccounts.filter((account) => !used.has(account))).toEqual([]);
  });
  it('a journal entry has the name and the references of its move', () => {
    expect(issueMove(document, refs)).toEqual(journal('issued', document, refs));
    expect(journal('settled', { amountMinor: 5n }, refs)).toEqual({
      move: 'settled',
      postings: [
        { account: 'clearing', amountMinor: 5n, ...refs },
        { account: 'receivable', amountMinor: -5n, ...refs },
      ],
    });
  });
  it('negative amounts and excesses beyond the amount are bugs', () => {
    expect(() => moves.settled({ amountMinor: -1n })).toThrow();
    expect(() => moves.settled({ amountMinor: 1n, excessMinor: 2n })).toThrow();
    expect(() => moves.settled({ amountMinor: 1n, excessMinor: -1n })).toThrow();
    expect(() => moves.settled({ amountMinor: 1n, feeMinor: -1n })).toThrow();
    expect(() => moves.forgiven({ amountMinor: -1n })).toThrow();
    expect(() => moves.disputed({ amountMinor: 1n, feeMinor: -1n })).toThrow();
    expect(() => moves.matched({ amountMinor: 1n, excessMinor: 2n })).toThrow();
    expect(() => moves.credited({ ...document, paidMinor: -1n })).toThrow();
    expect(() => entry({ bank: 1n }, { clearing: 2n })).toThrow('does not balance');
  });
});

describe('the chart', () => {
  it('normal sides follow the type, except for contra accounts', () => {
    const contra = ledgerAccounts.filter((account) => {
      const debitType = chart[account].type === 'asset' || chart[account].type === 'expense';
      return debitType !== (chart[account].normal === 'debit');
    });
    expect(contra).toEqual(['written_off']);
    expect([
      normalBalance('bank', 5n),
      normalBalance('revenue', -5n),
      normalBalance('written_off', -5n),
    ]).toEqual([5n, 5n, 5n]);
  });
  it('a mirror undoes', () => {
    for (const [, , postings] of pictures)
      expect(sorted(balances([...postings, ...mirror(postings)]))).toEqual([]);
  });
});

/** The books of one invoice walked at random: each step is what an action writes, entries and postings together. */
describe('receivable is what is owed, after any lawful walk', () => {
  interface Books {
    entries: MoneyEntry[];
    postings: Posting[];
    fold: ReturnType<typeof foldMoney>;
    credit: bigint;
    uncredited: bigint;
  }
  type Step = (books: Books, size: bigint) => { entries: MoneyEntry[]; postings: Posting[] } | null;
  const at = (kind: MoneyEntry['kind'], amountMinor: bigint): MoneyEntry => ({ kind, amountMinor });
  const least = (...all: bigint[]) => all.reduce((a, b) => minMinor(a, b));
  const steps: Record<string, Step> = {
    settle: ({ fold }, size) => {
      const excess = size > balanceOf(fold) ? size - balanceOf(fold) : 0n;
      return {
        entries: [at('settled', size), at('credit_moved', excess)],
        postings: moves.settled({ amountMinor: size, excessMinor: excess, feeMinor: size / 30n }),
      };
    },
    cheque: ({ fold }, size) => {
      const amount = least(size, balanceOf(fold));
      return {
        entries: [at('cheque_received', amount)],
        postings: moves.cheque_received({ amountMinor: amount }),
      };
    },
    clear: ({ fold }) => ({
      entries: [at('cheque_cleared', fold.unclearedMinor)],
      postings: moves.banked({ amountMinor: fold.unclearedMinor }),
    }),
    bounce: ({ fold }) => ({
      entries: [at('cheque_bounced', fold.unclearedMinor)],
      postings: moves.bounced({ amountMinor: fold.unclearedMinor, from: 'undeposited' }),
    }),
    creditNote: ({ fold, uncredited }, size) => {
      const amount = least(size, uncredited);
      const paid = amount > balanceOf(fold) ? amount - balanceOf(fold) : 0n;
      return {
        entries: [at('credited', amount), at('credit_moved', paid)],
        postings: moves.credited({ netMinor: amount, taxMinor: 0n, paidMinor: paid }),
      };
    },
    useCredit: ({ fold, credit }, size) => {
      const amount = least(size, credit, balanceOf(fold));
      return {
        entries: [at('credit_applied', amount)],
        postings: moves.credit_used({ amountMinor: amount }),
      };
    },
    refundWithNote: ({ fold, credit }, size) => {
      const amount = least(size, credit, fold.P - fold.refundedMinor);
      return {
        entries: [at('refunded_with_note', amount)],
        postings: moves.refund_with_note({ amountMinor: amount }),
      };
    },
    refundStillOwed: ({ fold }, size) => {
      const amount = least(size, fold.P - fold.refundedMinor);
      return {
        entries: [at('refunded_owed', amount)],
        postings: moves.refund_still_owed({ amountMinor: amount }),
      };
    },
    dispute: (_, size) => ({
      entries: [at('withdrawn', size)],
      postings: moves.disputed({ amountMinor: size, feeMinor: 15n }),
    }),
    win: ({ fold }) => ({
      entries: [at('reinstated', fold.H)],
      postings: moves.dispute_won({ amountMinor: fold.H, feeMinor: 15n }),
    }),
    lose: ({ fold }) => ({
      entries: [at('lost', fold.H)],
      postings: moves.dispute_lost({ amountMinor: fold.H }),
    }),
    return: (_, size) => ({
      entries: [at('returned', size)],
      postings: moves.returned({ amountMinor: size }),
    }),
    recover: ({ fold }, size) => {
      const amount = least(size, fold.L, balanceOf(fold));
      return { entries: [at('recovered', amount)], postings: moves.loss_recovered({ amountMinor: amount }) };
    },
    forgive: ({ fold }, size) => {
      const amount = least(size, balanceOf(fold));
      return { entries: [at('forgiven', amount)], postings: moves.forgiven({ amountMinor: amount }) };
    },
    badDebt: ({ fold }) => ({ entries: [], postings: moves.bad_debt({ amountMinor: balanceOf(fold) }) }),
  };

  it('2,000 walks of up to 15 steps', () => {
    const walk = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.bigInt(1n, 200n)), {
      maxLength: 15,
    });
    fc.assert(
      fc.property(walk, (chosen) => {
        const entries: MoneyEntry[] = [at('issued', 100n)];
        const postings: Posting[] = [...moves.issued({ netMinor: 93n, taxMinor: 7n })];
        for (const [name, size] of chosen) {
          const fold = foldMoney(entries);
          const credit = -(balances(postings).get('client_credit') ?? 0n);
          const done = steps[name]!({ entries, postings, fold, credit, uncredited: fold.T - fold.C }, size);
          if (!done || done.entries.some((each) => each.amountMinor < 0n)) continue;
          entries.push(...done.entries);
          postings.push(...done.postings);
          const after = foldMoney(entries);
          expect(balances(postings).get('receivable') ?? 0n).toBe(balanceOf(after));
          expect(balances(postings).get('disputed') ?? 0n).toBe(after.H);
          expect(moneyFaults(after)).toEqual([]);
          assertBalanced(postings);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
