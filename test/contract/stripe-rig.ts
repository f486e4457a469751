/**
 * A sandbox Stripe, a webhook receiver and the real adapter between them, on clocks that stand still until moved.
 * Not a mock: everything goes over loopback HTTP through the official SDK.
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Stripe } from 'stripe';
import { stripeGateway } from '../../src/gateways/payment/stripe/gateway.ts';
import { type StripeSandbox, start } from '../../src/sandbox/stripe/server.ts';
import type { PaymentRig, ReceivedWebhook } from './payment.ts';

export const secretKey = 'sk_test_contract0000000000000000';
export const publishableKey = 'pk_test_contract0000000000000000';

/** A stream of bytes that a seed decides. */
export function seededBytes(seed: string): (count: number) => Uint8Array {
  let round = 0;
  return (count) => {
    const bytes = new Uint8Array(count);
    for (let done = 0; done < count; done += 32) {
      bytes.set(
        createHash('sha256')
          .update(`${seed}:${round}`)
          .digest()
          .subarray(0, Math.min(32, count - done)),
        done,
      );
      round += 1;
    }
    return bytes;
  };
}

export class MovableClock {
  businessMs = Date.UTC(2026, 2, 2, 9, 0, 0);
  machineMs = Date.UTC(2026, 2, 2, 9, 0, 0);
  now = (): number => this.businessMs;
  machineNow = (): number => this.machineMs;
}

export interface StripeRig extends PaymentRig {
  sandbox: StripeSandbox;
  clock: MovableClock;
  /** The official client with the secret key, and one with the publishable key. */
  stripe: Stripe;
  browser: Stripe;
  webhookUrl: string;
  /** What the receiver answers from now on. */
  answerWebhooksWith(status: number): void;
}

export function clientFor(
  sandbox: StripeSandbox,
  key: string,
  options: { maxNetworkRetries?: number; timeout?: number } = {},
): Stripe {
  return new Stripe(key, {
    host: '127.0.0.1',
    port: sandbox.port,
    protocol: 'http',
    telemetry: false,
    maxNetworkRetries: 0,
    ...options,
  });
}

async function receiver(clock: MovableClock) {
  const received: ReceivedWebhook[] = [];
  let status = 200;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (status === 200)
        received.push({
          rawBody: Buffer.concat(parts).toString('utf8'),
          signature: String(request.headers['stripe-signature']),
          receivedAtMs: clock.machineMs,
        });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe`,
    answerWith: (next: number) => {
      status = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

const cardOf = {
  accepted: 'pm_card_visa',
  declined: 'pm_card_visa_chargeDeclinedInsufficientFunds',
  needs_action: 'pm_card_authenticationRequired',
};

export async function stripeRig(
  seed: string,
  options: { journalFolder?: string; timeoutMs?: number; subscribes?: boolean } = {},
): Promise<StripeRig> {
  const clock = new MovableClock();
  const hooks = await receiver(clock);
  const sandbox = await start({
    port: 0,
    clock,
    random: seededBytes(seed),
    journalFolder: options.journalFolder ?? null,
    secretKey,
    publishableKey,
  });
  const gateway = stripeGateway({
    secretKey,
    apiBase: sandbox.url,
    scope: { kind: 'own' },
    timeoutMs: options.timeoutMs ?? 5_000,
  });
  const secrets: string[] = [];
  if (options.subscribes !== false) {
    const hook = await gateway.ensureWebhook({ url: hooks.url, knownEndpointId: null });
    if (!hook.ok || !hook.value.secret) throw new Error('The webhook endpoint was not made.');
    secrets.push(hook.value.secret);
  }
  const browser = clientFor(sandbox, publishableKey);
  return {
    sandbox,
    clock,
    gateway,
    secrets,
    received: hooks.received,
    webhookUrl: hooks.url,
    answerWebhooksWith: hooks.answerWith,
    stripe: clientFor(sandbox, secretKey),
    browser,
    now: () => new Date(clock.businessMs).toISOString(),
    pay: async (payment, outcome) => {
      const result = await browser.paymentIntents
        .confirm(payment.id, {
          client_secret: payment.clientSecret!,
          payment_method: cardOf[outcome],
        } as Stripe.PaymentIntentConfirmParams)
        .catch((error: unknown) => error);
      if (outcome !== 'declined' && result instanceof Error) throw result;
    },
    settle: () => sandbox.flush(),
    close: async () => {
      await sandbox.close();
      await hooks.close();
    },
  };
}

export const usd = (
  amount: number,
  parts: Partial<Stripe.PaymentIntentCreateParams> = {},
): Stripe.PaymentIntentCreateParams => ({
  amount,
  currency: 'usd',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  ...parts,
});

export async function errorOf(promise: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const result = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(result instanceof Stripe.errors.StripeError))
    throw new Error(`Expected a Stripe error, got ${String(result)}`);
  return result;
}

/** A raw call, for what the SDK would never send. */
export async function raw(
  rig: StripeRig,
  path: string,
  options: { key?: string; method?: string; body?: string; version?: string } = {},
): Promise<{
  status: number;
  body: { error?: { code?: string; type?: string; message?: string }; [key: string]: unknown };
  headers: Headers;
}> {
  const answer = await fetch(`${rig.sandbox.url}${path}`, {
    method: options.method ?? 'GET',
    headers: {
      ...(options.key === '' ? {} : { authorization: `Bearer ${options.key ?? secretKey}` }),
      ...(options.version ? { 'stripe-version': options.version } : {}),
      ...(options.body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as never };
}
