/**
 * Stripe's objects in the words of the port. Every object is checked for its kind and the prefix of its id before it is believed.
 * It calls nothing.
 */

import type { Stripe } from 'stripe';
import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../../../domain/time.ts';
import type { GatewayPayment, GatewayRefund, Marks, PaymentState, Settlement } from '../port.ts';
import { fromStripe } from './amounts.ts';
import { reasonOf, UnusableAnswer } from './faults.ts';

const prefixes = {
  payment_intent: 'pi_',
  charge: 'ch_',
  refund: 're_',
  balance_transaction: 'txn_',
  event: 'evt_',
  webhook_endpoint: 'we_',
} as const;

/** Charges of bank debits are `py_…`, refunds of them `pyr_…`. */
const otherPrefixes: Readonly<Record<string, string>> = { charge: 'py_', refund: 'pyr_' };

/** The object itself when it is what was asked for; throws UnusableAnswer when not. */
export function checked<T>(object: keyof typeof prefixes, value: T): T {
  const row = value as { object?: unknown; id?: unknown } | null;
  const id = typeof row?.id === 'string' ? row.id : '';
  const isRight =
    id.startsWith(prefixes[object]) ||
    (otherPrefixes[object] !== undefined && id.startsWith(otherPrefixes[object]));
  if (row?.object !== object || !isRight) {
    throw new UnusableAnswer(
      `Expected a ${object}, got ${JSON.stringify(row?.object ?? null)} with id ${JSON.stringify(row?.id ?? null)}.`,
    );
  }
  return value;
}

export function checkedList<T>(
  object: keyof typeof prefixes,
  value: { object?: unknown; data?: unknown; has_more?: unknown },
): { data: T[]; hasMore: boolean } {
  if (value.object !== 'list' || !Array.isArray(value.data))
    throw new UnusableAnswer(`Expected a list of ${object}.`);
  return { data: value.data.map((row: T) => checked(object, row)), hasMore: value.has_more === true };
}

export const instantOf = (unixSeconds: number): Instant =>
  Temporal.Instant.fromEpochMilliseconds(unixSeconds * 1000).toString({ smallestUnit: 'millisecond' });

export const unixOf = (instant: Instant): number =>
  Math.floor(Temporal.Instant.from(instant).epochMilliseconds / 1000);

export const idOf = (value: string | { id: string } | null | undefined): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : value.id;

const states: Readonly<Record<string, PaymentState>> = {
  requires_payment_method: 'requires_method',
  requires_confirmation: 'requires_confirmation',
  requires_action: 'requires_action',
  processing: 'processing',
  requires_capture: 'authorized',
  succeeded: 'succeeded',
  canceled: 'canceled',
};

export function paymentOf(intent: Stripe.PaymentIntent): GatewayPayment {
  checked('payment_intent', intent);
  const state = states[intent.status];
  if (!state)
    throw new UnusableAnswer(`Payment ${intent.id} has the state ${intent.status}, which is not known here.`);
  const amount = fromStripe(intent.amount, intent.currency);
  return {
    id: intent.id,
    state,
    amountMinor: amount.minor,
    receivedMinor: fromStripe(intent.amount_received, intent.currency).minor,
    currency: amount.currency,
    clientSecret: intent.client_secret,
    chargeId: idOf(intent.latest_charge),
    lastFailure: reasonOf(intent.last_payment_error),
    metadata: intent.metadata,
    createdAt: instantOf(intent.created),
    livemode: intent.livemode,
  };
}

const refundStates = ['pending', 'succeeded', 'failed', 'canceled', 'requires_action'] as const;

export function refundOf(refund: Stripe.Refund): GatewayRefund {
  checked('refund', refund);
  const state = refundStates.find((item) => item === refund.status);
  if (!state)
    throw new UnusableAnswer(`Refund ${refund.id} has the state ${refund.status}, which is not known here.`);
  const amount = fromStripe(refund.amount, refund.currency);
  return {
    id: refund.id,
    paymentId: idOf(refund.payment_intent),
    chargeId: idOf(refund.charge),
    state,
    amountMinor: amount.minor,
    currency: amount.currency,
    failureCode: refund.failure_reason ?? null,
    metadata: refund.metadata ?? {},
    createdAt: instantOf(refund.created),
  };
}

export function settlementOf(chargeId: string, entry: Stripe.BalanceTransaction): Settlement {
  checked('balance_transaction', entry);
  const gross = fromStripe(entry.amount, entry.currency);
  return {
    chargeId,
    grossMinor: gross.minor,
    feeMinor: fromStripe(entry.fee, entry.currency).minor,
    netMinor: fromStripe(entry.net, entry.currency).minor,
    currency: gross.currency,
    availableAt: instantOf(entry.available_on),
  };
}

export function metadataOf(marks: Marks): Record<string, string> {
  return {
    closeout_op: marks.op,
    closeout_account: marks.account,
    ...(marks.invoice ? { closeout_invoice: marks.invoice } : {}),
    ...(marks.attempt ? { closeout_attempt: marks.attempt } : {}),
  };
}
