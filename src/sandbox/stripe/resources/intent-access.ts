/**
 * What the publishable key may do with a payment intent: show the client secret, and see little.
 * It changes nothing.
 */
import type { Stripe } from 'stripe';
import { type Call, found } from '../call.ts';
import { ApiError, invalid } from '../errors.ts';

/** The intent, once the publishable key has shown the client secret. */
export function opened(call: Call): Stripe.PaymentIntent {
  const intent = found(call.world.tables.paymentIntents, 'payment_intent', call.path.id, 'intent');
  const secret = call.params.text('client_secret');
  if (call.isPublishable && !secret)
    throw invalid('Missing required param: client_secret.', {
      code: 'parameter_missing',
      param: 'client_secret',
    });
  if (secret && secret !== intent.client_secret) {
    throw invalid(
      'The client_secret provided does not match the client_secret associated with this PaymentIntent.',
      { code: 'payment_intent_invalid_parameter', param: 'client_secret' },
    );
  }
  return intent;
}

const publicFields: readonly (keyof Stripe.PaymentIntent)[] = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
];

/** What the publishable key may see of an intent: no metadata, no customer, no charge. */
function publicView(intent: Stripe.PaymentIntent): Partial<Stripe.PaymentIntent> {
  return Object.fromEntries(publicFields.map((key) => [key, intent[key] ?? null]));
}

/** Answers the publishable key with the public view, also inside an error. */
export function forCaller(call: Call, run: () => Stripe.PaymentIntent): unknown {
  try {
    const intent = run();
    return call.isPublishable ? publicView(intent) : intent;
  } catch (error) {
    if (!(error instanceof ApiError) || !call.isPublishable || !error.body.payment_intent) throw error;
    throw new ApiError(
      error.status,
      { ...error.body, payment_intent: publicView(error.body.payment_intent as Stripe.PaymentIntent) },
      error.keep,
    );
  }
}
