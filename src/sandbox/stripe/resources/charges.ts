/** Charges and the money they move: a charge is made by a payment intent only; reading is all that the API offers. */
import type { Stripe } from 'stripe';
import { found, listNames, page, type Route } from '../call.ts';
import type { TestCard } from '../cards.ts';
import { processingFee } from '../money.ts';
import { idOf, type World } from '../world.ts';

const twoDays = 2 * 86_400;

function outcomeOf(test: TestCard, isDeclined: boolean): Stripe.Charge.Outcome {
  const blocked = isDeclined && test.decline?.blocked === true;
  return {
    advice_code: isDeclined ? (test.decline?.advice ?? null) : null,
    network_advice_code: null,
    network_decline_code: isDeclined ? (test.decline?.networkCode ?? null) : null,
    network_status: blocked
      ? 'not_sent_to_network'
      : isDeclined
        ? 'declined_by_network'
        : 'approved_by_network',
    reason: blocked ? 'highest_risk_level' : isDeclined ? (test.decline?.declineCode ?? null) : null,
    risk_level: blocked ? 'highest' : 'normal',
    risk_score: blocked ? 90 : 12,
    seller_message: blocked
      ? 'Stripe blocked this payment as too risky.'
      : isDeclined
        ? 'The bank did not return any further details with this decline.'
        : 'Payment complete.',
    type: blocked ? 'blocked' : isDeclined ? 'issuer_declined' : 'authorized',
  } as Stripe.Charge.Outcome;
}

export interface ChargeRequest {
  intent: Stripe.PaymentIntent;
  method: Stripe.PaymentMethod;
  test: TestCard;
  /** Null when the charge succeeds. */
  failure: { code: string; message: string } | null;
  isAuthenticated: boolean;
}

/** Makes the charge and, when it succeeds, its entry in the balance: 2.9 % + 30, available after two days. */
export function makeCharge(world: World, request: ChargeRequest): Stripe.Charge {
  const { intent, test, failure } = request;
  const id = world.id('ch');
  const entry = failure
    ? null
    : makeEntry(world, {
        type: 'charge',
        source: id,
        amount: intent.amount,
        fee: processingFee(intent.amount),
        currency: intent.currency,
        isAvailable: test.bypassPending,
      });
  const charge = { ...ofIntent(intent), ...ofMethod(request), ...untouched, ...outcomeParts(request) };
  const row = {
    id,
    object: 'charge',
    ...charge,
    balance_transaction: entry?.id ?? null,
    created: world.nowSeconds(),
  } as unknown as Stripe.Charge;
  world.tables.charges.put(row);
  world.emit(failure ? 'charge.failed' : 'charge.succeeded', row);
  return row;
}

/** What a charge has of its intent. */
const ofIntent = (intent: Stripe.PaymentIntent) => ({
  amount: intent.amount,
  calculated_statement_descriptor: (intent.statement_descriptor ?? 'SANDBOX').toUpperCase(),
  currency: intent.currency,
  customer: idOf(intent.customer),
  description: intent.description,
  metadata: intent.metadata,
  payment_intent: intent.id,
  receipt_email: intent.receipt_email,
  shipping: intent.shipping,
  statement_descriptor: intent.statement_descriptor,
  statement_descriptor_suffix: intent.statement_descriptor_suffix,
  transfer_group: intent.transfer_group,
});

/** What a charge has of its method. The security code counts as right unless the card is there to fail it. */
function ofMethod({ intent, method, test, failure, isAuthenticated }: ChargeRequest): object {
  const { checks, exp_month, exp_year, fingerprint, last4 } = method.card!;
  const cvcCheck = failure?.code === 'incorrect_cvc' ? 'fail' : 'pass';
  return {
    billing_details: method.billing_details,
    payment_method: method.id,
    payment_method_details: {
      card: {
        amount_authorized: failure ? null : intent.amount,
        brand: test.brand,
        checks: { ...checks, cvc_check: cvcCheck },
        country: 'US',
        exp_month,
        exp_year,
        fingerprint,
        funding: test.funding,
        last4,
        network: test.brand,
        three_d_secure: isAuthenticated
          ? { authentication_flow: 'challenge', result: 'authenticated', version: '2.2.0' }
          : null,
        wallet: null,
      },
      type: 'card',
    },
  };
}

const outcomeParts = ({ intent, test, failure }: ChargeRequest) => ({
  amount_captured: failure ? 0 : intent.amount,
  captured: failure === null,
  failure_code: failure?.code ?? null,
  failure_message: failure?.message ?? null,
  outcome: outcomeOf(test, failure !== null),
  paid: failure === null,
  status: failure ? 'failed' : 'succeeded',
});

/** Fields that every charge is born with. */
const untouched = {
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  disputed: false,
  failure_balance_transaction: null,
  fraud_details: {},
  livemode: false,
  on_behalf_of: null,
  radar_options: {},
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  source: null,
  source_transfer: null,
  transfer_data: null,
};

export interface Entry {
  type: 'charge' | 'refund' | 'refund_failure';
  source: string;
  /** Signed, in the currency's Stripe units. */
  amount: number;
  fee: number;
  currency: string;
  isAvailable: boolean;
}

export function makeEntry(world: World, entry: Entry): Stripe.BalanceTransaction {
  const created = world.nowSeconds();
  return world.tables.balanceTransactions.put({
    id: world.id('txn'),
    object: 'balance_transaction',
    amount: entry.amount,
    available_on: entry.isAvailable ? created : created + twoDays,
    balance_type: 'payments',
    created,
    currency: entry.currency,
    description: null,
    exchange_rate: null,
    fee: entry.fee,
    fee_details:
      entry.fee === 0
        ? []
        : [
            {
              amount: entry.fee,
              application: null,
              currency: entry.currency,
              description: 'Stripe processing fees',
              type: 'stripe_fee',
            },
          ],
    net: entry.amount - entry.fee,
    reporting_category: entry.type,
    source: entry.source,
    status: entry.isAvailable ? 'available' : 'pending',
    type: entry.type,
  } as Stripe.BalanceTransaction);
}

export const chargeRoutes: Route[] = [
  {
    method: 'GET',
    path: '/v1/charges/:id',
    run: ({ world, path }) => found(world.tables.charges, 'charge', path.id),
  },
  {
    method: 'GET',
    path: '/v1/charges',
    run: (call) => {
      call.params.only(...listNames, 'customer', 'payment_intent', 'transfer_group');
      const intent = call.params.text('payment_intent');
      const customer = call.params.text('customer');
      return page(
        call,
        call.world.tables.charges,
        'charge',
        '/v1/charges',
        (row) => (!intent || row.payment_intent === intent) && (!customer || row.customer === customer),
      );
    },
  },
];
