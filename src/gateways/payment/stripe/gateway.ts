/**
 * The one Stripe adapter, for live keys and for our sandbox alike: the official SDK, another base address.
 * It never retries a write by itself (an attempt is a row of ours) and holds no state. The SDK alone asks once more
 * after a closed connection, with the same idempotency key.
 */
import { Stripe } from 'stripe';
import type { Currency, Minor } from '../../../domain/money.ts';
import { accept, type Result } from '../../../domain/refusal.ts';
import type {
  Answer,
  EventPage,
  GatewayFact,
  GatewayFault,
  GatewayPayment,
  GatewayRefund,
  GatewayScope,
  OpenPayment,
  PaymentGateway,
  Settlement,
} from '../port.ts';
import { countInStripe, toStripe } from './amounts.ts';
import { ensureEndpoint } from './endpoint.ts';
import {
  factOfEvent,
  factOfPresentIntent,
  factOfRefund,
  parseEvent,
  pinnedVersion,
  verifyEvent,
} from './events.ts';
import { faultOf, UnusableAnswer } from './faults.ts';
import { checked, instantOf, metadataOf, paymentOf, refundOf, settlementOf, unixOf } from './objects.ts';
import { eventsAfter, eventsSince, search } from './sweep.ts';

export interface StripeGatewayOptions {
  /** `sk_…` or `rk_…`, live or test. */
  secretKey: string;
  /** Another Stripe-compatible server, such as http://127.0.0.1:4243; null is Stripe itself. */
  apiBase: string | null;
  scope: GatewayScope;
  timeoutMs?: number;
}

const readRetries = 2;

function clientOf(options: StripeGatewayOptions): Stripe {
  const base = options.apiBase === null ? null : new URL(options.apiBase);
  return new Stripe(options.secretKey, {
    apiVersion: pinnedVersion,
    maxNetworkRetries: 0,
    timeout: options.timeoutMs ?? 30_000,
    telemetry: false,
    ...(base
      ? {
          protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
          host: base.hostname,
          port: base.port === '' ? (base.protocol === 'http:' ? 80 : 443) : Number(base.port),
        }
      : {}),
    ...(options.scope.kind === 'connected' ? { stripeAccount: options.scope.account } : {}),
  });
}

async function attempt<T>(isWrite: boolean, run: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, fault: faultOf(error, isWrite) };
  }
}

const write = <T>(run: () => Promise<T>): Promise<Answer<T>> => attempt(true, run);
const look = <T>(run: (options: { maxNetworkRetries: number }) => Promise<T>): Promise<Answer<T>> =>
  attempt(false, () => run({ maxNetworkRetries: readRetries }));

/** A refused amount as the fault of a call that was never made. */
function amountFault(result: Result<number>): GatewayFault | null {
  return result.ok ? null : { kind: 'rejected', code: result.refusal.code, message: result.refusal.reason };
}

class StripeGateway implements PaymentGateway {
  readonly #stripe: Stripe;
  readonly #account: string | null;
  readonly capabilities: PaymentGateway['capabilities'];

  constructor(options: StripeGatewayOptions) {
    this.#stripe = clientOf(options);
    this.#account = options.scope.kind === 'connected' ? options.scope.account : null;
    this.capabilities = {
      name: 'stripe',
      live: /^(sk|rk)_live_/.test(options.secretKey),
      partialRefunds: true,
      events: true,
      checkAmount: (amountMinor, currency) => {
        const result = toStripe(amountMinor, currency);
        return result.ok ? accept(amountMinor) : result;
      },
    };
  }

