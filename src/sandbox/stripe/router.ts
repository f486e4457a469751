/**
 * The table of all routes of the sandbox and the way of one request through it:
 * key, route, parameters, idempotency, the resource, expand, commit. Everything is synchronous, so a request is atomic.
 */
import type { Call, Route } from './call.ts';
import { ApiError, invalid } from './errors.ts';
import { expand } from './expand.ts';
import { decodeForm } from './form.ts';
import { hashOf, type IdempotencyStore } from './idempotency.ts';
import { Params } from './params.ts';
import { accountRoutes } from './resources/account.ts';
import { balanceRoutes } from './resources/balance.ts';
import { chargeRoutes } from './resources/charges.ts';
import { customerRoutes } from './resources/customers.ts';
import { eventRoutes } from './resources/events.ts';
import { paymentIntentRoutes } from './resources/payment-intents.ts';
import { paymentMethodRoutes } from './resources/payment-methods.ts';
import { refundRoutes, refundTimeline } from './resources/refunds.ts';
import { webhookEndpointRoutes } from './resources/webhook-endpoints.ts';
import type { Store } from './store.ts';
import type { Timeline } from './timeline.ts';
import type { World } from './world.ts';

/** Every route; the first that fits answers. */
const routes: readonly Route[] = [
  ...paymentIntentRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...customerRoutes,
  ...paymentMethodRoutes,
  ...balanceRoutes,
  ...eventRoutes,
  ...webhookEndpointRoutes,
  ...accountRoutes,
];

/** Everything that business time brings by itself. */
export const timeline: Timeline = { ...refundTimeline };

export interface ApiRequest {
  method: string;
  /** Path without the query. */
  path: string;
  query: string;
  body: string;
  authorization: string | null;
  apiVersion: string | null;
  idempotencyKey: string | null;
  stripeAccount: string | null;
}

export interface ApiAnswer {
  status: number;
  body: unknown;
  isReplay: boolean;
}

export interface RouterOptions {
  store: Store;
  idempotency: IdempotencyStore;
  secretKey: string;
  publishableKey: string;
  account: string;
  defaultApiVersion: string;
  worldFor(requestId: string, idempotencyKey: string | null): World;
  nowMs(): number;
}

const compiled = routes.map((route) => ({ route, parts: route.path.split('/') }));

function match(method: string, path: string): { route: Route; path: Record<string, string> } | null {
  const parts = path.split('/');
  for (const { route, parts: pattern } of compiled) {
    if (route.method !== method || pattern.length !== parts.length) continue;
    const names: Record<string, string> = {};
    const fits = pattern.every((part, i) => {
      if (!part.startsWith(':')) return part === parts[i];
      names[part.slice(1)] = decodeURIComponent(parts[i]!);
      return parts[i] !== '';
    });
    if (fits) return { route, path: names };
  }
  return null;
}

/** The key of `Authorization: Bearer` or of HTTP basic auth (the user name). */
function keyOf(authorization: string | null): string | null {
  const [scheme, value] = (authorization ?? '').split(' ');
  if (!value) return null;
  if (scheme?.toLowerCase() === 'bearer') return value;
  return scheme?.toLowerCase() === 'basic'
    ? (Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? null)
    : null;
}

const shortKey = (key: string): string =>
  `${key.slice(0, 8)}${'*'.repeat(Math.max(0, Math.min(key.length, 20) - 12))}${key.slice(-4)}`;

function holderOf(options: RouterOptions, request: ApiRequest): 'secret' | 'publishable' {
  const key = keyOf(request.authorization);
  if (!key) {
    throw invalid(
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
      {},
      401,
    );
  }
  if (key !== options.secretKey && key !== options.publishableKey)
    throw invalid(`Invalid API Key provided: ${shortKey(key)}`, {}, 401);
  if (request.stripeAccount && request.stripeAccount !== options.account) {
    throw invalid(
      `The provided key '${shortKey(key)}' does not have access to account '${request.stripeAccount}' (or that account does not exist). Application access may have been revoked.`,
      { code: 'account_invalid' },
      403,
    );
  }
  return key === options.secretKey ? 'secret' : 'publishable';
}

function versionOf(options: RouterOptions, request: ApiRequest): string {
  const version = request.apiVersion ?? options.defaultApiVersion;
  if (!/^\d{4}-\d{2}-\d{2}(\.[a-z]+)?(;.*)?$/.test(version))
    throw invalid(`Invalid Stripe API version: ${version}`, {});
  return version;
}

/** Whether an answer is kept under its key: not when it never began to execute. */
const isKept = (error: unknown): boolean => !(error instanceof ApiError) || error.status === 402;

function execute(options: RouterOptions, request: ApiRequest, requestId: string): ApiAnswer {
  const holder = holderOf(options, request);
  const hit = match(request.method, request.path);
  if (!hit)
    throw invalid(
      `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
      {},
      404,
    );
  if (holder === 'publishable' && !hit.route.publishable) {
    throw invalid(
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      { code: 'secret_key_required' },
      401,
    );
  }
  const apiVersion = versionOf(options, request);
  const params = new Params(
    decodeForm([request.query, request.body].filter((text) => text !== '').join('&')),
  );
  const key = request.method === 'POST' ? request.idempotencyKey : null;
  const hash = hashOf(request.method, request.path, request.body);
  const before = key ? options.idempotency.recall(key, hash, options.nowMs()) : null;
  if (before) return { ...before, isReplay: true };
  const world = options.worldFor(requestId, key);
  const call: Call = { world, params, path: hit.path, isPublishable: holder === 'publishable', apiVersion };
  try {
    const paths = params.list('expand') ?? [];
    const body = expand(world, hit.route.run(call), paths);
    if (key) options.idempotency.keep(key, hash, 200, body, options.nowMs());
    return { status: 200, body, isReplay: false };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!error.keep) options.store.rollback();
    const body = {
      error: { ...error.body, request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` },
    };
    if (key && isKept(error)) options.idempotency.keep(key, hash, error.status, body, options.nowMs());
    return { status: error.status, body, isReplay: false };
  }
}

/** Runs one request and commits it, or leaves no trace. */
export function answer(options: RouterOptions, request: ApiRequest, requestId: string): ApiAnswer {
  try {
    const result = execute(options, request, requestId);
    options.store.commit();
    return result;
  } catch (error) {
    options.store.rollback();
    if (error instanceof ApiError)
      return { status: error.status, body: { error: error.body }, isReplay: false };
    throw error;
  }
}

/** Replaces what the key will answer by a 500, as v1 does when the work was done and the answer was lost. */
export function keepServerError(options: RouterOptions, request: ApiRequest, body: unknown): void {
  if (request.method !== 'POST' || !request.idempotencyKey) return;
  options.idempotency.keep(
    request.idempotencyKey,
    hashOf(request.method, request.path, request.body),
    500,
    body,
    options.nowMs(),
  );
  options.store.commit();
}
