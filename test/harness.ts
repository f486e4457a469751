/**
 * The whole app for a story: either database, the sandbox gateways, clocks that stand still until they are moved,
 * seeded randomness, and `settle()`, which does everything that is due. No mocks of our own code.
 */
import { randomInt } from 'node:crypto';
import { pino } from 'pino';
import { expect } from 'vitest';
import { perform } from '../src/actions/action.ts';
import { type Actor, systemActor } from '../src/actions/actor.ts';
import { addMember } from '../src/actions/add-member.ts';
import { openAccount } from '../src/actions/open-account.ts';
import { type App, createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { permissionsOf } from '../src/domain/access.ts';
import { createEnvironment, type Environment } from '../src/environment.ts';
import { seededBytes } from './contract/stripe-rig.ts';
import { openTestDatabase } from './database.ts';

export const installAccount = 'acc_00000000000000000000000000';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  body: T;
  headers: Headers;
}

/** A person or program with a key, calling the real server over HTTP. */
export interface Hand {
  userId: string;
  key: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked into freely by stories.
  get<T = any>(path: string): Promise<Answer<T>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  post<T = any>(path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  send<T = any>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<T>>;
}

export interface Stage {
  app: App;
  accountId: string;
  owner: Hand;
  /** Adds a member and gives them a key. */
  hire(role: string, name?: string, extra?: { approveLimitMinor?: number }): Promise<Hand>;
  /** A person of another account, by address: their hand there. */
  handOf(email: string, accountId: string): Promise<Hand>;
  /** Moves machine time, and with it everything that waits for it. */
  pass(ms: number): void;
  /** Sets the business clock through the API's own verb. */
  moveClockTo(instant: string): Promise<void>;
  settle(): Promise<void>;
  /** Ends the app and starts it again on the same data, as a restart would. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  kind: 'embedded' | 'postgres';
  startsAt?: string;
  releases?: 'self' | 'others';
  taxRate?: string;
  terms?: string;
  seed?: number;
  /** A real mail server instead of the built-in mailbox. */
  smtpUrl?: string;
  /** Built apps to serve, for browsers. */
  webFolder?: string;
  checkoutFolder?: string;
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { db, drop } = await openTestDatabase(options.kind);
  let machineMs = Date.parse(options.startsAt ?? '2026-03-02T15:00:00.000Z');
  const random = seededBytes(String(options.seed ?? 7));
  const environment: Environment = createEnvironment({
    secret: 'story-secret-story-secret-story-secret',
    nowMs: () => machineMs,
    random,
  });
  const config = readConfig({
    PORT: String(await freePair()),
    LOG_LEVEL: 'silent',
    CLOSEOUT_SECRET: 'story-secret-story-secret-story-secret',
    ...(options.smtpUrl ? { SMTP_URL: options.smtpUrl, MAIL_FROM: 'billing@story.example.test' } : {}),
  });
  const log = pino({ level: process.env.STORY_LOG ?? 'silent' });
  // The sandbox's journal and the mailbox outlive a restart of the app only when they are in a folder; stories that restart give one.
  const { mkdtemp, rm } = await import('node:fs/promises');
  const { tmpdir } = await import('node:os');
  const { join } = await import('node:path');
  const folder = await mkdtemp(join(tmpdir(), 'closeout-story-'));
  const start = async (): Promise<App> => {
    const app = await createApp({
      config: { ...config, dataFolder: folder, role: 'web' },
      environment,
      log,
      database: { ...pick(db), close: async () => {} },
      webFolder: options.webFolder ?? null,
      checkoutFolder: options.checkoutFolder ?? null,
    });
    await app.listen();
    return app;
  };
  let app = await start();
  const accountId = environment.id('account');
  const person = async (email: string, name: string) =>
    (await app.identity.ensureUser({ email, name })).userId;
  const ownerId = await person('owner@story.example.test', 'Olive Owner');
  const opened = await perform(
    app.house,
    systemActor(installAccount),
    openAccount,
    accountInput(accountId, ownerId, options),
    { accounts: [installAccount, accountId] },
  );
  expect(opened).toMatchObject({ ok: true });
  const handOf = async (userId: string, name: string): Promise<Hand> => {
    const { value } = await app.identity.createApiKey({ userId, accountId, name, permissions: null });
    return hand(() => app.url, userId, value);
  };
  const owner = await handOf(ownerId, 'owner key');
  const stage: Stage = {
    get app() {
      return app;
    },
    accountId,
    owner,
    async hire(role, name = role, extra = {}) {
      const userId = await person(`${name.toLowerCase().replaceAll(' ', '.')}@story.example.test`, name);
      const email = `${name.toLowerCase().replaceAll(' ', '.')}@story.example.test`;
      const member = { userId, role, name, email, ...extra };
      if (role === 'hub_admin') {
        // An owner cannot make somebody more than an owner; a hub's admin can.
        const hub: Actor = { ...systemActor(accountId), permissions: new Set(permissionsOf('hub_admin')) };
        expect(await perform(app.house, hub, addMember, member)).toMatchObject({ ok: true });
      } else {
        const added = await owner.post('/members', member);
        expect(added.status, JSON.stringify(added.body)).toBe(200);
      }
      return handOf(userId, `${name} key`);
    },
    async handOf(email, of) {
      const userId = await person(email, email);
      const { value } = await app.identity.createApiKey({
        userId,
        accountId: of,
        name: 'key',
        permissions: null,
      });
      return hand(() => app.url, userId, value);
    },
    pass: (ms) => {
      machineMs += ms;
    },
    async moveClockTo(instant) {
      const moved = await owner.post('/sandbox/clock', { to: instant });
      expect(moved.status, JSON.stringify(moved.body)).toBe(200);
    },
    settle: () => app.settle(),
    async restart() {
      await app.close();
      app = await start();
    },
    async close() {
      await app.close();
      await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return stage;
}

/**
 * A port and the next one (the sandbox Stripe's), both free and below those that systems hand out: after a restart they are the
 * same, so that webhooks find their way as they do in an install.
 */
async function freePair(): Promise<number> {
  const { createServer } = await import('node:net');
  const isFree = (port: number): Promise<boolean> =>
    new Promise((done) => {
      const probe = createServer().once('error', () => done(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
    });
  for (;;) {
    const port = randomInt(10_000, 16_000) * 2;
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

/** The database object's methods live on its class: a spread would lose them. */
const pick = (db: Awaited<ReturnType<typeof openTestDatabase>>['db']) => ({
  kind: db.kind,
  pool: db.pool,
  transaction: db.transaction.bind(db),
  listen: db.listen.bind(db),
  refreshStatistics: db.refreshStatistics.bind(db),
  close: db.close.bind(db),
});

const accountInput = (accountId: string, ownerId: string, options: StageOptions) => ({
  id: accountId,
  kind: 'workspace',
  name: 'Bright Exterior Cleaning',
  currency: 'USD',
  locale: 'en-US',
  timeZone: 'America/New_York',
  seller: {
    legalName: 'Bright Exterior Cleaning LLC',
    addressLines: ['12 Palm Ave'],
    postcode: '32801',
    city: 'Orlando',
    region: 'FL',
    country: 'US',
    email: 'office@bright.example.test',
  },
  brand: { accentColor: '#0b6e4f' },
  tax: {
    rate: options.taxRate ?? '0',
    category: options.taxRate ? 'S' : 'O',
    name: options.taxRate ? 'Sales tax' : 'No tax',
  },
  terms: options.terms ?? 'net_30',
  releases: options.releases ?? 'others',
  owner: { userId: ownerId, role: 'workspace_owner', name: 'Olive Owner', email: 'owner@story.example.test' },
});

function hand(url: () => string, userId: string, key: string): Hand {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url()}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
  };
  return {
    userId,
    key,
    get: (path) => call('GET', path) as never,
    post: (path, body = {}, headers) => call('POST', path, body, headers) as never,
    send: (method, path, body, headers) => call(method, path, body, headers) as never,
  };
}
