/**
 * From the columns that cache an invoice's folds to the facts that labels are derived from.
 * The columns are written with the entries that change them; `closeout verify` folds the entries again and compares.
 */
import type { DeliveryFact, InvoiceFacts } from './facts.ts';
import type { Day, Instant } from './time.ts';

export interface InvoiceColumns {
  doc: InvoiceFacts['doc'];
  totalMinor: bigint;
  creditedMinor: bigint;
  settledMinor: bigint;
  creditAppliedMinor: bigint;
  refundedOwedMinor: bigint;
  withdrawnMinor: bigint;
  lostMinor: bigint;
  forgivenMinor: bigint;
  inFlightMinor: bigint;
  attestedMinor: bigint;
  unclearedMinor: bigint;
  refundedMinor: bigint;
  link: InvoiceFacts['link']['state'];
  linkReopened: boolean;
  collection: InvoiceFacts['collection']['state'];
  collectionReason: { code: string; message: string } | null;
  collectionAttempt: number;
  holds: readonly { reason: string; by?: string; at?: Instant }[];
  uncollectible: { on: string; by: string; reason: string } | null;
  issuedOn: Day | null;
  dueOn: Day | null;
  periodFrom: Day | null;
  periodTo: Day | null;
}

export function factsOf(
  row: InvoiceColumns,
  beside: {
    today: Day;
    practice: boolean;
    deliveries: readonly DeliveryFact[];
    evidence?: InvoiceFacts['evidence'];
  },
): InvoiceFacts {
  return {
    doc: row.doc,
    money: {
      T: row.totalMinor,
      C: row.creditedMinor,
      P: row.settledMinor,
      K: row.creditAppliedMinor,
      R: row.refundedOwedMinor,
      H: row.withdrawnMinor,
      L: row.lostMinor,
      F: row.forgivenMinor,
      X: row.inFlightMinor,
      attestedMinor: row.attestedMinor,
      unclearedMinor: row.unclearedMinor,
      refundedMinor: row.refundedMinor,
    },
    delivery: beside.deliveries,
    link: { state: row.link, isReopened: row.linkReopened },
    collection: {
      state: row.collection,
      reason: row.collectionReason?.message ?? null,
      attempt: row.collectionAttempt,
    },
    time: { issuedOn: row.issuedOn, dueOn: row.dueOn, periodFrom: row.periodFrom, periodTo: row.periodTo },
    holds: row.holds.map((hold) => ({ reason: hold.reason, by: hold.by ?? '', at: hold.at ?? '' })),
    uncollectible: row.uncollectible && {
      at: row.uncollectible.on,
      by: row.uncollectible.by,
      why: row.uncollectible.reason,
    },
    practice: beside.practice,
    today: beside.today,
    ...(beside.evidence ? { evidence: beside.evidence } : {}),
  };
}
