/**
 * What every resource of the sandbox may use: tables, ids, clock, events, the timeline. Types and wiring only, no rule of Stripe.
 */
import type { Stripe } from 'stripe';
import type { Row, Store, Table } from './store.ts';

export interface SandboxClock {
  /** Business time in ms: `created`, `available_on`, timelines. */
  now(): number;
  /** Machine time in ms: signatures and delivery retries. */
  machineNow(): number;
}

/** Given a count, answers that many random bytes. */
export type RandomBytes = (count: number) => Uint8Array;

/** What a test card does; kept instead of its number. */
export interface CardBehaviour extends Row {
  card: string;
  /** Set when a payment used the method without a customer: Stripe then refuses it. */
  used?: boolean;
}

export interface DeliveryRow extends Row {
  event: string;
  endpoint: string;
  dueAtMs: number;
  attempts: number;
}

export interface TimelineRow extends Row {
  dueAtMs: number;
  kind: string;
  ref: string;
}

export interface EventRow extends Row {
  object: 'event';
  api_version: string;
  created: number;
  data: { object: unknown; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export interface Tables {
  paymentIntents: Table<Stripe.PaymentIntent>;
  charges: Table<Stripe.Charge>;
  customers: Table<Stripe.Customer>;
  paymentMethods: Table<Stripe.PaymentMethod>;
  tokens: Table<Stripe.Token>;
  refunds: Table<Stripe.Refund>;
  balanceTransactions: Table<Stripe.BalanceTransaction>;
  events: Table<EventRow>;
  webhookEndpoints: Table<Stripe.WebhookEndpoint>;
  behaviours: Table<CardBehaviour>;
  deliveries: Table<DeliveryRow>;
  timeline: Table<TimelineRow>;
}

export function tablesOf(store: Store, account: string): Tables {
  return {
    paymentIntents: store.table(account, 'payment_intents'),
    charges: store.table(account, 'charges'),
    customers: store.table(account, 'customers'),
    paymentMethods: store.table(account, 'payment_methods'),
    tokens: store.table(account, 'tokens'),
    refunds: store.table(account, 'refunds'),
    balanceTransactions: store.table(account, 'balance_transactions'),
    events: store.table(account, 'events'),
    webhookEndpoints: store.table(account, 'webhook_endpoints'),
    behaviours: store.table(account, 'behaviours'),
    deliveries: store.table(account, 'deliveries'),
    timeline: store.table(account, 'timeline'),
  };
}

/** The world of one account during one request. */
export interface World {
  account: string;
  tables: Tables;
  /** Unix seconds of the business clock. */
  nowSeconds(): number;
  /** For example `pi_3kT…`: the prefix and 24 random letters and digits. */
  id(prefix: string): string;
  /** A secret of the given length. */
  secret(length: number): string;
  emit(type: string, object: Row, previous?: Record<string, unknown>): void;
  /** Runs the timeline handler `kind` for `ref` once business time has reached `afterMs` from now. */
  later(kind: string, ref: string, afterMs: number): void;
  /** Where the hosted pages of this sandbox stand, without a trailing slash. */
  baseUrl: string;
}

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Letters and digits without bias: bytes of 248 and above are thrown away. */
export function randomText(random: RandomBytes, length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of random(length)) {
      if (byte < 248 && text.length < length) text += letters[byte % 62]!;
    }
  }
  return text;
}

export const idOf = (value: string | { id: string } | null | undefined): string | null =>
  value === null || value === undefined ? null : typeof value === 'string' ? value : value.id;
