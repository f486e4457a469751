/**
 * The port of whatever moves money for us. Every answer is a value: the outside failing is a fault, never an exception.
 * It decides nothing about invoices and opens no transaction; amounts are our minor units, the adapter converts.
 */
import type { Currency, Minor } from '../../domain/money.ts';
import type { Result } from '../../domain/refusal.ts';
import type { Instant } from '../../domain/time.ts';

/** Whose money: the key's own account, or one connected to it (the gateway's account id). */
export type GatewayScope = { kind: 'own' } | { kind: 'connected'; account: string };

/** What the gateway says of a payment that did not go through. Codes are an open list. */
export interface FailureReason {
  code: string;
  /** The bank's reason, such as `insufficient_funds`. */
  declineCode: string | null;
  /** `do_not_try_again` forbids a retry with the same method. */
  advice: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later' | null;
  /** May be shown to the payer. */
  message: string;
}

export type GatewayFault =
  /** The payer's bank said no. The attempt is over; its payment waits for another method. */
  | {
      kind: 'declined';
      code: string;
      message: string;
      reason: FailureReason;
      paymentId: string | null;
      chargeId: string | null;
    }
  /** The request cannot succeed as it stands: our bug, a wrong key or a state that has moved on. Never retried. */
  | { kind: 'rejected'; code: string; message: string }
  /** Surely nothing was done. Retry later with the same key. */
  | { kind: 'unavailable'; code: string; message: string }
  /** It may have been done. Look it up with `find` before anything else. */
  | { kind: 'unknown'; code: string; message: string };

export type Answer<T> = { ok: true; value: T } | { ok: false; fault: GatewayFault };

export type PaymentState =
  | 'requires_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'authorized'
  | 'succeeded'
  | 'canceled';

export interface GatewayPayment {
  id: string;
  state: PaymentState;
  amountMinor: Minor;
  receivedMinor: Minor;
  currency: Currency;
  /** Lets a browser confirm this one payment. Never logged, never mailed. */
  clientSecret: string | null;
  chargeId: string | null;
  lastFailure: FailureReason | null;
  metadata: Readonly<Record<string, string>>;
  createdAt: Instant;
  livemode: boolean;
}

/** Written on every object that we make, so that an unknown outcome can be looked up. */
export interface Marks {
  /** The operation, unique for all time: the deterministic idempotency key without its prefix. */
  op: string;
  account: string;
  invoice: string | null;
  attempt: string | null;
}

export interface OpenPayment {
  amountMinor: Minor;
  currency: Currency;
  marks: Marks;
  /** Ours, deterministic, at most 255 characters: the same key and input gives the same payment. */
  idempotencyKey: string;
  description: string | null;
  receiptEmail: string | null;
  /** False keeps methods that lead the payer away from the page out. */
  allowsRedirects: boolean;
}

export interface GatewayRefund {
  id: string;
  paymentId: string | null;
  chargeId: string | null;
  state: 'pending' | 'succeeded' | 'failed' | 'canceled' | 'requires_action';
  amountMinor: Minor;
  currency: Currency;
  failureCode: string | null;
  metadata: Readonly<Record<string, string>>;
  createdAt: Instant;
}

/** What a settled charge brings: all amounts in the currency of the balance, which may differ from the payment's. */
export interface Settlement {
  chargeId: string;
  grossMinor: Minor;
  feeMinor: Minor;
  netMinor: Minor;
  currency: Currency;
  availableAt: Instant;
}

export interface GatewayEvent {
  id: string;
  type: string;
  apiVersion: string | null;
  /** Whether it was rendered in the version that we pin; only then may its own bytes be believed (law 2). */
  isPinned: boolean;
  createdAt: Instant;
  /** The connected account that it belongs to, or null for the key's own. */
  account: string | null;
  livemode: boolean;
  objectId: string;
  objectKind: string;
  object: Readonly<Record<string, unknown>>;
  /** What no event of this gateway looks like, as a sentence: then nothing in it is believed. Null is the rule. */
  oddity: string | null;
}

export type FactKind =
  | 'payment.succeeded'
  | 'payment.failed'
  | 'payment.processing'
  | 'payment.canceled'
  | 'payment.requires_action'
  | 'refund.pending'
  | 'refund.succeeded'
  | 'refund.failed'
  | 'refund.canceled';

