/**
 * What each thing that happens means in the books: one table of moves, amounts in, balanced postings out.
 * Amounts are minor units and never negative unless a row says so. A move never decides whether it may happen.
 * ledger.test.ts holds the same table as a picture (debit <- credit), so that a swapped side fails.
 */
import { type Amounts, entry, mirror, type Posting, type PostingRefs } from './chart.ts';
import type { Minor } from './money.ts';

/** What an issued document is worth. Net may be split: `deferredMinor` is earned when its period is served. */
export interface DocumentAmounts {
  netMinor: Minor;
  taxMinor: Minor;
  deferredMinor?: Minor;
  /** Where the account owes tax only when it is paid, it waits in `tax_not_due`. */
  isTaxDueOnPayment?: boolean;
}
/** Money that came in: `excessMinor` of it is more than is owed and becomes the client's credit. */
export interface Received {
  amountMinor: Minor;
  excessMinor?: Minor;
}
type Amount = { amountMinor: Minor };

function issue(document: DocumentAmounts, refs?: PostingRefs): Posting[] {
  const deferred = document.deferredMinor ?? 0n;
  const tax: Amounts = document.isTaxDueOnPayment
    ? { tax_not_due: document.taxMinor }
    : { tax_payable: document.taxMinor };
  return entry(
    { receivable: document.netMinor + document.taxMinor },
    { revenue: document.netMinor - deferred, deferred_revenue: deferred, ...tax },
    refs,
  );
}

/** `into` <- receivable, with the excess to client credit. */
function received(into: 'clearing' | 'undeposited' | 'bank', money: Received, refs?: PostingRefs): Posting[] {
  const excess = money.excessMinor ?? 0n;
  checkNotNegative({ amount: money.amountMinor, excess, settled: money.amountMinor - excess });
  return entry(
    { [into]: money.amountMinor },
    { receivable: money.amountMinor - excess, client_credit: excess },
    refs,
  );
}

/** A row that moves one amount from the credited account to the debited one. */
const simple =
  (debit: keyof Amounts, credit: keyof Amounts) =>
  ({ amountMinor }: Amount, refs?: PostingRefs): Posting[] => {
    checkNotNegative({ amount: amountMinor });
    return entry({ [debit]: amountMinor }, { [credit]: amountMinor }, refs);
  };

function checkNotNegative(amounts: Record<string, Minor>): void {
  for (const [name, amount] of Object.entries(amounts)) {
    if (amount < 0n) throw new Error(`A move was given a negative ${name}: ${amount}.`);
  }
}

function disputed(
  { amountMinor, feeMinor = 0n }: Amount & { feeMinor?: Minor },
  refs?: PostingRefs,
): Posting[] {
  checkNotNegative({ amount: amountMinor, fee: feeMinor });
  return entry({ disputed: amountMinor, dispute_fees: feeMinor }, { clearing: amountMinor + feeMinor }, refs);
}

const lost = simple('receivable', 'disputed');
const refundedWithNote = simple('client_credit', 'clearing');
const refundedStillOwed = simple('receivable', 'clearing');