  async open(input: OpenPayment): Promise<Answer<GatewayPayment>> {
    const amount = toStripe(input.amountMinor, input.currency);
    if (!amount.ok) return { ok: false, fault: amountFault(amount)! };
    return write(async () =>
      paymentOf(
        await this.#stripe.paymentIntents.create(
          {
            amount: amount.value,
            currency: input.currency.toLowerCase(),
            metadata: metadataOf(input.marks),
            automatic_payment_methods: {
              enabled: true,
              allow_redirects: input.allowsRedirects ? 'always' : 'never',
            },
            ...(input.description ? { description: input.description } : {}),
            ...(input.receiptEmail ? { receipt_email: input.receiptEmail } : {}),
          },
          { idempotencyKey: input.idempotencyKey },
        ),
      ),
    );
  }

  read(paymentId: string): Promise<Answer<GatewayPayment>> {
    return look(async (options) =>
      paymentOf(await this.#stripe.paymentIntents.retrieve(paymentId, {}, options)),
    );
  }

  async updateAmount(input: {
    paymentId: string;
    amountMinor: Minor;
    currency: Currency;
    idempotencyKey: string;
  }): Promise<Answer<GatewayPayment>> {
    const amount = toStripe(input.amountMinor, input.currency);
    if (!amount.ok) return { ok: false, fault: amountFault(amount)! };
    return write(async () =>
      paymentOf(
        await this.#stripe.paymentIntents.update(
          input.paymentId,
          { amount: amount.value },
          { idempotencyKey: input.idempotencyKey },
        ),
      ),
    );
  }

  cancel(input: { paymentId: string; idempotencyKey: string }): Promise<Answer<GatewayPayment>> {
    return write(async () =>
      paymentOf(
        await this.#stripe.paymentIntents.cancel(
          input.paymentId,
          {},
          { idempotencyKey: input.idempotencyKey },
        ),
      ),
    );
  }

  find(input: { kind: 'payment'; op: string; since: string }): Promise<Answer<GatewayPayment | null>>;
  find(input: { kind: 'refund'; op: string; since: string }): Promise<Answer<GatewayRefund | null>>;
  find(input: {
    kind: 'payment' | 'refund';
    op: string;
    since: string;
  }): Promise<Answer<GatewayPayment | GatewayRefund | null>> {
    const created = { gte: unixOf(input.since) };
    if (input.kind === 'refund') {
      return look(async (options) => {
        const hit = await search<Stripe.Refund>('refund', input.op, (after) =>
          this.#stripe.refunds.list({ created, limit: 100, ...after }, options),
        );
        return hit ? refundOf(hit) : null;
      });
    }
    return look(async (options) => {
      const hit = await search<Stripe.PaymentIntent>('payment_intent', input.op, (after) =>
        this.#stripe.paymentIntents.list({ created, limit: 100, ...after }, options),
      );
      return hit ? paymentOf(hit) : null;
    });
  }

  async refund(input: Parameters<PaymentGateway['refund']>[0]): Promise<Answer<GatewayRefund>> {
    const amount = input.amountMinor === null ? null : countInStripe(input.amountMinor, input.currency);
    if (amount && !amount.ok) return { ok: false, fault: amountFault(amount)! };
    return write(async () =>
      refundOf(
        await this.#stripe.refunds.create(
          {
            payment_intent: input.paymentId,
            metadata: metadataOf(input.marks),
            ...(amount?.ok ? { amount: amount.value } : {}),
          },
          { idempotencyKey: input.idempotencyKey },
        ),
      ),
    );
  }

  readRefund(refundId: string): Promise<Answer<GatewayRefund>> {
    return look(async (options) => refundOf(await this.#stripe.refunds.retrieve(refundId, {}, options)));
  }

  settlement(chargeId: string): Promise<Answer<Settlement | null>> {
    return look(async (options) => {
      const charge = checked(
        'charge',
        await this.#stripe.charges.retrieve(chargeId, { expand: ['balance_transaction'] }, options),
      );
      const entry = charge.balance_transaction;
      if (!entry) return null;
      if (typeof entry === 'string')
        throw new UnusableAnswer(`Charge ${chargeId} came without its balance transaction.`);
      return settlementOf(charge.id, entry);
    });
  }

  listEvents(input: { cursor: string | null; since: string }): Promise<Answer<EventPage>> {
    return look(async (options) =>
      input.cursor === null
        ? eventsSince(this.#stripe, input.since, options)
        : eventsAfter(this.#stripe, input.cursor, input.since, options),
    );
  }

  readFact(objectId: string): Promise<Answer<GatewayFact | null>> {
    return look(async (options) => {
      if (objectId.startsWith('pi_')) {
        const intent = await this.#stripe.paymentIntents.retrieve(
          objectId,
          { expand: ['latest_charge.balance_transaction'] },
          options,
        );
        return factOfPresentIntent(checked('payment_intent', intent), this.#account);
      }
      if (objectId.startsWith('re_') || objectId.startsWith('pyr_')) {
        const refund = checked('refund', await this.#stripe.refunds.retrieve(objectId, {}, options));
        return factOfRefund(refund, {
          eventId: null,
          occurredAt: instantOf(refund.created),
          account: this.#account,
          livemode: this.capabilities.live,
        });
      }
      if (objectId.startsWith('ch_') || objectId.startsWith('py_')) {
        const charge = checked(
          'charge',
          await this.#stripe.charges.retrieve(
            objectId,
            { expand: ['payment_intent.latest_charge.balance_transaction'] },
            options,
          ),
        );
        const intent = charge.payment_intent;
        return intent && typeof intent === 'object'
          ? factOfPresentIntent(checked('payment_intent', intent), this.#account)
          : null;
      }
      return null;
    });
  }

  readonly fact = factOfEvent;
  readonly verify = verifyEvent;
  readonly parseEvent = parseEvent;

  ensureWebhook(input: {
    url: string;
    knownEndpointId: string | null;
  }): Promise<Answer<{ endpointId: string; secret: string | null }>> {
    return write(() => ensureEndpoint(this.#stripe, input));
  }
}

export function stripeGateway(options: StripeGatewayOptions): PaymentGateway {
  return new StripeGateway(options);
}