/** What is known of money at the gateway, from a verified event or a re-read object: the same facts either way. */
export interface GatewayFact {
  kind: FactKind;
  objectId: string;
  /** Unique for (kind, key). A payment may fail many times: then the key names the charge, else the event. */
  key: string;
  paymentId: string | null;
  chargeId: string | null;
  /** Null when the fact was read from the object. */
  gatewayEventId: string | null;
  amountMinor: Minor;
  currency: Currency;
  /** Null when not known from these bytes: read `settlement`. In the payment's currency only. */
  feeMinor: Minor | null;
  occurredAt: Instant;
  account: string | null;
  livemode: boolean;
  reason: FailureReason | null;
  metadata: Readonly<Record<string, string>>;
}

export type SignatureFault =
  | 'signature_missing' // no header, or no secret to check it with
  | 'signature_garbled' // not of the form t=…,v1=…, or the body is not an event
  | 'signature_wrong' // made with another secret, or the body was changed
  | 'signature_stale' // genuine, but older than five minutes
  | 'signature_future'; // genuine, but more than five minutes ahead of our clock

export type Verified =
  | { ok: true; event: GatewayEvent }
  | { ok: false; why: SignatureFault; message: string };

export interface GatewayCapabilities {
  name: string;
  /** Whether real money moves. */
  live: boolean;
  partialRefunds: boolean;
  events: boolean;
  /** Refuses with `below_provider_minimum`, `amount_invalid` or `currency_unsupported` what `open` would reject. */
  checkAmount(amountMinor: Minor, currency: Currency): Result<Minor>;
}

export interface EventPage {
  /** Oldest first. */
  events: GatewayEvent[];
  /** Give it to the next call; null when nothing was ever seen. */
  cursor: string | null;
  hasMore: boolean;
}

export interface PaymentGateway {
  readonly capabilities: GatewayCapabilities;
  open(input: OpenPayment): Promise<Answer<GatewayPayment>>;
  read(paymentId: string): Promise<Answer<GatewayPayment>>;
  /** Lawful while nothing is in flight. The caller holds the invoice's lock. */
  updateAmount(input: {
    paymentId: string;
    amountMinor: Minor;
    currency: Currency;
    idempotencyKey: string;
  }): Promise<Answer<GatewayPayment>>;
  /** Rejected once it succeeded or is processing: then refund instead. */
  cancel(input: { paymentId: string; idempotencyKey: string }): Promise<Answer<GatewayPayment>>;
  /** The payment or refund that carries this `op`, newest first since the instant; null when there is surely none. */
  find(input: { kind: 'payment'; op: string; since: Instant }): Promise<Answer<GatewayPayment | null>>;
  find(input: { kind: 'refund'; op: string; since: Instant }): Promise<Answer<GatewayRefund | null>>;
  /** `amountMinor` null refunds all that is left. */
  refund(input: {
    paymentId: string;
    amountMinor: Minor | null;
    currency: Currency;
    marks: Marks;
    idempotencyKey: string;
  }): Promise<Answer<GatewayRefund>>;
  readRefund(refundId: string): Promise<Answer<GatewayRefund>>;
  settlement(chargeId: string): Promise<Answer<Settlement | null>>;
  /** After the cursor, or since the instant when there is none (at most 30 days back). The same event may come again. */
  listEvents(input: { cursor: string | null; since: Instant }): Promise<Answer<EventPage>>;
  /** Reads the object anew and says what it says now; null when it says nothing that concerns money yet. */
  readFact(objectId: string): Promise<Answer<GatewayFact | null>>;
  /** What a verified event says of money; null for every event that says nothing. Pure. */
  fact(event: GatewayEvent): GatewayFact | null;
  /** Checks the signature over the raw bytes against every secret. Pure but for the arguments. */
  verify(input: {
    rawBody: Uint8Array | string;
    signature: string | null;
    secrets: readonly string[];
    receivedAtMs: number;
  }): Verified;
  /** An event whose signature was checked when it was stored; null when the text is not an event. */
  parseEvent(rawBody: string): GatewayEvent | null;
  /** Makes sure that events come to the URL. The secret is told once, when the endpoint is made: keep it with the id. */
  ensureWebhook(input: {
    url: string;
    knownEndpointId: string | null;
  }): Promise<Answer<{ endpointId: string; secret: string | null }>>;
}