export const moves = {
  // Documents
  issued: issue,
  /** The unbilled rest of a document is taken back whole; nothing was received. */
  voided: (document: DocumentAmounts, refs?: PostingRefs) => mirror(issue(document, refs)),
  /** `paidMinor`: what of the credited amount was already paid; it becomes client credit. */
  credited: (document: DocumentAmounts & { paidMinor?: Minor }, refs?: PostingRefs) => {
    checkNotNegative({ paid: document.paidMinor ?? 0n });
    return [
      ...mirror(issue(document, refs)),
      ...entry({ receivable: document.paidMinor ?? 0n }, { client_credit: document.paidMinor ?? 0n }, refs),
    ];
  },
  /** The deferred part of a document is earned as its period is served. */
  served: simple('deferred_revenue', 'revenue'),
  /** Tax that waited for payment falls due. */
  tax_fell_due: simple('tax_not_due', 'tax_payable'),
  /** A hub bills a budget: its management fee is income, the budget itself is held for the workspace. */
  budget_billed: (amounts: { feeMinor: Minor; heldMinor: Minor; taxMinor: Minor }, refs?: PostingRefs) =>
    entry(
      { receivable: amounts.feeMinor + amounts.heldMinor + amounts.taxMinor },
      { fee_income: amounts.feeMinor, budgets_held: amounts.heldMinor, tax_payable: amounts.taxMinor },
      refs,
    ),
  deposit_issued: (amounts: { netMinor: Minor; taxMinor: Minor }, refs?: PostingRefs) =>
    entry(
      { receivable: amounts.netMinor + amounts.taxMinor },
      { deposits: amounts.netMinor, tax_payable: amounts.taxMinor },
      refs,
    ),
  /** On the final invoice, after its whole issue: the deposit and its tax come off. */
  deposit_deducted: (amounts: { netMinor: Minor; taxMinor: Minor }, refs?: PostingRefs) =>
    entry(
      { deposits: amounts.netMinor, tax_payable: amounts.taxMinor },
      { receivable: amounts.netMinor + amounts.taxMinor },
      refs,
    ),
  opening_balance: simple('receivable', 'opening_balance'),
  retained: simple('retainage_receivable', 'receivable'),
  retainage_released: simple('receivable', 'retainage_receivable'),

  // Money in
  settled: (money: Received & { feeMinor?: Minor }, refs?: PostingRefs) => {
    const fee = money.feeMinor ?? 0n;
    checkNotNegative({ fee });
    return [...received('clearing', money, refs), ...entry({ gateway_fees: fee }, { clearing: fee }, refs)];
  },
  /** A transfer that a person saw on the bank statement. */
  transferred: (money: Received, refs?: PostingRefs) => received('bank', money, refs),
  cheque_received: (money: Received, refs?: PostingRefs) => received('undeposited', money, refs),
  cash_received: (money: Received, refs?: PostingRefs) => received('undeposited', money, refs),
  banked: simple('bank', 'undeposited'),
  /** `from`: where the cheque was. What it had brought beyond the claim is taken back from the client's credit. */
  bounced: (money: Received & { from: 'bank' | 'undeposited' }, refs?: PostingRefs) =>
    mirror(received(money.from, money, refs)),
  /** Recorded in error: the mirror of what was recorded. */
  corrected: (money: Received & { from: 'bank' | 'undeposited' }, refs?: PostingRefs) =>
    mirror(received(money.from, money, refs)),
  unmatched: ({ amountMinor, into }: Amount & { into: 'clearing' | 'bank' }, refs?: PostingRefs) =>
    simple(into, 'suspense')({ amountMinor }, refs),
  matched: (money: Received, refs?: PostingRefs) => {
    const excess = money.excessMinor ?? 0n;
    checkNotNegative({ excess, settled: money.amountMinor - excess });
    return entry(
      { suspense: money.amountMinor },
      { receivable: money.amountMinor - excess, client_credit: excess },
      refs,
    );
  },
  credit_used: simple('client_credit', 'receivable'),
  gateway_fee: simple('gateway_fees', 'clearing'),

  // Money back
  refund_with_note: refundedWithNote,
  refund_still_owed: refundedStillOwed,
  refund_with_note_failed: (amount: Amount, refs?: PostingRefs) => mirror(refundedWithNote(amount, refs)),
  refund_still_owed_failed: (amount: Amount, refs?: PostingRefs) => mirror(refundedStillOwed(amount, refs)),
  disputed,
  /** `feeMinor`: the part of the dispute fee that the gateway gives back. */
  dispute_won: ({ amountMinor, feeMinor = 0n }: Amount & { feeMinor?: Minor }, refs?: PostingRefs) =>
    mirror(disputed({ amountMinor, feeMinor }, refs)),
  dispute_lost: lost,
  /** A bank took it back without a review: withdrawn and lost at once. */
  returned: (money: Amount & { feeMinor?: Minor }, refs?: PostingRefs) => [
    ...disputed(money, refs),
    ...lost({ amountMinor: money.amountMinor }, refs),
  ],
  /** An appeal won after the loss. */
  loss_recovered: simple('clearing', 'receivable'),

  // Claims given up
  bad_debt: simple('bad_debt', 'written_off'),
  /** Paid after all: this, then `settled`. */
  bad_debt_recovered: simple('written_off', 'bad_debt'),
  forgiven: simple('forgiven', 'receivable'),

  // Partners, platform
  partner_earned: simple('partner_cost', 'partner_payable'),
  partner_paid: simple('partner_payable', 'clearing'),
  partner_clawed_back: simple('partner_payable', 'partner_cost'),
  /** Workspace's ledger: the partner's share leaves with the application fee ... */
  partner_share_withheld: simple('due_from_platform', 'clearing'),
  /** ... and pays the partner once the platform has passed it on. */
  partner_share_paid: simple('partner_payable', 'due_from_platform'),
  /** Platform's ledger: the share it holds for somebody else's partner, and passing it on. */
  share_held: simple('clearing', 'held_for_others'),
  share_passed_on: simple('held_for_others', 'clearing'),
  /** Workspace's ledger and platform's ledger; the two must match. */
  application_fee_paid: simple('platform_fees', 'clearing'),
  application_fee_earned: simple('clearing', 'fee_income'),
  processing_fee_billed: (amounts: { netMinor: Minor; taxMinor: Minor }, refs?: PostingRefs) =>
    entry(
      { receivable: amounts.netMinor + amounts.taxMinor },
      { fee_income: amounts.netMinor, tax_payable: amounts.taxMinor },
      refs,
    ),

  // Payouts
  payout_sent: simple('in_transit', 'clearing'),
  payout_arrived: simple('bank', 'in_transit'),
  payout_failed: ({ amountMinor, from }: Amount & { from: 'in_transit' | 'bank' }, refs?: PostingRefs) =>
    simple('clearing', from)({ amountMinor }, refs),

  // Differences. Both may be negative: a gain.
  rounding: ({ amountMinor }: Amount, refs?: PostingRefs) =>
    entry({ rounding: amountMinor }, { receivable: amountMinor }, refs),
  exchange: ({ amountMinor }: Amount, refs?: PostingRefs) =>
    entry({ exchange: amountMinor }, { clearing: amountMinor }, refs),
} as const;

export type MoveName = keyof typeof moves;
export const moveNames = Object.keys(moves) as MoveName[];

/** A move with its name and its postings, as a journal entry takes them. */
export interface NamedMove {
  move: MoveName;
  postings: Posting[];
}

/** `journal('settled', { amountMinor, feeMinor }, refs)`: the row of the table, under its name. */
export function journal<M extends MoveName>(
  move: M,
  amounts: Parameters<(typeof moves)[M]>[0],
  refs?: PostingRefs,
): NamedMove {
  const post = moves[move] as (amounts: Parameters<(typeof moves)[M]>[0], refs?: PostingRefs) => Posting[];
  return { move, postings: post(amounts, refs) };
}

export const issueMove = (document: DocumentAmounts, refs?: PostingRefs): NamedMove =>
  journal('issued', document, refs);
