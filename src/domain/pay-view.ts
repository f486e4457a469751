/**
 * What the public page of an invoice knows and says, derived from the frozen document and its facts, and the shape of
 * the pages themselves, so that the API can serve them without knowing who draws them. It writes no markup.
 */
import type { InvoiceFacts } from './facts.ts';
import { owed } from './labels.ts';
import { payPage } from './link.ts';
import { type Currency, decimalsOf, type Minor, toMajor } from './money.ts';
import type { InvoiceSnapshot } from './snapshot.ts';
import { daysOverdue, isOverdue } from './terms.ts';
import type { Day } from './time.ts';

/**
 * `in_flight`: money is on its way. `under_review`: a dispute. `closed`: suspended or expired, nothing can be paid here.
 * `settled`: nothing is owed and nothing was paid either (a zero total, credited, forgiven).
 */
export type PayState =
  | 'pay'
  | 'in_flight'
  | 'under_review'
  | 'closed'
  | 'paid'
  | 'settled'
  | 'gone'
  | 'missing';

export interface PaidPart {
  paidOn: Day;
  amountMinor: Minor;
  /** The kind of method, such as `card`. */
  method: string;
  reference: string | null;
}

/** One step from the document's total to what is still owed; signed as it adds up. */
export interface BalanceStep {
  kind: 'credited' | 'paid' | 'credit_applied' | 'credit_kept' | 'refunded' | 'returned' | 'forgiven';
  amountMinor: Minor;
}

export interface PayView {
  state: Exclude<PayState, 'gone' | 'missing'>;
  snapshot: InvoiceSnapshot;
  owedMinor: Minor;
  /** Empty when the total is what is owed. */
  steps: readonly BalanceStep[];
  /** 0 unless it is owed and late. */
  daysOverdue: number;
  payments: readonly PaidPart[];
  /** A card gateway is there to take it. */
  isCardOffered: boolean;
  /** Where the page lives, without a trailing slash: `/pay/{token}`. */
  path: string;
}

export type SellerContact = Pick<
  InvoiceSnapshot['seller'],
  'legalName' | 'tradeName' | 'email' | 'phone' | 'website'
>;

export interface PageAssets {
  /** For the one style and the one script element of the page. */
  nonce: string;
  /** The address of our own checkout script. */
  scriptUrl: string;
}

/** Whoever draws the pages: each function gives a whole document. */
export interface CheckoutPages {
  payPage(view: PayView, assets: PageAssets): string;
  paidPage(view: PayView, assets: PageAssets): string;
  gonePage(seller: SellerContact, assets: PageAssets): string;
  unknownPage(assets: PageAssets): string;
}

/** Total; refines what the link's page shows by the reason for it. */
export function payState(facts: InvoiceFacts): PayState {
  const page = payPage(facts);
  if (page === 'missing' || page === 'gone' || page === 'pay') return page;
  if (page === 'receipt') return facts.money.P + facts.money.K > 0n ? 'paid' : 'settled';
  if (facts.money.H > 0n) return 'under_review';
  return facts.money.X > 0n ? 'in_flight' : 'closed';
}

export interface PayViewSource {
  facts: InvoiceFacts;
  snapshot: InvoiceSnapshot;
  payments: readonly PaidPart[];
  isCardOffered: boolean;
  path: string;
}

/** Null for what has no content to show: unknown, or void. */
export function payView({ facts, snapshot, payments, isCardOffered, path }: PayViewSource): PayView | null {
  const state = payState(facts);
  if (state === 'gone' || state === 'missing') return null;
  const owedMinor = owed(facts);
  const { dueOn } = facts.time;
  const isLate = owedMinor > 0n && facts.money.H === 0n && dueOn !== null && isOverdue(facts.today, dueOn);
  return {
    state,
    snapshot,
    owedMinor,
    steps: stepsOf(facts),
    daysOverdue: isLate ? daysOverdue(facts.today, dueOn) : 0,
    payments,
    isCardOffered,
    path,
  };
}

function stepsOf({ money }: InvoiceFacts): BalanceStep[] {
  const steps: BalanceStep[] = [
    { kind: 'credited', amountMinor: -money.C },
    { kind: 'paid', amountMinor: -money.P },
    { kind: money.K >= 0n ? 'credit_applied' : 'credit_kept', amountMinor: -money.K },
    { kind: 'refunded', amountMinor: money.R },
    { kind: 'returned', amountMinor: money.L },
    { kind: 'forgiven', amountMinor: -money.F },
  ];
  return steps.filter((step) => step.amountMinor !== 0n);
}

const codeFormats = new Map<string, Intl.NumberFormat>();

/** The amount with its currency's code, exact: `USD 852.00`. A `$` alone would leave open whose dollars they are. */
export function amountWithCode(minor: Minor, currency: Currency, locale: string): string {
  const key = `${locale} ${currency}`;
  let format = codeFormats.get(key);
  if (!format) {
    const decimals = decimalsOf(currency);
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'code',
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    codeFormats.set(key, format);
  }
  return format.format(toMajor(minor, currency) as `${number}`);
}
