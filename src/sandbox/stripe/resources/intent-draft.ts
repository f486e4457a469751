/**
 * A payment intent as it is born: which methods it takes under which API version, and every field at its first value.
 * It stores nothing.
 */
import type { Stripe } from 'stripe';
import type { Call } from '../call.ts';
import { invalid } from '../errors.ts';
import type { Params } from '../params.ts';

/** Endive no longer takes `payment_method_types`; older versions and clients that send no version do. */
export function versionGate(call: Call): void {
  if (!call.params.has('payment_method_types') || call.apiVersion < '2026-09-30') return;
  throw invalid(
    'payment_method_types is no longer supported in this API version. Use automatic_payment_methods or allowed_payment_method_types.',
    { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' },
  );
}

function automaticMethods(
  params: Params,
  apiVersion: string,
): Stripe.PaymentIntent.AutomaticPaymentMethods | null {
  const group = params.group('automatic_payment_methods');
  group?.only('enabled', 'allow_redirects');
  if (params.has('allowed_payment_method_types') || params.has('payment_method_types')) {
    if (group)
      throw invalid(
        'You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.',
        { param: 'automatic_payment_methods' },
      );
    return null;
  }
  // Since 2023-08-16 dashboard methods are the default.
  if (!group && apiVersion < '2023-08-16') return null;
  return {
    enabled: group?.flag('enabled') ?? true,
    allow_redirects: group?.choice('allow_redirects', ['always', 'never'] as const) ?? 'always',
  };
}

function methodTypes(params: Params): string[] {
  const types = params.list('allowed_payment_method_types') ??
    params.list('payment_method_types') ?? ['card'];
  const known = types.filter((type) => type === 'card');
  if (known.length === 0)
    throw invalid(`This sandbox takes cards only; given: ${types.join(', ')}.`, {
      param: 'allowed_payment_method_types',
    });
  return known;
}

export function blank(call: Call, amount: number, currency: string): Stripe.PaymentIntent {
  const { world, params } = call;
  const id = world.id('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: (params.list('allowed_payment_method_types') ??
      null) as Stripe.PaymentIntent['allowed_payment_method_types'],
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(params, call.apiVersion),
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${world.secret(25)}`,
    confirmation_method: 'automatic',
    created: world.nowSeconds(),
    currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: {},
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: methodTypes(params),
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
  } as Stripe.PaymentIntent;
}
