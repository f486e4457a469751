/**
 * Builds the app once: database, identity, gateways or their sandboxes, house, worker, server; returns the way to close it.
 * It decides nothing about business; it wires (src/wiring has the pieces) and closes in the opposite order.
 */
import type { ServerType } from '@hono/node-server';
import { type Logger, pino } from 'pino';
import type { House } from './actions/house.ts';
import { createIdentity, type Identity } from './api/auth/identity.ts';
import type { Config } from './config.ts';
import { createEnvironment, type Environment } from './environment.ts';
import { createTypstDocuments } from './gateways/documents/typst/documents.ts';
import { renderInvoiceMail } from './gateways/mail/invoice-mail.tsx';
import { reactionsTo } from './reactions/index.ts';
import type { Database } from './store/database.ts';
import { migrate } from './store/migrate.ts';
import { openDoors } from './wiring/doors.ts';
import {
  addressOf,
  closeFolder,
  keptSecret,
  openBell,
  openDatabase,
  openPort,
  reloadClock,
} from './wiring/ground.ts';
import { type Outlets, openOutlets } from './wiring/outlets.ts';
import { createImportRunner } from './worker/import-runner.ts';
import { createInbox, type Inbox } from './worker/inbox.ts';
import type { Outside } from './worker/performers.ts';
import { type ClockEntry, clockEntries, startClocks } from './worker/schedule.ts';
import { createWorker, type Worker } from './worker/worker.ts';

/** How long open requests may take to end once the program is told to stop. */
const requestMsMax = 2_000;

export interface App {
  readonly url: string;
  readonly config: Config;
  readonly house: House;
  readonly identity: Identity;
  readonly outlets: Outlets;
  readonly inbox: Inbox;
  readonly worker: Worker;
  /** What runs by itself, for tests to run at will. */
  readonly clocks: readonly ClockEntry[];
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
  /** Whether the install is in place; until then it is not healthy, so that nobody meets half a demo. */
  isReady?: () => boolean;
}

/** The logger of the whole install: structured, to stdout, with secrets blacked out. */
const createLog = (config: Config): Logger =>
  pino({
    level: config.logLevel,
    redact: ['*.password', '*.token', '*.secret', 'headers.authorization', 'headers.cookie'],
  });

export async function createApp(options: AppOptions): Promise<App> {
  const { config } = options;
  const log = options.log ?? createLog(config);
  if (!options.inMemory) await closeFolder(config.dataFolder);
  const memorySecret = options.inMemory ? 'in-memory-secret-in-memory-secret-0000' : null;
  const secret = config.secret ?? memorySecret ?? (await keptSecret(config.dataFolder));
  const environment = options.environment ?? createEnvironment({ secret });
  const database = options.database ?? (await openDatabase(config));
  const closers: Closer[] = [() => database.close()];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.reverse()) {
      await close().catch((error: unknown) => log.error({ err: error }, 'something did not close'));
    }
  };
  try {
    await migrate(database);
    await reloadClock(database, environment);
    return await assemble({ ...options, log, secret, environment, database, closers, closeAll });
  } catch (error) {
    await closeAll();
    throw error;
  }
}

type Closer = () => Promise<unknown>;
type Parts = AppOptions & {
  log: Logger;
  secret: string;
  environment: Environment;
  database: Database;
  closers: Closer[];
  closeAll(): Promise<void>;
};

/** What does the work, without the port. */
async function openWork(parts: Parts, outlets: Outlets, url: () => string) {
  const { config, log, environment, database, closers } = parts;
  const documents = createTypstDocuments();
  closers.push(() => documents.close());
  const house: House = { database, environment, reactionsTo, ways: outlets.ways };
  const outside = outsideOf(outlets, documents, url);
  const inbox = createInbox(house, outlets.payments, () => outlets.webhookSecrets(), log);
  const worker = createWorker(house, outside, inbox, log);
  const importRunner = createImportRunner(house, log);
  if (config.role !== 'worker') await importRunner.start();
  closers.push(() => importRunner.stop());
  const { bell, close: closeBell } = await openBell(database, (change) => {
    const isClock = change.types.includes('clock.moved') || change.types.length === 0;
    if (isClock) void reloadClock(database, environment);
  });
  closers.push(closeBell);
  return {
    house,
    outside,
    documents,
    inbox,
    worker,
    importRunner,
    bell,
    clocks: clockEntries(house, inbox, log),
  };
}

async function assemble(parts: Parts): Promise<App> {
  const { config, log, closers } = parts;
  let url = addressOf(config, config.port);
  const outlets = await openOutlets({
    ...parts,
    inMemory: parts.inMemory ?? false,
    dataFolder: config.dataFolder,
  });
  closers.push(() => outlets.close());
  const work = await openWork(parts, outlets, () => url);
  const { house, inbox, worker, clocks } = work;
  const identity = await openIdentity(parts, outlets, url);
  const server = openDoors({
    ...work,
    identity,
    outlets,
    log,
    config,
    webFolder: parts.webFolder ?? null,
    checkoutFolder: parts.checkoutFolder ?? null,
    isReady: () => parts.isReady?.() ?? true,
    url: () => url,
  });
  let listening: ServerType | undefined;
  let stopClocks = (): void => {};
  return {
    get url() {
      return url;
    },
    ...{ config, house, identity, outlets, inbox, worker, clocks, log },
    fetch: (request) => server.fetch(request),
    async listen() {
      if (config.role !== 'worker') {
        const opened = await openPort((request, bindings) => server.fetch(request, bindings), config);
        listening = opened.server;
        url = addressOf(config, opened.port);
        await outlets.listenAt(`http://127.0.0.1:${opened.port}`);
      }
      if (config.role === 'web') return;
      await worker.start();
      stopClocks = startClocks(clocks, log);
    },
    settle: () => settle(outlets, worker),
    async close() {
      stopClocks();
      await worker.stop();
      if (listening) await closePort(listening);
      await parts.closeAll();
    },
  };
}

const outsideOf = (outlets: Outlets, documents: Outside['documents'], publicUrl: () => string): Outside => ({
  payments: outlets.payments,
  mail: outlets.mail,
  documents,
  findMail: outlets.findMail,
  mailFrom: outlets.mailFrom,
  publicUrl,
  writeMail: ({ receipt, ...input }) =>
    renderInvoiceMail({ ...input, preview: false, ...(receipt ? { receipt } : {}) }),
});

async function openIdentity(
  { config, log, secret, environment, database }: Parts,
  outlets: Outlets,
  url: string,
): Promise<Identity> {
  const identity = createIdentity({
    pool: database.pool,
    secret,
    baseUrl: url,
    trustedOrigins: [url],
    now: () => environment.machine.nowMs(),
    secureCookies: url.startsWith('https:'),
    trustedProxyHeader: config.trustedProxyHeader,
    log: (level, message) => log[level](message),
    sendMail: (mail) => outlets.sendHouseMail(mail),
  });
  await identity.migrate();
  return identity;
}

async function settle(outlets: Outlets, worker: Worker): Promise<void> {
  for (let round = 0; round < 50; round += 1) {
    await outlets.flush();
    if (!(await worker.drain()) && round > 0) return;
  }
  throw new Error('the app does not settle: something keeps making work');
}

/** Requests under way may end. A browser's live updates never do by themselves: they are cut, and the browser asks again. */
async function closePort(server: ServerType): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  const cut = setTimeout(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
  }, requestMsMax);
  await closed;
  clearTimeout(cut);
}
