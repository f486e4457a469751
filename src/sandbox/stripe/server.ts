/**
 * A Stripe server of our own: stateful, on its own port, spoken to through the official SDK only.
 * This file wires store, routes, deliveries, faults and pages to HTTP. It is for practice, tests and the first hour; no money moves.
 */
import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type HttpBindings, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { Deliveries } from './deliveries.ts';
import { type Fault, FaultBook, type Faults } from './faults.ts';
import { IdempotencyStore } from './idempotency.ts';
import { browserPages } from './pages.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  answer,
  keepServerError,
  type RouterOptions,
  timeline,
} from './router.ts';
import { Store } from './store.ts';
import { runDue } from './timeline.ts';
import { type RandomBytes, randomText, type SandboxClock, tablesOf, type World } from './world.ts';

export type { AnswerFault, EventFault, Fault, Faults } from './faults.ts';
export type { RandomBytes, SandboxClock } from './world.ts';

/** The version that callers without a `Stripe-Version` header get: one that still takes `payment_method_types`. */
const versionOfOldClients = '2025-09-30.clover';
const pinnedVersion = '2026-10-28.endive';
/** How often business time is looked at for what it brings by itself. */
const timelineEveryMs = 500;

export interface SandboxOptions {
  /** 0 lets the system choose. */
  port: number;
  /** Loopback unless you know why. */
  host?: string;
  clock: SandboxClock;
  random: RandomBytes;
  /** Where the journal lives; null keeps everything in memory. */
  journalFolder: string | null;
  /** `sk_test_…` and `pk_test_…`. */
  secretKey: string;
  publishableKey: string;
  /** Where browsers reach the hosted pages when a proxy stands before the sandbox; its own address when absent. */
  publicUrl?: string;
  log?(message: string): void;
}

export interface StripeSandbox {
  /** For example `http://127.0.0.1:4243`; the API is at `/v1`, the script at `/stripe.js`. */
  url: string;
  port: number;
  /** The id of the account that the keys belong to. */
  account: string;
  faults: Faults;
  /** Runs what business time has brought and tries every delivery that is due. */
  flush(): Promise<void>;
  /** Makes every waiting delivery retry due now, and flushes. */
  retryNow(): Promise<void>;
  close(): Promise<void>;
}

type Env = { Bindings: HttpBindings };

class Sandbox {
  readonly account: string;
  readonly store: Store;
  readonly faults: FaultBook;
  readonly deliveries: Deliveries;
  readonly router: RouterOptions;
  readonly options: SandboxOptions;
  baseUrl = '';

  constructor(options: SandboxOptions) {
    this.options = options;
    this.account = `acct_${createHash('sha256').update(options.secretKey).digest('hex').slice(0, 16)}`;
    this.store = new Store(options.journalFolder);
    this.faults = new FaultBook(() => this.deliveries.wake());
    const makeId = (prefix: string) => `${prefix}_${randomText(options.random, 24)}`;
    const tables = tablesOf(this.store, this.account);
    this.deliveries = new Deliveries({
      store: this.store,
      tables,
      clock: options.clock,
      faults: this.faults,
      makeId,
      defaultApiVersion: pinnedVersion,
      log: options.log ?? (() => undefined),
    });
    this.router = {
      store: this.store,
      idempotency: new IdempotencyStore(this.store, this.account),
      secretKey: options.secretKey,
      publishableKey: options.publishableKey,
      account: this.account,
      defaultApiVersion: versionOfOldClients,
      worldFor: (requestId, idempotencyKey) => this.#world(requestId, idempotencyKey),
      nowMs: () => options.clock.now(),
    };
  }

  #world(requestId: string | null, idempotencyKey: string | null): World {
    const { clock, random } = this.options;
    const tables = tablesOf(this.store, this.account);
    const id = (prefix: string) => `${prefix}_${randomText(random, 24)}`;
    return {
      account: this.account,
      tables,
      id,
      baseUrl: this.baseUrl,
      nowSeconds: () => Math.floor(clock.now() / 1000),
      secret: (length) => randomText(random, length),
      emit: (type, object, previous) => {
        this.deliveries.enqueue({
          id: id('evt'),
          object: 'event',
          api_version: pinnedVersion,
          created: Math.floor(clock.now() / 1000),
          data: { object, ...(previous ? { previous_attributes: previous } : {}) },
          livemode: false,
          pending_webhooks: 0,
          request: { id: requestId, idempotency_key: idempotencyKey },
          type,
        });
      },
      later: (kind, ref, afterMs) => {
        tables.timeline.put({ id: id('tml'), dueAtMs: clock.now() + afterMs, kind, ref });
      },
    };
  }

  /** Brings the state up to business time. */
  advance(): void {
    const world = this.#world(null, null);
    if (runDue(world, timeline, this.options.clock.now()) === 0) return;
    this.store.commit();
    this.deliveries.wake();
  }

  run(request: ApiRequest, requestId: string): ApiAnswer {
    this.advance();
    const result = answer(this.router, request, requestId);
    setImmediate(() => this.deliveries.wake());
    return result;
  }
}

