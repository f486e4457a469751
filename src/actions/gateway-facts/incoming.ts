/** The shapes in which the inbox and the sweep hand over what a gateway said. They are already verified. */
export const installAccountId = 'acc_00000000000000000000000000';

export interface IncomingEvent {
  /** The account that it was placed in; null keeps it with the install. */
  accountId: string | null;
  eventId: string;
  type: string;
  objectId: string;
  payload: string;
  payloadSha256: string;
  occurredAt: string;
  state: 'received' | 'applied' | 'ignored' | 'quarantined';
  reason: string | null;
}

export interface IncomingFact {
  kind: 'succeeded' | 'failed' | 'processing' | 'action_required' | 'canceled';
  /** What makes the fact unique with its kind: the intent for success, the charge or event for a failure. */
  objectId: string;
  /** The intent, as attempts know it. */
  gatewayRef: string;
  /** Our own attempt id from the gateway's metadata. */
  attemptId: string | null;
  gatewayEventId: string | null;
  amountMinor: bigint;
  currency: string;
  method: string;
  occurredAt: string;
  reason: { code: string; message: string } | null;
}

/** A fact with the attempt that it is about. */
export interface PlacedFact {
  fact: IncomingFact;
  accountId: string;
  attemptId: string;
  invoiceId: string;
}
