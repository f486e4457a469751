/**
 * Builds the app once: database, identity, gateways or their sandboxes, house, worker, server; returns the way to close it.
 * The only file that knows every ring. It decides nothing about business; it wires, and it closes in the opposite order.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { type Logger, pino } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { bellChannel, type House } from './actions/house.ts';
import { createIdentity, type Identity } from './api/auth/identity.ts';
import { createLimits } from './api/limits.ts';
import { createServer } from './api/server.ts';
import type { Bell, Change } from './api/stream.ts';
import type { Config } from './config.ts';
import { refusal } from './domain/refusal.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { createTypstDocuments } from './gateways/documents/typst/documents.ts';
import { createImages } from './gateways/files/images/images.ts';
import { renderInvoiceMail } from './gateways/mail/invoice-mail.tsx';
import { reactionsTo } from './reactions/index.ts';
import { type Database, openEmbedded, openPostgres } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { readInvoices } from './store/invoices.ts';
import { readAccounts } from './store/accounts.ts';
import { readPaymentsOf } from './store/payments.ts';

import { mountsOf } from './mounts.ts';
import { type Outlets, openOutlets } from './outlets.ts';
import { createInbox, type Inbox } from './worker/inbox.ts';
import { documentOf, type Outside, payUrlOf, receiptOf } from './worker/performers.ts';
import { createWorker, type Worker } from './worker/worker.ts';

export interface App {
  readonly url: string;
  readonly config: Config;
  readonly house: House;
  readonly identity: Identity;
  readonly outlets: Outlets;
  readonly inbox: Inbox;
  readonly worker: Worker;
  readonly log: Logger;
  fetch(request: Request): Response | Promise<Response>;
  /** Opens the port and starts the worker, as the role says. */
  listen(): Promise<void>;
  /** Tests: delivers what the sandboxes hold and does all that is due, until nothing is left. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface AppOptions {
  config: Config;
  environment?: Environment;
  log?: Logger;
  /** An opened database with its migrations done; opened from the configuration when absent. */
  database?: Database;
  /** Keeps nothing in the data folder: mail, journal and secret stay in memory. */
  inMemory?: boolean;
  webFolder?: string | null;
  checkoutFolder?: string | null;
}