function requestOf(c: Context<Env>, body: string): ApiRequest {
  const url = new URL(c.req.url);
  const header = (name: string) => c.req.header(name) ?? null;
  return {
    method: c.req.method,
    path: url.pathname.replace(/\/$/, ''),
    query: url.search.slice(1),
    body,
    authorization: header('authorization'),
    apiVersion: header('stripe-version'),
    idempotencyKey: header('idempotency-key'),
    stripeAccount: header('stripe-account'),
  };
}

const serverError = {
  error: { type: 'api_error', message: 'An unknown error occurred. If this persists, contact support.' },
};

/** Breaks the connection without an answer, as a dying network does. */
function disconnect(c: Context<Env>): Promise<never> {
  c.env.outgoing.destroy();
  return new Promise<never>(() => undefined);
}

async function handleApi(sandbox: Sandbox, c: Context<Env>): Promise<Response> {
  const requestId = `req_${randomText(sandbox.options.random, 14)}`;
  const request = requestOf(c, await c.req.text());
  const fault = sandbox.faults.takeForAnswer(request.method, request.path);
  c.header('request-id', requestId);
  c.header('stripe-version', request.apiVersion ?? sandbox.router.defaultApiVersion);
  if (request.idempotencyKey) c.header('idempotency-key', request.idempotencyKey);
  if (fault?.kind === 'disconnect_before') return disconnect(c);
  if (fault?.kind === 'server_error_before') return c.json(serverError, 500);
  if (fault?.kind === 'no_error_key') return c.json({ message: 'Service Unavailable', status: 503 }, 503);
  if (fault?.kind === 'rate_limited') {
    return c.json(
      {
        error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
      },
      429,
    );
  }
  if (fault?.kind === 'conflict') {
    return c.json(
      {
        error: {
          type: 'idempotency_error',
          code: 'idempotency_key_in_use',
          message: 'There is currently another in-progress request using this Idempotent Key.',
        },
      },
      409,
    );
  }
  const result = sandbox.run(request, requestId);
  if (fault?.kind === 'timeout_after') return new Promise<never>(() => undefined);
  if (fault?.kind === 'disconnect_after') return disconnect(c);
  if (fault?.kind === 'server_error_after') {
    keepServerError(sandbox.router, request, serverError);
    return c.json(serverError, 500);
  }
  if (result.isReplay) c.header('idempotent-replayed', 'true');
  return c.json(result.body as object, result.status as 200);
}

/** `POST /sandbox/faults` with `{add}`, `{clear: true}`, `{hold: true}`, `{release: true}` or `{retry: true}`; GET shows what waits. */
async function handleFaults(sandbox: Sandbox, c: Context<Env>): Promise<Response> {
  if (c.req.header('authorization') !== `Bearer ${sandbox.options.secretKey}`)
    return c.json({ error: { message: 'The secret key opens this.' } }, 401);
  if (c.req.method === 'POST') {
    const order = (await c.req.json()) as {
      add?: Fault;
      clear?: boolean;
      hold?: boolean;
      release?: boolean;
      retry?: boolean;
    };
    try {
      if (order.add) sandbox.faults.add(order.add);
    } catch (error) {
      if (error instanceof TypeError) return c.json({ error: { message: error.message } }, 400);
      throw error;
    }
    if (order.clear) sandbox.faults.clear();
    if (order.hold) sandbox.faults.hold();
    if (order.release) sandbox.faults.release();
    if (order.retry) sandbox.deliveries.retryNow();
  }
  return c.json({ waiting: sandbox.faults.waiting(), isHeld: sandbox.faults.isHeld });
}

const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'authorization, content-type, stripe-version, idempotency-key, stripe-account',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
  'access-control-max-age': '600',
};

function appOf(sandbox: Sandbox): Hono<Env> {
  const app = new Hono<Env>();
  app.use('/v1/*', async (c, next) => {
    for (const [name, value] of Object.entries(crossOrigin)) c.header(name, value);
    if (c.req.method === 'OPTIONS') return c.body(null, 204);
    return next();
  });
  app.all('/v1/*', (c) => handleApi(sandbox, c));
  app.on(['GET', 'POST'], '/sandbox/faults', (c) => handleFaults(sandbox, c));
  app.route('/', browserPages(sandbox.options.publishableKey));
  app.onError((error, c) => {
    sandbox.options.log?.(`Sandbox bug: ${error.stack ?? error.message}`);
    return c.json(serverError, 500);
  });
  return app;
}

export async function start(options: SandboxOptions): Promise<StripeSandbox> {
  const sandbox = new Sandbox(options);
  const host = options.host ?? '127.0.0.1';
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const started = serve({ fetch: appOf(sandbox).fetch, port: options.port, hostname: host }, () =>
      resolve(started),
    );
    started.once('error', reject);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://${host}:${port}`;
  sandbox.baseUrl = options.publicUrl ?? url;
  const ticker = setInterval(() => sandbox.advance(), timelineEveryMs);
  ticker.unref();
  sandbox.deliveries.wake();
  const flush = async () => {
    sandbox.advance();
    await sandbox.deliveries.flush();
  };
  return {
    url,
    port,
    account: sandbox.account,
    faults: sandbox.faults,
    flush,
    retryNow: () => {
      sandbox.deliveries.retryNow();
      return flush();
    },
    close: async () => {
      clearInterval(ticker);
      await sandbox.deliveries.close();
      if ('closeAllConnections' in server) server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      sandbox.store.close();
    },
  };
}
