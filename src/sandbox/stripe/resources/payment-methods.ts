/**
 * Payment methods and tokens: card data becomes a method (publishable key only), a method is attached to a customer.
 * The number is read, matched with a test card and forgotten. No bank accounts or wallets yet.
 */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';
import {
  behaviourOf,
  cardByBehaviour,
  cardByMethodName,
  cardByNumber,
  cardByTokenName,
  passesLuhn,
  type TestCard,
} from '../cards.ts';
import { ApiError, invalid, missing, required } from '../errors.ts';
import type { Params } from '../params.ts';
import { idOf, type World } from '../world.ts';

const cardError = (code: string, param: string, message: string): ApiError =>
  new ApiError(402, { type: 'card_error', code, param, message });

interface CardData {
  test: TestCard;
  expMonth: number;
  expYear: number;
}

/** Checks the form as Stripe does, in its order, with its codes. */
function readCard(card: Params, world: World): CardData {
  card.only('number', 'exp_month', 'exp_year', 'cvc', 'token', 'name', 'address_zip');
  const number = card.textRequired('number').replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(number) || !passesLuhn(number))
    throw cardError('incorrect_number', 'number', 'Your card number is incorrect.');
  const month = Number(card.textRequired('exp_month'));
  const yearText = card.textRequired('exp_year');
  const year = Number(yearText) + (yearText.length <= 2 ? 2000 : 0);
  if (!Number.isInteger(month) || month < 1 || month > 12)
    throw cardError('invalid_expiry_month', 'exp_month', "Your card's expiration month is invalid.");
  const now = new Date(world.nowSeconds() * 1000);
  const monthsLeft = (year - now.getUTCFullYear()) * 12 + month - 1 - now.getUTCMonth();
  if (!Number.isInteger(year) || monthsLeft < 0 || year > now.getUTCFullYear() + 50) {
    throw cardError('invalid_expiry_year', 'exp_year', "Your card's expiration year is invalid.");
  }
  const test = cardByNumber.get(number);
  const cvc = card.text('cvc');
  if (cvc && !(test?.brand === 'amex' ? /^\d{3,4}$/ : /^\d{3}$/).test(cvc)) {
    throw cardError('invalid_cvc', 'cvc', "Your card's security code is invalid.");
  }
  if (!test) {
    throw new ApiError(402, {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'test_mode_live_card',
      param: 'number',
      message:
        'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
    });
  }
  return { test, expMonth: month, expYear: year };
}

const emptyAddress: Stripe.Address = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

function billingOf(group: Params | undefined): Stripe.PaymentMethod.BillingDetails {
  group?.only('address', 'email', 'name', 'phone', 'tax_id');
  const address = group?.group('address');
  address?.only('city', 'country', 'line1', 'line2', 'postal_code', 'state');
  const part = (key: keyof Stripe.Address): string | null => address?.text(key) ?? null;
  return {
    address: {
      ...emptyAddress,
      city: part('city'),
      country: part('country'),
      line1: part('line1'),
      line2: part('line2'),
      postal_code: part('postal_code'),
      state: part('state'),
    },
    email: group?.text('email') ?? null,
    name: group?.text('name') ?? null,
    phone: group?.text('phone') ?? null,
    tax_id: null,
  };
}

