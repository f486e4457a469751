/**
 * Stripe's events: is it theirs, which one is it, and what does it say of money. Pure: the time of receipt is an argument.
 * The SDK computes the signature; the age is judged here, because the SDK lets events from the future pass.
 */
import { Stripe } from 'stripe';
import type { FactKind, GatewayEvent, GatewayFact, SignatureFault, Verified } from '../port.ts';
import { fromStripe } from './amounts.ts';
import { reasonOf, UnusableAnswer } from './faults.ts';
import { checked, idOf, instantOf } from './objects.ts';
import { isTellable, oddityOf, type RawEvent } from './oddities.ts';

/** The version that the SDK pins and that our endpoint asks for. */
export const pinnedVersion = '2026-10-28.endive';
const toleranceSeconds = 300;

/** The events that our endpoint asks for: those that can say something of money. */
export const wantedEvents = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.processing',
  'payment_intent.canceled',
  'payment_intent.requires_action',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
] as const;

const no = (why: SignatureFault, message: string): Verified => ({ ok: false, why, message });

export function verifyEvent(input: {
  rawBody: Uint8Array | string;
  signature: string | null;
  secrets: readonly string[];
  receivedAtMs: number;
}): Verified {
  const secrets = input.secrets.filter((secret) => secret.trim() !== '');
  if (secrets.length === 0)
    return no('signature_missing', 'There is no secret to check signatures with: nothing is accepted.');
  if (!input.signature) return no('signature_missing', 'The request has no Stripe-Signature header.');
  const seconds = /(?:^|,)t=(\d{1,12})(?:,|$)/.exec(input.signature)?.[1];
  if (!seconds || !/(?:^|,)v1=[0-9a-f]{64}(?:,|$)/.test(input.signature))
    return no('signature_garbled', 'The Stripe-Signature header is not of the form t=…,v1=….');
  const signature = input.signature;
  if (!secrets.some((secret) => isSignedWith(input.rawBody, signature, secret)))
    return no('signature_wrong', 'The signature does not belong to these bytes.');
  const ageSeconds = Math.floor(input.receivedAtMs / 1000) - Number(seconds);
  if (ageSeconds > toleranceSeconds)
    return no('signature_stale', `The signature is ${ageSeconds} seconds old.`);
  if (ageSeconds < -toleranceSeconds)
    return no('signature_future', `The signature is ${-ageSeconds} seconds ahead of our clock.`);
  const event = parseEvent(
    typeof input.rawBody === 'string' ? input.rawBody : new TextDecoder().decode(input.rawBody),
  );
  return event ? { ok: true, event } : no('signature_garbled', 'The signed body is not an event.');
}

function isSignedWith(rawBody: Uint8Array | string, signature: string, secret: string): boolean {
  try {
    // Tolerance 0 turns the SDK's own age check off.
    return Stripe.webhooks.signature!.verifyHeader(rawBody, signature, secret, 0);
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError) return false;
    throw error;
  }
}

