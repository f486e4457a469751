/**
 * Refunds of charges, whole or in part. Two test cards make them settle late or fail later, by business time.
 * No refunds of bank debits and no cancelling yet.
 */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';
import { invalid, required } from '../errors.ts';
import { spoken } from '../money.ts';
import type { Timeline } from '../timeline.ts';
import { idOf, type World } from '../world.ts';
import { makeEntry } from './charges.ts';
import { differences } from './customers.ts';
import { testCardOf } from './payment-methods.ts';

/** How long a test refund stays in its first state. */
const settleAfterMs = 60_000;

function chargeOf(call: Call): Stripe.Charge {
  const { world, params } = call;
  const chargeId = params.text('charge');
  if (chargeId) return found(world.tables.charges, 'charge', chargeId, 'charge');
  const intentId = params.text('payment_intent');
  if (!intentId) throw required('payment_intent');
  const intent = found(world.tables.paymentIntents, 'payment_intent', intentId, 'payment_intent');
  const latest = idOf(intent.latest_charge);
  if (intent.status !== 'succeeded' || !latest) {
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    });
  }
  return found(world.tables.charges, 'charge', latest);
}

function amountOf(call: Call, charge: Stripe.Charge): number {
  const left = charge.amount_captured - charge.amount_refunded;
  if (charge.status !== 'succeeded')
    throw invalid('This charge cannot be refunded: it did not succeed.', { param: 'charge' });
  if (left === 0)
    throw invalid(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
  const amount = call.params.integer('amount') ?? left;
  if (amount < 1)
    throw invalid('Invalid positive integer', { code: 'parameter_invalid_integer', param: 'amount' });
  if (amount > left) {
    throw invalid(
      `Refund amount (${spoken(amount, charge.currency)}) is greater than unrefunded amount on charge (${spoken(left, charge.currency)})`,
      { param: 'amount' },
    );
  }
  return amount;
}

/** Moves the charge's refunded total by `amount` (negative when a refund failed). */
function moveCharge(world: World, charge: Stripe.Charge, amount: number): void {
  const total = charge.amount_refunded + amount;
  const row = world.tables.charges.put({
    ...charge,
    amount_refunded: total,
    refunded: total === charge.amount,
  });
  world.emit(amount > 0 ? 'charge.refunded' : 'charge.updated', row, differences(charge, row));
}

function create(call: Call): Stripe.Refund {
  const { world, params } = call;
  params.only(
    'charge',
    'payment_intent',
    'amount',
    'reason',
    'metadata',
    'instructions_email',
    'refund_application_fee',
    'reverse_transfer',
  );
  const charge = chargeOf(call);
  const amount = amountOf(call, charge);
  const behaviour = testCardOf(world, charge.payment_method!).refund;
  const id = world.id('re');
  const entry = makeEntry(world, {
    type: 'refund',
    source: id,
    amount: -amount,
    fee: 0,
    currency: charge.currency,
    isAvailable: false,
  });
  const row: Stripe.Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: entry.id,
    charge: charge.id,
    created: world.nowSeconds(),
    currency: charge.currency,
    customer: idOf(charge.customer),
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: params.metadata(),
    payment_intent: idOf(charge.payment_intent),
    payment_method: charge.payment_method,
    reason: params.choice('reason', ['duplicate', 'fraudulent', 'requested_by_customer'] as const) ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: behaviour === 'pendingFirst' ? 'pending' : 'succeeded',
    transfer_reversal: null,
    ...(behaviour === 'pendingFirst' ? { pending_reason: 'processing' as const } : {}),
  };
  world.tables.refunds.put(row);
  moveCharge(world, charge, amount);
  world.emit('refund.created', row);
  if (behaviour === 'pendingFirst') world.later('refund.settle', id, settleAfterMs);
  if (behaviour === 'failsLater') world.later('refund.fail', id, settleAfterMs);
  return row;
}

function settle(world: World, id: string): void {
  const before = found(world.tables.refunds, 'refund', id);
  const { pending_reason: _, ...rest } = before;
  const row = world.tables.refunds.put({ ...rest, status: 'succeeded' });
  world.emit('refund.updated', row, { status: before.status, pending_reason: before.pending_reason });
}

function fail(world: World, id: string): void {
  const before = found(world.tables.refunds, 'refund', id);
  const entry = makeEntry(world, {
    type: 'refund_failure',
    source: id,
    amount: before.amount,
    fee: 0,
    currency: before.currency,
    isAvailable: false,
  });
  const row = world.tables.refunds.put({
    ...before,
    status: 'failed',
    failure_reason: 'expired_or_canceled_card',
    failure_balance_transaction: entry.id,
  });
  moveCharge(world, found(world.tables.charges, 'charge', idOf(before.charge)), -before.amount);
  world.emit('refund.failed', row, { status: before.status });
}

export const refundTimeline: Timeline = { 'refund.settle': settle, 'refund.fail': fail };

export const refundRoutes: Route[] = [
  { method: 'POST', path: '/v1/refunds', run: create },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    run: ({ world, path }) => found(world.tables.refunds, 'refund', path.id),
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    run: (call) => {
      call.params.only(...listNames, 'charge', 'payment_intent');
      const [charge, intent] = [call.params.text('charge'), call.params.text('payment_intent')];
      return page(
        call,
        call.world.tables.refunds,
        'refund',
        '/v1/refunds',
        (row) => (!charge || row.charge === charge) && (!intent || row.payment_intent === intent),
      );
    },
  },
];
