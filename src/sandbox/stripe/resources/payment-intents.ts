/**
 * Payment intents: create, retrieve, update, confirm, cancel, list, and the cardholder's authentication.
 * The publishable key may retrieve, confirm and authenticate one whose client secret it shows. No manual capture, no Connect yet.
 */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';
import { invalid } from '../errors.ts';
import { checkAmount, checkCurrency } from '../money.ts';
import { idOf } from '../world.ts';
import { authenticate, confirmIntent, saveIntent, unexpectedState } from './confirm.ts';
import { differences } from './customers.ts';
import { forCaller, opened } from './intent-access.ts';
import { blank, versionGate } from './intent-draft.ts';
import { methodById, methodFromData } from './payment-methods.ts';

const shared = [
  'amount',
  'currency',
  'customer',
  'description',
  'metadata',
  'payment_method',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
  'payment_method_types',
  'allowed_payment_method_types',
];
const createOnly = [
  'automatic_payment_methods',
  'payment_method_data',
  'confirm',
  'off_session',
  'return_url',
  'use_stripe_sdk',
  'error_on_requires_action',
  'capture_method',
  'confirmation_method',
];
const confirmNames = [
  'payment_method',
  'payment_method_data',
  'return_url',
  'off_session',
  'use_stripe_sdk',
  'error_on_requires_action',
  'client_secret',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'expected_payment_method_type',
  'key',
  'payment_method_types',
];

/** The fields that create and update share, laid over `before`. */
function changed(call: Call, before: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const { params, world } = call;
  const keep = <T>(value: T | undefined, old: T): T => (value === undefined ? old : value);
  const currency = params.has('currency') ? checkCurrency(params.textRequired('currency')) : before.currency;
  const customer = keep(params.text('customer'), idOf(before.customer));
  if (customer) found(world.tables.customers, 'customer', customer, 'customer');
  const methodId = params.text('payment_method');
  const method = methodId ? methodById(world, methodId).id : keep(methodId, idOf(before.payment_method));
  const amount =
    params.has('amount') || params.has('currency')
      ? checkAmount(params.integer('amount') ?? before.amount, currency)
      : before.amount;
  return {
    ...before,
    amount,
    currency,
    customer,
    payment_method: method,
    description: keep(params.text('description'), before.description),
    metadata: params.metadata(before.metadata),
    receipt_email: keep(params.text('receipt_email'), before.receipt_email),
    setup_future_usage: keep(
      params.choice('setup_future_usage', ['on_session', 'off_session'] as const),
      before.setup_future_usage,
    ),
    statement_descriptor: keep(params.text('statement_descriptor', 22), before.statement_descriptor),
    statement_descriptor_suffix: keep(
      params.text('statement_descriptor_suffix', 22),
      before.statement_descriptor_suffix,
    ),
    transfer_group: keep(params.text('transfer_group'), before.transfer_group),
    status:
      before.status === 'requires_action'
        ? before.status
        : method
          ? 'requires_confirmation'
          : 'requires_payment_method',
  };
}

function create(call: Call): Stripe.PaymentIntent {
  const { world, params } = call;
  params.only(...shared, ...createOnly);
  versionGate(call);
  const currency = checkCurrency(params.textRequired('currency'));
  const amount = checkAmount(params.integer('amount'), currency);
  if (
    params.choice('capture_method', ['automatic', 'automatic_async'] as const) === undefined &&
    params.has('capture_method')
  )
    throw invalid('Invalid capture_method.', { param: 'capture_method' });
  const isConfirmed = params.flag('confirm') ?? false;
  if (!isConfirmed && params.has('off_session'))
    throw invalid('off_session can only be used when confirm is true.', { param: 'off_session' });
  const row = world.tables.paymentIntents.put(changed(call, blank(call, amount, currency)));
  world.emit('payment_intent.created', row);
  return isConfirmed ? confirm(call, row) : row;
}