export function parseEvent(rawBody: string): GatewayEvent | null {
  let value: unknown;
  try {
    value = JSON.parse(rawBody);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  const row = value as Partial<RawEvent> | null;
  const isEvent =
    row?.object === 'event' &&
    typeof row.id === 'string' &&
    row.id.startsWith('evt_') &&
    typeof row.type === 'string' &&
    typeof row.created === 'number' &&
    typeof row.data?.object === 'object';
  return isEvent ? eventOf(row as RawEvent) : null;
}

/** Never throws: what is odd about an event is told, so that it can be kept for a person. */
export function eventOf(row: RawEvent): GatewayEvent {
  const object = row.data.object ?? {};
  return {
    id: row.id,
    type: row.type,
    apiVersion: row.api_version ?? null,
    isPinned: row.api_version === pinnedVersion,
    createdAt: instantOf(isTellable(row.created) ? row.created : 0),
    account: row.account ?? null,
    livemode: row.livemode === true,
    objectId: typeof object.id === 'string' ? object.id : '',
    objectKind: typeof object.object === 'string' ? object.object : '',
    object,
    oddity: oddityOf(row),
  };
}

const kindOfIntentEvent = new Map<string, FactKind>(
  Object.entries<FactKind>({
    'payment_intent.succeeded': 'payment.succeeded',
    'payment_intent.payment_failed': 'payment.failed',
    'payment_intent.processing': 'payment.processing',
    'payment_intent.canceled': 'payment.canceled',
    'payment_intent.requires_action': 'payment.requires_action',
  }),
);
const refundEvents = ['refund.created', 'refund.updated', 'refund.failed', 'charge.refund.updated'];

/** Where a fact was seen: in an event, or on the object itself. */
export interface Sighting {
  eventId: string | null;
  occurredAt: string;
  account: string | null;
  livemode: boolean;
}

export function factOfEvent(event: GatewayEvent): GatewayFact | null {
  const sighting = {
    eventId: event.id,
    occurredAt: event.createdAt,
    account: event.account,
    livemode: event.livemode,
  };
  const kind = kindOfIntentEvent.get(event.type);
  if (kind)
    return factOfIntent(
      kind,
      checked('payment_intent', event.object as unknown as Stripe.PaymentIntent),
      sighting,
    );
  if (refundEvents.includes(event.type))
    return factOfRefund(checked('refund', event.object as unknown as Stripe.Refund), sighting);
  return null;
}

export function factOfIntent(kind: FactKind, intent: Stripe.PaymentIntent, sighting: Sighting): GatewayFact {
  const amount = fromStripe(
    kind === 'payment.succeeded' ? intent.amount_received : intent.amount,
    intent.currency,
  );
  if (amount.minor <= 0n) throw new UnusableAnswer(`It says ${kind} of ${amount.minor} ${amount.currency}.`);
  if (intent.livemode !== sighting.livemode)
    throw new UnusableAnswer('The event and its object disagree on whether they are live or test.');
  const failure = kind === 'payment.failed' ? intent.last_payment_error : null;
  const chargeId = failure?.charge ?? idOf(intent.latest_charge);
  // A failure without a charge (the bank's question was not answered) is known by the method of that try, so that the
  // event and a look at the object tell of the same failure.
  const method = idOf(failure?.payment_method);
  const failedKey =
    failure?.charge ??
    (method === null
      ? (sighting.eventId ?? `${intent.id}:${failure?.code ?? 'failed'}`)
      : `${intent.id}:${method}:${failure?.code ?? 'failed'}`);
  return {
    kind,
    objectId: intent.id,
    key: kind === 'payment.failed' ? failedKey : intent.id,
    paymentId: intent.id,
    chargeId,
    gatewayEventId: sighting.eventId,
    amountMinor: amount.minor,
    currency: amount.currency,
    feeMinor: feeOf(intent),
    occurredAt: sighting.occurredAt,
    account: sighting.account,
    livemode: sighting.livemode,
    reason: reasonOf(failure),
    metadata: intent.metadata ?? {},
  };
}

/** Known only when the charge and its balance entry were expanded, and only in the payment's own currency. */
function feeOf(intent: Stripe.PaymentIntent): bigint | null {
  const charge = intent.latest_charge;
  const entry = charge && typeof charge === 'object' ? charge.balance_transaction : null;
  if (!entry || typeof entry !== 'object' || entry.currency !== intent.currency) return null;
  return fromStripe(entry.fee, entry.currency).minor;
}

const kindOfRefundState = new Map<string, FactKind>(
  Object.entries<FactKind>({
    pending: 'refund.pending',
    requires_action: 'refund.pending',
    succeeded: 'refund.succeeded',
    failed: 'refund.failed',
    canceled: 'refund.canceled',
  }),
);

export function factOfRefund(refund: Stripe.Refund, sighting: Sighting): GatewayFact | null {
  const kind = kindOfRefundState.get(refund.status ?? '');
  if (!kind) return null;
  const amount = fromStripe(refund.amount, refund.currency);
  const reason =
    kind === 'refund.failed'
      ? reasonOf({ code: refund.failure_reason ?? 'unknown', message: 'The refund did not arrive.' })
      : null;
  return {
    kind,
    objectId: refund.id,
    key: refund.id,
    paymentId: idOf(refund.payment_intent),
    chargeId: idOf(refund.charge),
    gatewayEventId: sighting.eventId,
    amountMinor: amount.minor,
    currency: amount.currency,
    feeMinor: null,
    occurredAt: sighting.occurredAt,
    account: sighting.account,
    livemode: sighting.livemode,
    reason,
    metadata: refund.metadata ?? {},
  };
}

const kindOfIntentState: Readonly<Record<string, FactKind>> = {
  succeeded: 'payment.succeeded',
  processing: 'payment.processing',
  canceled: 'payment.canceled',
  requires_action: 'payment.requires_action',
};

/** What the intent says now, by itself. `occurredAt` is then the charge's time when it was expanded, else the intent's own. */
export function factOfPresentIntent(
  intent: Stripe.PaymentIntent,
  account: string | null,
): GatewayFact | null {
  const kind = kindOfIntentState[intent.status] ?? (intent.last_payment_error ? 'payment.failed' : null);
  if (!kind) return null;
  const charge = intent.latest_charge;
  const created =
    kind === 'payment.canceled'
      ? (intent.canceled_at ?? intent.created)
      : charge && typeof charge === 'object'
        ? charge.created
        : intent.created;
  return factOfIntent(kind, intent, {
    eventId: null,
    occurredAt: instantOf(created),
    account,
    livemode: intent.livemode,
  });
}
