/**
 * What an invoice knows: the facts that its labels are derived from, and the fold of its money.
 * Facts are stored, labels are not (labels.ts). Nothing here decides what a fact means for a reader.
 */
import { type Minor, sumMinor } from './money.ts';
import type { Day, Instant } from './time.ts';

export const docStates = ['draft', 'discarded', 'issued', 'void'] as const;
export type DocState = (typeof docStates)[number];
export const linkStates = ['none', 'active', 'suspended', 'expired', 'dead'] as const;
export type LinkState = (typeof linkStates)[number];
export const collectionStates = [
  'none',
  'scheduled',
  'in_flight',
  'failed',
  'action_required',
  'exhausted',
] as const;
export type CollectionState = (typeof collectionStates)[number];
export const deliveryStates = ['queued', 'accepted', 'delivered', 'bounced', 'failed', 'unknown'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** The folded amounts of one invoice, all in its own currency. All but K are never negative. */
export interface MoneyFacts {
  /** Total of the issued document. */
  T: Minor;
  /** Credit notes (a void counts as one over the rest). */
  C: Minor;
  /** Settled payments, by a gateway or attested by a person. */
  P: Minor;
  /** Client credit and deposits applied, less the excess moved to credit. */
  K: Minor;
  /** Refunds that leave the money owed. */
  R: Minor;
  /** Withdrawn and under review (a dispute). */
  H: Minor;
  /** Lost in a dispute, or returned by a bank. */
  L: Minor;
  /** Forgiven. */
  F: Minor;
  /** In flight: tried, neither settled nor failed. */
  X: Minor;
  /** The part of P that a person attests. */
  attestedMinor: Minor;
  /** The part of the attested money whose cheque has not cleared. */
  unclearedMinor: Minor;
  /** All refunds that were paid out, whether or not they leave the money owed. */
  refundedMinor: Minor;
}

/** One message to one recipient over one channel. Paper and vendor portal are attested by a person. */
export interface DeliveryFact {
  recipient: string;
  channel: 'email' | 'sms' | 'paper' | 'portal';
  state: DeliveryState;
  at: Instant | null;
  /** The gateway's acceptance id, or the id of the attestation. Without one nothing counts as sent. */
  evidenceId: string | null;
}

export interface InvoiceFacts {
  doc: DocState;
  money: MoneyFacts;
  delivery: readonly DeliveryFact[];
  /** `isReopened`: a person opened the link again after a withdrawal or return. */
  link: { state: LinkState; isReopened: boolean };
  /** `reason`: why the last attempt failed; null when none did. `attempt`: how many were made. */
  collection: { state: CollectionState; reason: string | null; attempt: number };
  time: { issuedOn: Day | null; dueOn: Day | null; periodFrom: Day | null; periodTo: Day | null };
  holds: readonly { reason: string; by: string; at: Instant }[];
  uncollectible: { at: Instant; by: string; why: string } | null;
  practice: boolean;
  /** The business day in the issuer's time zone. */
  today: Day;
  /** Ids of the rows behind a fact (entries, payments, deliveries), where known; `why` cites them. */
  evidence?: Partial<Record<FactName, readonly string[]>>;
}

/** The facts that a label may rest on, by the names that `why` uses. */
export interface FactValues {
  doc: DocState;
  total: Minor;
  credited: Minor;
  settled_by_gateway: Minor;
  settled_by_person: Minor;
  credit_applied: Minor;
  refunded_still_owed: Minor;
  under_review: Minor;
  lost: Minor;
  forgiven: Minor;
  in_flight: Minor;
  link: LinkState;
  link_reopened: boolean;
  /** An acceptance id exists: a mail gateway took the message, or a person attests that paper went out. */
  accepted: boolean;
  /** The last attempt failed or was returned. */
  attempt_failed: boolean;
  due_on: Day | null;
  today: Day;
}
export type FactName = keyof FactValues;
/** How a label asks for a fact: of stored facts, of traced facts or of evidence alone. */
export type Read = <N extends FactName>(name: N) => FactValues[N];

const factReaders: { [N in FactName]: (facts: InvoiceFacts) => FactValues[N] } = {
  doc: (facts) => facts.doc,
  total: (facts) => facts.money.T,
  credited: (facts) => facts.money.C,
  settled_by_gateway: (facts) => facts.money.P - facts.money.attestedMinor,
  settled_by_person: (facts) => facts.money.attestedMinor,
  credit_applied: (facts) => facts.money.K,
  refunded_still_owed: (facts) => facts.money.R,
  under_review: (facts) => facts.money.H,
  lost: (facts) => facts.money.L,
  forgiven: (facts) => facts.money.F,
  in_flight: (facts) => facts.money.X,
  link: (facts) => facts.link.state,
  link_reopened: (facts) => facts.link.isReopened,
  accepted: (facts) => acceptedDelivery(facts) !== null,
  attempt_failed: ({ collection }) =>
    collection.state === 'failed' ||
    collection.state === 'exhausted' ||
    (collection.state === 'scheduled' && collection.reason !== null),
  due_on: (facts) => facts.time.dueOn,
  today: (facts) => facts.today,
};
export const factNames = Object.keys(factReaders) as FactName[];

export const readFact = <N extends FactName>(facts: InvoiceFacts, name: N): FactValues[N] =>
  factReaders[name](facts);

/** The first message that somebody provably took over; null when none did. */
export function acceptedDelivery(facts: InvoiceFacts): DeliveryFact | null {
  const isTaken = (delivery: DeliveryFact): boolean =>
    (delivery.state === 'accepted' || delivery.state === 'delivered') && delivery.evidenceId !== null;
  return facts.delivery.find(isTaken) ?? null;
}

export const noMoney: MoneyFacts = {
  T: 0n,
  C: 0n,
  P: 0n,
  K: 0n,
  R: 0n,
  H: 0n,
  L: 0n,
  F: 0n,
  X: 0n,
  attestedMinor: 0n,
  unclearedMinor: 0n,
  refundedMinor: 0n,
};

type Effect = Partial<Record<keyof MoneyFacts, 1 | -1>>;

/** What each money entry does to the fold. Amounts of entries are never negative; the sign is here. */
export const moneyEffects = {
  issued: { T: 1 },
  /** Over what is left of the total after credit notes. */
  voided: { C: 1 },
  credited: { C: 1 },
  settled: { P: 1 },
  /** Cash or a transfer that a person saw. */
  attested: { P: 1, attestedMinor: 1 },
  cheque_received: { P: 1, attestedMinor: 1, unclearedMinor: 1 },
  cheque_cleared: { unclearedMinor: -1 },
  /** Before it cleared; one that comes back later is `returned`. */
  cheque_bounced: { unclearedMinor: -1, L: 1 },
  /** A person recorded a payment that never was. */
  corrected: { P: -1, attestedMinor: -1 },
  credit_applied: { K: 1 },
  /** More came in, or more was credited, than is owed: the excess is the client's. */
  credit_moved: { K: -1 },
  refunded_owed: { R: 1, refundedMinor: 1 },
  refunded_owed_failed: { R: -1, refundedMinor: -1 },
  /** Pays out the client credit that its credit note made: the balance does not move. */
  refunded_with_note: { refundedMinor: 1 },
  refunded_with_note_failed: { refundedMinor: -1 },
  withdrawn: { H: 1 },
  reinstated: { H: -1 },
  lost: { H: -1, L: 1 },
  /** A bank took the money back without a review. */
  returned: { L: 1 },
  /** An appeal won after the loss. */
  recovered: { L: -1 },
  forgiven: { F: 1 },
  in_flight: { X: 1 },
  /** The try ended, well or badly; what it brought is an entry of its own. */
  landed: { X: -1 },
} as const satisfies Record<string, Effect>;

export type MoneyEntryKind = keyof typeof moneyEffects;
export interface MoneyEntry {
  kind: MoneyEntryKind;
  /** Never negative. */
  amountMinor: Minor;
}

/** Folds an invoice's money entries, in any order. A negative amount is a bug of the writer. */
export function foldMoney(entries: Iterable<MoneyEntry>): MoneyFacts {
  const money: MoneyFacts = { ...noMoney };
  for (const { kind, amountMinor } of entries) {
    if (amountMinor < 0n) throw new Error(`A money entry (${kind}) is negative: ${amountMinor}.`);
    const effect: Effect = moneyEffects[kind];
    for (const [letter, sign] of Object.entries(effect) as [keyof MoneyFacts, 1 | -1][]) {
      money[letter] += sign === 1 ? amountMinor : -amountMinor;
    }
  }
  return money;
}

/** T - C - P - K + R + L - F: the claim that the books call receivable. Never negative when the writers do their work. */
export const balanceOf = (money: MoneyFacts): Minor =>
  money.T + money.R + money.L - sumMinor([money.C, money.P, money.K, money.F]);

/** What is wrong with a fold, in words; empty when it is lawful. Writers assert this before they commit. */
export function moneyFaults(money: MoneyFacts): string[] {
  const faults: string[] = [];
  for (const [letter, amount] of Object.entries(money)) {
    if (letter !== 'K' && amount < 0n) faults.push(`${letter} is negative: ${amount}.`);
  }
  if (balanceOf(money) < 0n)
    faults.push(`The balance is negative: ${balanceOf(money)}. An excess must move to client credit.`);
  if (money.attestedMinor > money.P) faults.push('More is attested than settled.');
  if (money.unclearedMinor > money.attestedMinor) faults.push('More cheques are uncleared than attested.');
  if (money.refundedMinor < money.R) faults.push('More is refunded and owed than refunded.');
  if (money.refundedMinor > money.P) faults.push('More is refunded than was settled.');
  return faults;
}
