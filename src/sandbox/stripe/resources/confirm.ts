/**
 * Confirming a payment intent: pick the method, ask for authentication where the card wants it, charge, record the outcome.
 * It does not create intents and knows cards only.
 */
import type { Stripe } from 'stripe';
import type { TestCard } from '../cards.ts';
import { ApiError, type ErrorBody, invalid } from '../errors.ts';
import { idOf, type World } from '../world.ts';
import { makeCharge } from './charges.ts';
import { differences } from './customers.ts';
import { attachMethod, testCardOf } from './payment-methods.ts';

export interface Confirmation {
  method: Stripe.PaymentMethod;
  isOffSession: boolean;
  failsOnAction: boolean;
  returnUrl: string | null;
  usesScript: boolean;
  isAuthenticated: boolean;
}

export function saveIntent(
  world: World,
  before: Stripe.PaymentIntent,
  changes: Partial<Stripe.PaymentIntent>,
  event: string | null,
): Stripe.PaymentIntent {
  const row = world.tables.paymentIntents.put({ ...before, ...changes });
  if (event) world.emit(event, row, differences(before, row));
  return row;
}

function needsAuthentication(test: TestCard, method: Stripe.PaymentMethod, isOffSession: boolean): boolean {
  if (test.authentication === 'none') return false;
  if (test.authentication === 'always') return true;
  return !(isOffSession && (test.authentication === 'setUp' || method.customer !== null));
}

/** A failure as it stands in `last_payment_error`, in the thrown error and on the charge. */
function failureBody(
  test: TestCard,
  code: 'authentication_required' | 'declined',
  chargeId: string | null,
): ErrorBody {
  const charge = chargeId ? { charge: chargeId } : {};
  if (code === 'authentication_required' || !test.decline) {
    return {
      type: 'card_error',
      code: 'authentication_required',
      decline_code: 'authentication_required',
      message: 'Your card was declined. This transaction requires authentication.',
      ...charge,
    };
  }
  const { code: errorCode, declineCode, message, advice, networkCode } = test.decline;
  return {
    type: 'card_error',
    code: errorCode,
    decline_code: declineCode,
    message,
    ...charge,
    ...(advice ? { advice_code: advice } : {}),
    ...(networkCode ? { network_decline_code: networkCode } : {}),
    ...(errorCode === 'incorrect_cvc' ? { param: 'cvc' } : {}),
  };
}

/** Records the failure and throws the 402 whose state is kept: the intent waits for another method. */
function failIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  confirmation: Confirmation,
  code: 'authentication_required' | 'declined',
): never {
  const { method } = confirmation;
  const test = testCardOf(world, method.id);
  const body = failureBody(test, code, null);
  const charge = makeCharge(world, {
    intent: { ...intent, customer: intent.customer },
    method,
    test,
    isAuthenticated: confirmation.isAuthenticated,
    failure: { code: body.code!, message: body.message },
  });
  const error = { ...failureBody(test, code, charge.id), payment_method: method };
  const row = saveIntent(
    world,
    intent,
    {
      status: 'requires_payment_method',
      latest_charge: charge.id,
      payment_method: null,
      next_action: null,
      last_payment_error: error as unknown as Stripe.PaymentIntent.LastPaymentError,
    },
    'payment_intent.payment_failed',
  );
  throw new ApiError(402, { ...error, payment_intent: row }, true);
}

function askForAction(
  world: World,
  intent: Stripe.PaymentIntent,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  const page = `${world.baseUrl}/authenticate?payment_intent=${intent.id}&client_secret=${intent.client_secret}`;
  const action =
    confirmation.returnUrl && !confirmation.usesScript
      ? { type: 'redirect_to_url', redirect_to_url: { url: page, return_url: confirmation.returnUrl } }
      : {
          type: 'use_stripe_sdk',
          use_stripe_sdk: { type: 'three_d_secure_redirect', source: world.id('payatt'), stripe_js: page },
        };
  return saveIntent(
    world,
    intent,
    {
      status: 'requires_action',
      payment_method: confirmation.method.id,
      next_action: action as unknown as Stripe.PaymentIntent.NextAction,
      last_payment_error: null,
    },
    'payment_intent.requires_action',
  );
}

/** @returns the intent as succeeded or waiting for authentication; throws a kept 402 when the card declines. */
export function confirmIntent(
  world: World,
  intent: Stripe.PaymentIntent,
  confirmation: Confirmation,
): Stripe.PaymentIntent {
  const { method } = confirmation;
  const test = testCardOf(world, method.id);
  checkMethod(world, intent, method);
  if (!confirmation.isAuthenticated && needsAuthentication(test, method, confirmation.isOffSession)) {
    if (confirmation.isOffSession || confirmation.failsOnAction)
      failIntent(world, intent, confirmation, 'authentication_required');
    return askForAction(world, intent, confirmation);
  }
  if (test.decline) failIntent(world, intent, confirmation, 'declined');
  const charge = makeCharge(world, {
    intent,
    method,
    test,
    failure: null,
    isAuthenticated: confirmation.isAuthenticated,
  });
  const customer = idOf(intent.customer);
  if (customer && intent.setup_future_usage && !method.customer) attachMethod(world, method, customer);
  if (!method.customer && !(customer && intent.setup_future_usage)) {
    world.tables.behaviours.put({ ...world.tables.behaviours.get(method.id)!, used: true });
  }
  return saveIntent(
    world,
    intent,
    {
      status: 'succeeded',
      amount_received: intent.amount,
      latest_charge: charge.id,
      payment_method: method.id,
      next_action: null,
      last_payment_error: null,
    },
    'payment_intent.succeeded',
  );
}

function checkMethod(world: World, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): void {
  const owner = idOf(method.customer);
  if (owner && owner !== idOf(intent.customer)) {
    throw invalid(
      `The PaymentMethod ${method.id} does not belong to the Customer you supplied. Please supply a Customer that this PaymentMethod belongs to.`,
      { code: 'payment_method_customer_mismatch', param: 'payment_method' },
    );
  }
  if (!owner && world.tables.behaviours.get(method.id)?.used) {
    throw invalid(
      'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must attach it to a Customer first.',
      { code: 'payment_method_unexpected_state', param: 'payment_method' },
    );
  }
}

/** The answer of the cardholder's bank to a waiting intent. */
export function authenticate(
  world: World,
  intent: Stripe.PaymentIntent,
  isSuccess: boolean,
): Stripe.PaymentIntent {
  if (intent.status !== 'requires_action') throw unexpectedState(intent, 'authenticate');
  const method = world.tables.paymentMethods.get(idOf(intent.payment_method)!)!;
  const base = { method, isOffSession: false, failsOnAction: false, returnUrl: null, usesScript: true };
  if (isSuccess) return confirmIntent(world, intent, { ...base, isAuthenticated: true });
  const error = {
    type: 'invalid_request_error',
    code: 'payment_intent_authentication_failure',
    payment_method: method,
    message:
      'The provided PaymentMethod has failed authentication. You can provide payment_method_data or a new PaymentMethod to attempt to fulfill this PaymentIntent again.',
  };
  return saveIntent(
    world,
    intent,
    {
      status: 'requires_payment_method',
      payment_method: null,
      next_action: null,
      last_payment_error: error as unknown as Stripe.PaymentIntent.LastPaymentError,
    },
    'payment_intent.payment_failed',
  );
}

export function unexpectedState(intent: Stripe.PaymentIntent, verb: string): ApiError {
  return invalid(`You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}.`, {
    code: 'payment_intent_unexpected_state',
    payment_intent: intent,
  });
}