export async function createApp(options: AppOptions): Promise<App> {
  const { config } = options;
  const log = options.log ?? pino({ level: config.logLevel, redact: ['*.password', '*.token', '*.secret', 'headers.authorization', 'headers.cookie'] });
  const secret = config.secret ?? (options.inMemory ? 'in-memory-secret-in-memory-secret-0000' : await keptSecret(config.dataFolder));
  const environment = options.environment ?? createEnvironment({ secret });
  const database = options.database ?? (await openDatabase(config));
  const closers: (() => Promise<unknown>)[] = [() => database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) await close().catch((error: unknown) => log.error({ err: error }, 'something did not close'));
  };
  try {
    await migrate(database);
    return await assemble({ ...options, config, log, secret, environment, database, closers, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type Parts = AppOptions & { log: Logger; secret: string; environment: Environment; database: Database; closers: (() => Promise<unknown>)[]; closeAll(): Promise<void> };

async function assemble(parts: Parts): Promise<App> {
  const { config, log, environment, database, closers } = parts;
  const ahead = await database.transaction([], (tx) => tx.one<{ ahead: bigint }>('select app.clock_ahead() as ahead'), { readOnly: true });
  environment.business.setAheadMs(Number(ahead.ahead));
  let url = config.publicUrl ?? `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${config.port}`;
  const outlets = await openOutlets({ config, environment, database, log, inMemory: parts.inMemory ?? false, dataFolder: config.dataFolder });
  closers.push(() => outlets.close());
  const documents = createTypstDocuments();
  closers.push(() => documents.close());
  const house: House = { database, environment, reactionsTo, ways: outlets.ways };
  const outside: Outside = {
    payments: outlets.payments, mail: outlets.mail, documents, findMail: outlets.findMail, mailFrom: outlets.mailFrom, publicUrl: () => url,
    writeMail: ({ receipt, ...input }) => renderInvoiceMail({ ...input, preview: false, ...(receipt ? { receipt } : {}) }),
  };
  const identity = createIdentity({
    pool: database.pool, secret: parts.secret, baseUrl: url, trustedOrigins: [url], now: () => environment.machine.nowMs(),
    secureCookies: url.startsWith('https:'), trustedProxyHeader: config.trustedProxyHeader, log: (level, message) => log[level](message),
    sendMail: (mail) => outlets.sendHouseMail(mail),
  });
  await identity.migrate();
  const inbox = createInbox(house, outlets.payments, () => outlets.webhookSecrets(), log);
  const worker = createWorker(house, outside, inbox, log);
  const bell = await openBell(database, closers, (change) => {
    if (change.types.includes('clock.moved') || change.types.length === 0) void reloadClock(database, environment);
  });
  const server = createServer({
    house, identity, log, bell, origins: () => [url, ...outlets.localOrigins(url)],
    receiveWebhook: async (endpoint, raw, signature) => {
      if (endpoint !== 'stripe/main') return { ok: false, refusal: refusal('not_found') };
      if (outlets.webhookSecrets().length === 0) return { ok: false, refusal: refusal('webhooks_not_configured') };
      const received = await inbox.receive(raw, signature);
      return received.ok ? received : { ok: false, refusal: refusal('signature_invalid', { reason: received.message, evidence: [{ fact: 'signature', value: received.why }] }) };
    },
    limit: createLimits(database),
    previewMail: (snapshot, recipientName) => renderInvoiceMail({ snapshot, payUrl: null, recipientName, preview: true }),
    renderDraft: async (snapshot) => (await documents.renderInvoice({ snapshot, state: 'draft', payUrl: null })).pdf,
    issuedDocument: (accountId, invoiceId, kind) => issuedDocument(house, outside, accountId, invoiceId, kind),
    processImage: (bytes) => createImages().keep(bytes),
    mounts: mountsOf({ house, outlets, inbox, log, outside, checkoutFolder: parts.checkoutFolder ?? null, limit: createLimits(database), issuedDocument: (accountId, invoiceId, kind) => issuedDocument(house, outside, accountId, invoiceId, kind) }),
    metrics: metricsOf(), healthy: () => isHealthy(database), webFolder: parts.webFolder ?? null,
  });
  let listening: ServerType | undefined;
  return {
    get url() { return url; }, config, house, identity, outlets, inbox, worker, log, fetch: (request) => server.fetch(request),
    async listen() {
      if (config.role !== 'worker') {
        const opened = await openPort(server, config);
        listening = opened.server;
        url = config.publicUrl ?? `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${opened.port}`;
        await outlets.listenAt(`http://127.0.0.1:${opened.port}`);
      }
      if (config.role !== 'web') await worker.start();
    },
    async settle() {
      for (let round = 0; round < 50; round += 1) {
        await outlets.flush();
        if (!(await worker.drain()) && round > 0) return;
      }
      throw new Error('the app does not settle: something keeps making work');
    },
    async close() {
      await worker.stop();
      await new Promise<void>((done) => (listening ? listening.close(() => done()) : done()));
      await parts.closeAll();
    },
  };
}

async function openDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl !== null) return openPostgres({ url: config.databaseUrl });
  const snapshot = await readFile(new URL('../database.seed', import.meta.url)).catch(() => readFile(new URL('../dist/database.seed', import.meta.url)).catch(() => undefined));
  return openEmbedded({ directory: config.dataFolder, snapshot });
}

/** The install's own secret, made once and readable by its owner only. */
async function keptSecret(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'secret');
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const there = await readFile(path, 'utf8').catch(() => null);
  if (there !== null) return there.trim();
  const { randomBytes } = await import('node:crypto');
  const made = randomBytes(32).toString('base64url');
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

function openPort(server: Hono<never> | { fetch: unknown }, config: Config): Promise<{ server: ServerType; port: number }> {
  return new Promise((done, failed) => {
    const opened = serve({ fetch: server.fetch as never, port: config.port, hostname: config.host }, (info) => done({ server: opened, port: info.port }));
    opened.once('error', failed);
  });
}

async function openBell(database: Database, closers: (() => Promise<unknown>)[], first: (change: Change) => void): Promise<Bell> {
  const subscribers = new Set<(change: Change) => void>([first]);
  const stop = await database.listen(bellChannel, (payload) => {
    const change = (payload === '' ? { accountId: '', types: [], subjects: [] } : JSON.parse(payload)) as Change;
    for (const subscriber of subscribers) subscriber(change);
  });
  closers.push(stop);
  return {
    subscribe(onChange) {
      subscribers.add(onChange);
      return () => subscribers.delete(onChange);
    },
  };
}

async function reloadClock(database: Database, environment: Environment): Promise<void> {
  const { ahead } = await database.transaction([], (tx) => tx.one<{ ahead: bigint }>('select app.clock_ahead() as ahead'), { readOnly: true });
  environment.business.setAheadMs(Number(ahead));
}

async function isHealthy(database: Database): Promise<boolean> {
  return database.transaction([], (tx) => tx.one('select 1 as one'), { readOnly: true }).then(() => true, () => false);
}

function metricsOf(): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return () => registry.metrics();
}

async function issuedDocument(house: House, outside: Outside, accountId: string, invoiceId: string, kind: 'invoice' | 'receipt'): Promise<Uint8Array | null> {
  const found = await house.database.transaction([accountId], async (tx) => {
    const [invoice] = await readInvoices(tx, accountId, [invoiceId]);
    const [account] = await readAccounts(tx, [accountId]);
    const receipt = kind === 'receipt' ? receiptOf(await readPaymentsOf(tx, accountId, invoiceId)) : null;
    return invoice && account ? { invoice, receipt, version: account.linkSecretVersion } : null;
  }, { readOnly: true });
  if (!found || found.invoice.snapshot === null || (kind === 'receipt' && (!found.receipt || found.invoice.owedMinor > 0n))) return null;
  const payUrl = kind === 'invoice' && found.invoice.totalMinor > 0n ? payUrlOf(house, outside, accountId, invoiceId, found.version) : null;
  return documentOf(house, outside, { accountId, invoice: found.invoice, payUrl, receipt: found.receipt });
}
