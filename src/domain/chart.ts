/**
 * The chart of accounts and what a posting is: double entry, one ledger per issuer, one currency per entry.
 * The moves that make postings are in moves.ts. It does not close periods, convert currencies or store anything.
 */
import { type Minor, sumMinor } from './money.ts';

export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense';
export type Side = 'debit' | 'credit';

interface ChartRow {
  label: string;
  type: AccountType;
  /** The side on which the account normally grows; a contra account grows against its type. */
  normal: Side;
}

const normalOf: Record<AccountType, Side> = {
  asset: 'debit',
  expense: 'debit',
  liability: 'credit',
  equity: 'credit',
  income: 'credit',
};
const row = (type: AccountType, label: string): ChartRow => ({ type, label, normal: normalOf[type] });
const contra = (type: AccountType, label: string): ChartRow => ({
  type,
  label,
  normal: normalOf[type] === 'debit' ? 'credit' : 'debit',
});

export const chart = {
  receivable: row('asset', 'Receivable'),
  /** Contra to receivable: bad debt changes the books, not the claim. */
  written_off: contra('asset', 'Written off'),
  retainage_receivable: row('asset', 'Retainage receivable'),
  /** The payment gateway's balance. */
  clearing: row('asset', 'Gateway clearing'),
  in_transit: row('asset', 'Payouts in transit'),
  bank: row('asset', 'Bank'),
  /** Cheques and cash that are in the drawer, not in the bank. */
  undeposited: row('asset', 'Undeposited funds'),
  /** Withdrawn by the gateway while a dispute is under review. */
  disputed: row('asset', 'Disputed funds'),
  due_from_platform: row('asset', 'Due from platform'),
  client_credit: row('liability', 'Client credit'),
  deposits: row('liability', 'Deposits'),
  deferred_revenue: row('liability', 'Deferred revenue'),
  tax_payable: row('liability', 'Tax payable'),
  /** Tax of issued invoices where it falls due on payment. */
  tax_not_due: row('liability', 'Tax not due'),
  /** Money that arrived and belongs to nothing we know; always beside an incident. */
  suspense: row('liability', 'Suspense'),
  partner_payable: row('liability', 'Partner payable'),
  held_for_others: row('liability', 'Held for others'),
  budgets_held: row('liability', 'Budgets held'),
  opening_balance: row('equity', 'Opening balance'),
  revenue: row('income', 'Revenue'),
  fee_income: row('income', 'Fee income'),
  forgiven: row('expense', 'Forgiven'),
  bad_debt: row('expense', 'Bad debt'),
  gateway_fees: row('expense', 'Gateway fees'),
  dispute_fees: row('expense', 'Dispute fees'),
  platform_fees: row('expense', 'Platform fees'),
  partner_cost: row('expense', 'Partner cost'),
  rounding: row('expense', 'Rounding'),
  exchange: row('expense', 'Exchange differences'),
} as const satisfies Record<string, ChartRow>;

export type LedgerAccount = keyof typeof chart;
export const ledgerAccounts = Object.keys(chart) as LedgerAccount[];

/** Whose money a posting is about; balances per invoice and per client are sums over these. */
export interface PostingRefs {
  invoiceId?: string;
  clientId?: string;
}

export interface Posting extends PostingRefs {
  account: LedgerAccount;
  /** Debit is positive, credit is negative; never zero. */
  amountMinor: Minor;
}

export type Amounts = Partial<Record<LedgerAccount, Minor>>;

/**
 * Debits and credits to postings, without zeros. Both sides are given as positive amounts; a negative amount stands on
 * the other side. Sides that differ are a bug of the move, never something to be rounded away.
 */
export function entry(debits: Amounts, credits: Amounts, refs: PostingRefs = {}): Posting[] {
  const postings: Posting[] = [];
  const put = (amounts: Amounts, sign: 1n | -1n): void => {
    for (const [account, amount] of Object.entries(amounts) as [LedgerAccount, Minor][]) {
      if (amount !== 0n) postings.push({ account, amountMinor: sign * amount, ...refs });
    }
  };
  put(debits, 1n);
  put(credits, -1n);
  assertBalanced(postings);
  return postings;
}

/** The same postings with every side turned. */
export const mirror = (postings: readonly Posting[]): Posting[] =>
  postings.map((posting) => ({ ...posting, amountMinor: -posting.amountMinor }));

export function assertBalanced(postings: readonly Posting[]): void {
  const sum = sumMinor(postings.map((posting) => posting.amountMinor));
  if (sum !== 0n) throw new Error(`A journal entry does not balance: debits exceed credits by ${sum}.`);
}

/** Balance per account, debit positive. */
export function balances(postings: Iterable<Posting>): Map<LedgerAccount, Minor> {
  const sums = new Map<LedgerAccount, Minor>();
  for (const { account, amountMinor } of postings) sums.set(account, (sums.get(account) ?? 0n) + amountMinor);
  return sums;
}

/** A balance as a person expects it: positive on the account's normal side. */
export const normalBalance = (account: LedgerAccount, debitMinor: Minor): Minor =>
  chart[account].normal === 'debit' ? debitMinor : -debitMinor;