function update(call: Call): Stripe.PaymentIntent {
  const { world, params } = call;
  params.only(...shared);
  versionGate(call);
  const before = found(world.tables.paymentIntents, 'payment_intent', call.path.id);
  const isOpen = ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(
    before.status,
  );
  const next = changed(call, before);
  const moved = Object.keys(differences(before, next)).filter(
    (key) => !['metadata', 'description', 'status'].includes(key),
  );
  if (!isOpen && moved.length > 0) {
    throw invalid(
      `This PaymentIntent's ${moved[0]} could not be updated because it has a status of ${before.status}. You may only update the ${moved[0]} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
      { code: 'payment_intent_unexpected_state', payment_intent: before },
    );
  }
  // A changed amount makes the cardholder's pending authentication worthless.
  const asksAnew = before.status === 'requires_action' && next.amount !== before.amount;
  return world.tables.paymentIntents.put(
    isOpen
      ? { ...next, ...(asksAnew ? { status: 'requires_confirmation' as const, next_action: null } : {}) }
      : { ...next, status: before.status },
  );
}

function confirm(call: Call, intent: Stripe.PaymentIntent): Stripe.PaymentIntent {
  const { world, params } = call;
  versionGate(call);
  if (!['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(intent.status))
    throw unexpectedState(intent, 'confirm');
  const data = params.group('payment_method_data');
  const given = params.text('payment_method');
  const methodId =
    given && intent.payment_method && params.has('confirm')
      ? idOf(intent.payment_method)
      : (given ?? idOf(intent.payment_method));
  if (!data && !methodId) {
    throw invalid(
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken.",
      { code: 'payment_intent_unexpected_state', payment_intent: intent },
    );
  }
  const returnUrl = params.text('return_url') ?? null;
  const usesScript = params.flag('use_stripe_sdk') ?? false;
  if (
    !call.isPublishable &&
    !returnUrl &&
    !usesScript &&
    intent.automatic_payment_methods?.enabled &&
    intent.automatic_payment_methods.allow_redirects !== 'never'
  ) {
    throw invalid(
      "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept redirect payment methods, set `automatic_payment_methods[enabled]` to `true` and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    );
  }
  const merged: Stripe.PaymentIntent = {
    ...intent,
    receipt_email: params.text('receipt_email') ?? intent.receipt_email,
    setup_future_usage:
      params.choice('setup_future_usage', ['on_session', 'off_session'] as const) ??
      intent.setup_future_usage,
  };
  return confirmIntent(world, merged, {
    method: data
      ? methodFromData({ ...call, isPublishable: call.isPublishable }, data)
      : methodById(world, methodId!),
    isOffSession: ['true', 'one_off', 'recurring'].includes(params.text('off_session') ?? ''),
    failsOnAction: params.flag('error_on_requires_action') ?? false,
    returnUrl,
    usesScript: usesScript || call.isPublishable,
    isAuthenticated: false,
  });
}

function cancel(call: Call): Stripe.PaymentIntent {
  const { world, params } = call;
  params.only('cancellation_reason');
  const intent = found(world.tables.paymentIntents, 'payment_intent', call.path.id);
  if (['succeeded', 'canceled', 'processing'].includes(intent.status))
    throw unexpectedState(intent, 'cancel');
  const reason =
    params.choice('cancellation_reason', [
      'duplicate',
      'fraudulent',
      'requested_by_customer',
      'abandoned',
    ] as const) ?? null;
  return saveIntent(
    world,
    intent,
    { status: 'canceled', canceled_at: world.nowSeconds(), cancellation_reason: reason, next_action: null },
    'payment_intent.canceled',
  );
}

function list(call: Call): unknown {
  call.params.only(...listNames, 'customer');
  const customer = call.params.text('customer');
  return page(
    call,
    call.world.tables.paymentIntents,
    'payment_intent',
    '/v1/payment_intents',
    (row) => !customer || row.customer === customer,
  );
}

function answerOfBank(call: Call): unknown {
  call.params.only('payment_intent', 'client_secret', 'outcome', 'key');
  const id = call.params.textRequired('payment_intent');
  const outcome = call.params.choice('outcome', ['authenticated', 'failed'] as const);
  return forCaller(call, () =>
    authenticate(call.world, opened({ ...call, path: { id } }), outcome === 'authenticated'),
  );
}

export const paymentIntentRoutes: Route[] = [
  { method: 'POST', path: '/v1/payment_intents', run: create },
  { method: 'GET', path: '/v1/payment_intents', run: list },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    publishable: true,
    run: (call) => {
      call.params.only('client_secret', 'key');
      return forCaller(call, () => opened(call));
    },
  },
  { method: 'POST', path: '/v1/payment_intents/:id', run: update },
  {
    method: 'POST',
    path: '/v1/payment_intents/:id/confirm',
    publishable: true,
    run: (call) => {
      call.params.only(...confirmNames);
      return forCaller(call, () => confirm(call, opened(call)));
    },
  },
  { method: 'POST', path: '/v1/payment_intents/:id/cancel', run: cancel },
  { method: 'POST', path: '/v1/3ds2/authenticate', publishable: true, run: answerOfBank },
];
