/**
 * Labels: words for people, derived from facts by total functions, never stored and never set.
 * Rules are in order, the first that matches wins. `why` lives in why.ts and runs these same functions.
 * What a label does not do: allow or refuse anything (invoice-life.ts, link.ts).
 */
import { acceptedDelivery, balanceOf, type InvoiceFacts, type Read, readFact } from './facts.ts';
import type { Minor } from './money.ts';
import { daysOverdue, isOverdue } from './terms.ts';

export const readinessLabels = ['draft', 'needs-link', 'link-ready', 'paid', 'reversed'] as const;
export type Readiness = (typeof readinessLabels)[number];
export const networkStatuses = ['Void', 'Draft', 'Paid', 'Failed', 'Open'] as const;
export type NetworkStatus = (typeof networkStatuses)[number];
/** Null for a draft: it is not due. */
export const dueStates = ['Paid', 'Void', 'Overdue', 'Due'] as const;
export type DueState = (typeof dueStates)[number] | null;
/** Null while there is nothing to say to an owner: not issued, not sent yet, void or written back. */
export const ownerViews = ['sent', 'paid', 'overdue', 'failed'] as const;
export type OwnerView = (typeof ownerViews)[number] | null;

export interface LabelFamilies {
  readiness: Readiness;
  networkStatus: NetworkStatus;
  dueState: DueState;
  ownerView: OwnerView;
}
export type LabelFamily = keyof LabelFamilies;

const isDraft = (read: Read): boolean => read('doc') === 'draft' || read('doc') === 'discarded';

const settledOf = (read: Read): Minor =>
  read('settled_by_gateway') + read('settled_by_person') + read('credit_applied');
const takenBackOf = (read: Read): Minor => read('refunded_still_owed') + read('lost');

function owedOf(read: Read): Minor {
  if (read('doc') !== 'issued') return 0n;
  return read('total') - read('credited') - settledOf(read) + takenBackOf(read) - read('forgiven');
}

/** Credit notes and forgiveness cover the whole document: nobody asks for the money any more. */
const isWrittenBack = (read: Read): boolean =>
  read('total') > 0n && read('credited') + read('forgiven') >= read('total');

/** Everything that came in has gone again, and no person has opened the link for a second try. */
const isTakenBack = (read: Read): boolean =>
  takenBackOf(read) > 0n && settledOf(read) - takenBackOf(read) <= 0n && !read('link_reopened');

/** Written back comes last of the three because it needs the total: `why` then gets by with less. */
const isReversed = (read: Read): boolean =>
  read('doc') === 'void' || read('under_review') > 0n || isTakenBack(read) || isWrittenBack(read);

/** Asked without the link, so that no due state has to cite one. */
const isPaid = (read: Read): boolean => !isDraft(read) && !isReversed(read) && owedOf(read) <= 0n;

function readinessOf(read: Read): Readiness {
  if (isDraft(read)) return 'draft';
  if (isReversed(read)) return 'reversed';
  if (isPaid(read)) return 'paid';
  // A link that is busy with a payment in flight stays `active`; its page only stops offering to pay again.
  return read('link') === 'active' ? 'link-ready' : 'needs-link';
}

/** Failed: the last attempt failed or was returned, nothing is in flight and money is still owed. */
const isFailed = (read: Read): boolean =>
  owedOf(read) > 0n && read('attempt_failed') && read('in_flight') === 0n;

function networkStatusOf(read: Read): NetworkStatus {
  if (isDraft(read)) return 'Draft';
  if (read('doc') === 'void' || isWrittenBack(read)) return 'Void';
  if (isFailed(read)) return 'Failed';
  return isPaid(read) ? 'Paid' : 'Open';
}

function isLate(read: Read): boolean {
  if (read('under_review') > 0n || owedOf(read) <= 0n) return false;
  const due = read('due_on');
  return due !== null && isOverdue(read('today'), due);
}