function storeMethod(
  world: World,
  data: CardData,
  billing: Stripe.PaymentMethod.BillingDetails,
  metadata: Record<string, string>,
): Stripe.PaymentMethod {
  const { test } = data;
  const row = {
    id: world.id('pm'),
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: billing,
    card: {
      brand: test.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
      country: 'US',
      display_brand: test.brand,
      exp_month: data.expMonth,
      exp_year: data.expYear,
      fingerprint: behaviourOf(test),
      funding: test.funding,
      generated_from: null,
      last4: test.number.slice(-4),
      networks: { available: [test.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: world.nowSeconds(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata,
    type: 'card',
  } as unknown as Stripe.PaymentMethod;
  world.tables.behaviours.put({ id: row.id, card: behaviourOf(test) });
  return world.tables.paymentMethods.put(row);
}

const readyMade = (world: World, test: TestCard): CardData => ({
  test,
  expMonth: 12,
  expYear: new Date(world.nowSeconds() * 1000).getUTCFullYear() + 3,
});

/** A method from `payment_method_data` or from the create call's own parameters. */
export function methodFromData(call: Call, params: Params): Stripe.PaymentMethod {
  const { world } = call;
  params.only(
    'type',
    'card',
    'billing_details',
    'metadata',
    'allow_redisplay',
    'payment_user_agent',
    'referrer',
    'guid',
    'muid',
    'sid',
    'key',
    'client_secret',
  );
  const type = params.textRequired('type');
  if (type !== 'card')
    throw invalid(`This sandbox has no payment methods of type ${type}.`, { param: 'type' });
  const card = params.group('card');
  if (!card) throw required('card');
  const billing = billingOf(params.group('billing_details'));
  const token = card.text('token');
  if (token) return storeMethod(world, cardOfToken(world, token), billing, params.metadata());
  if (!call.isPublishable) {
    throw invalid(
      'Sending credit card numbers directly to the Stripe API is generally unsafe. Use test tokens or test payment methods, or the publishable key.',
      { param: 'card[number]' },
    );
  }
  return storeMethod(world, readCard(card, world), billing, params.metadata());
}

function cardOfToken(world: World, id: string): CardData {
  const named = cardByTokenName.get(id);
  if (named) return readyMade(world, named);
  const token = world.tables.tokens.get(id);
  const behaviour = world.tables.behaviours.get(id);
  if (!token?.card || !behaviour) throw missing('token', id, 'card[token]');
  if (token.used)
    throw invalid(`You cannot use a Stripe token more than once: ${id}.`, {
      code: 'token_already_used',
      param: 'card[token]',
    });
  world.tables.tokens.put({ ...token, used: true });
  return {
    test: cardByBehaviour.get(behaviour.card)!,
    expMonth: token.card.exp_month,
    expYear: token.card.exp_year,
  };
}

/** A stored method, or a fresh copy of a ready-made one such as `pm_card_visa`. */
export function methodById(world: World, id: string, param = 'payment_method'): Stripe.PaymentMethod {
  const named = cardByMethodName.get(id);
  return named
    ? storeMethod(world, readyMade(world, named), billingOf(undefined), {})
    : found(world.tables.paymentMethods, 'PaymentMethod', id, param);
}

export function testCardOf(world: World, methodId: string): TestCard {
  const behaviour = world.tables.behaviours.get(methodId);
  const test = behaviour && cardByBehaviour.get(behaviour.card);
  if (!test) throw missing('PaymentMethod', methodId, 'payment_method');
  return test;
}

/** Attaches, or answers with the decline that Stripe gives for cards that cannot be stored. */
export function attachMethod(
  world: World,
  method: Stripe.PaymentMethod,
  customerId: string,
): Stripe.PaymentMethod {
  const customer = found(world.tables.customers, 'customer', customerId, 'customer');
  const owner = idOf(method.customer);
  if (owner && owner !== customer.id) {
    throw invalid('The payment method you provided has already been attached to a customer.', {
      code: 'payment_method_unexpected_state',
    });
  }
  const test = testCardOf(world, method.id);
  if (!test.attachable && test.decline) {
    const { code, declineCode, message, advice } = test.decline;
    throw new ApiError(402, {
      type: 'card_error',
      code,
      decline_code: declineCode,
      message,
      ...(advice ? { advice_code: advice } : {}),
    });
  }
  if (owner) return method;
  const row = world.tables.paymentMethods.put({ ...method, customer: customer.id });
  world.emit('payment_method.attached', row);
  return row;
}

function detach({ world, path }: Call): Stripe.PaymentMethod {
  const method = found(world.tables.paymentMethods, 'PaymentMethod', path.id);
  if (!method.customer)
    throw invalid(
      'The payment method you provided is not attached to a customer so detachment is impossible.',
      { code: 'payment_method_unexpected_state' },
    );
  const row = world.tables.paymentMethods.put({ ...method, customer: null });
  world.tables.behaviours.put({ ...world.tables.behaviours.get(method.id)!, used: true });
  world.emit('payment_method.detached', row, { customer: idOf(method.customer) });
  return row;
}

function createToken(call: Call): Stripe.Token {
  const { world, params } = call;
  params.only('card', 'key', 'payment_user_agent');
  const card = params.group('card');
  if (!card) throw required('card');
  const data = readCard(card, world);
  const row = {
    id: world.id('tok'),
    object: 'token',
    client_ip: null,
    created: world.nowSeconds(),
    livemode: false,
    type: 'card',
    used: false,
    card: {
      id: world.id('card'),
      object: 'card',
      brand: data.test.brand,
      country: 'US',
      exp_month: data.expMonth,
      exp_year: data.expYear,
      funding: data.test.funding,
      last4: data.test.number.slice(-4),
      metadata: {},
      name: card.text('name') ?? null,
    },
  } as unknown as Stripe.Token;
  world.tables.behaviours.put({ id: row.id, card: behaviourOf(data.test) });
  return world.tables.tokens.put(row);
}

function listOf(call: Call, customerId: string, url: string): unknown {
  call.params.only(...listNames, 'customer', 'type', 'allow_redisplay');
  found(call.world.tables.customers, 'customer', customerId, 'customer');
  const type = call.params.text('type');
  return page(
    call,
    call.world.tables.paymentMethods,
    'payment_method',
    url,
    (row) => row.customer === customerId && (!type || row.type === type),
  );
}

export const paymentMethodRoutes: Route[] = [
  {
    method: 'POST',
    path: '/v1/payment_methods',
    publishable: true,
    run: (call) => methodFromData(call, call.params),
  },
  {
    method: 'GET',
    path: '/v1/payment_methods',
    run: (call) => listOf(call, call.params.textRequired('customer'), '/v1/payment_methods'),
  },
  {
    method: 'GET',
    path: '/v1/payment_methods/:id',
    run: (call) => found(call.world.tables.paymentMethods, 'PaymentMethod', call.path.id),
  },
  {
    method: 'POST',
    path: '/v1/payment_methods/:id/attach',
    run: (call) => {
      call.params.only('customer');
      return attachMethod(
        call.world,
        methodById(call.world, call.path.id!, 'id'),
        call.params.textRequired('customer'),
      );
    },
  },
  { method: 'POST', path: '/v1/payment_methods/:id/detach', run: detach },
  {
    method: 'GET',
    path: '/v1/customers/:id/payment_methods',
    run: (call) => listOf(call, call.path.id!, `/v1/customers/${call.path.id}/payment_methods`),
  },
  { method: 'POST', path: '/v1/tokens', publishable: true, run: createToken },
  {
    method: 'GET',
    path: '/v1/tokens/:id',
    run: (call) => found(call.world.tables.tokens, 'token', call.path.id),
  },
];