function dueStateOf(read: Read): DueState {
  if (isDraft(read)) return null;
  if (read('doc') === 'void' || isWrittenBack(read)) return 'Void';
  if (isPaid(read)) return 'Paid';
  return isLate(read) ? 'Overdue' : 'Due';
}

function ownerViewOf(read: Read): OwnerView {
  if (isDraft(read) || read('doc') === 'void' || isWrittenBack(read)) return null;
  if (isPaid(read)) return 'paid';
  if (isFailed(read)) return 'failed';
  if (isLate(read)) return 'overdue';
  return read('accepted') ? 'sent' : null;
}

/** The rules by family, for `why`, which reads facts through a tracer. Everybody else uses the functions below. */
export const labelRules: { [F in LabelFamily]: (read: Read) => LabelFamilies[F] } = {
  readiness: readinessOf,
  networkStatus: networkStatusOf,
  dueState: dueStateOf,
  ownerView: ownerViewOf,
};

const readerOf =
  (facts: InvoiceFacts): Read =>
  (name) =>
    readFact(facts, name);

/** What the client still has to pay, in minor units; 0 for anything that is not an issued invoice. */
export const owed = (facts: InvoiceFacts): Minor => (facts.doc === 'issued' ? balanceOf(facts.money) : 0n);
/** Exactly one of five: draft, needs-link, link-ready, paid, reversed. */
export const readiness = (facts: InvoiceFacts): Readiness => readinessOf(readerOf(facts));
/** Exactly one of five: Void, Draft, Paid, Failed, Open. */
export const networkStatus = (facts: InvoiceFacts): NetworkStatus => networkStatusOf(readerOf(facts));
export const dueState = (facts: InvoiceFacts): DueState => dueStateOf(readerOf(facts));
export const ownerView = (facts: InvoiceFacts): OwnerView => ownerViewOf(readerOf(facts));

export const badgeCodes = [
  'practice',
  'nothing_to_pay',
  'not_delivered',
  'bounced',
  'processing',
  'clearing',
  'partly_paid',
  'partly_refunded',
  'under_review',
  'overdue',
  'failed_attempt',
  'uncollectible',
  'on_hold',
] as const;
export type BadgeCode = (typeof badgeCodes)[number];
/** `count` is the number in the text: days late or attempts made. */
export interface Badge {
  code: BadgeCode;
  text: string;
  count: number | null;
}

/** What stands beside a label, never instead of it, in a fixed order. */
export function badges(facts: InvoiceFacts): Badge[] {
  const { money } = facts;
  const isIssued = facts.doc === 'issued';
  const left = owed(facts);
  const settled = money.P + money.K - money.R - money.L;
  const late = facts.time.dueOn === null ? 0 : daysOverdue(facts.today, facts.time.dueOn);
  const isShown: Record<BadgeCode, boolean> = {
    practice: facts.practice,
    nothing_to_pay: isIssued && money.T === 0n,
    not_delivered: isIssued && left > 0n && acceptedDelivery(facts) === null,
    bounced: facts.delivery.some((delivery) => delivery.state === 'bounced'),
    processing: isIssued && money.X > 0n,
    clearing: money.unclearedMinor > 0n,
    partly_paid: left > 0n && settled > 0n,
    partly_refunded: money.refundedMinor > 0n && money.refundedMinor < money.P,
    under_review: money.H > 0n,
    overdue: dueState(facts) === 'Overdue',
    failed_attempt: networkStatus(facts) === 'Failed',
    uncollectible: facts.uncollectible !== null && left > 0n,
    on_hold: facts.holds.length > 0,
  };
  return badgeCodes
    .filter((code) => isShown[code])
    .map((code) => badge(code, late, facts.collection.attempt));
}

function badge(code: BadgeCode, late: number, attempt: number): Badge {
  if (code === 'overdue')
    return { code, text: `overdue ${late} ${late === 1 ? 'day' : 'days'}`, count: late };
  if (code === 'failed_attempt') return { code, text: `failed attempt ${attempt}`, count: attempt };
  return { code, text: code.replaceAll('_', ' '), count: null };
}
