/**
 * What the app stands on: the database of the configuration, the install's secret, the bell, the clock's distance, the
 * port. Each opens one thing and says how to close it. It knows no business.
 */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { bellChannel } from '../actions/house.ts';
import type { Bell, Change } from '../api/stream.ts';
import type { Config } from '../config.ts';
import { type Environment, makeSecret } from '../environment.ts';
import { type Database, openEmbedded, openPostgres } from '../store/database.ts';

/** Beside the bundle in dist/server, or in dist when it runs from the source. */
const seedPlaces = ['../database.seed', '../../dist/database.seed'];

export async function openDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl !== null) return openPostgres({ url: config.databaseUrl });
  let snapshot: Uint8Array | undefined;
  for (const place of seedPlaces) {
    snapshot ??= await readFile(new URL(place, import.meta.url)).catch(() => undefined);
  }
  return openEmbedded({ directory: config.dataFolder, snapshot });
}

/** The data folder holds mail, keys and the database: it is its owner's alone, also when it was there before. */
export async function closeFolder(dataFolder: string): Promise<void> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  await chmod(dataFolder, 0o700);
}

/** The install's own secret, made once and readable by its owner only. */
export async function keptSecret(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'secret');
  const there = await readFile(path, 'utf8').catch(() => null);
  if (there !== null) return there.trim();
  const made = makeSecret();
  await writeFile(path, `${made}\n`, { mode: 0o600, flag: 'wx' });
  return made;
}

/** `bindings` carry the socket: without them nobody has an address, and all callers share one rate limit. */
export function openPort(
  fetch: (request: Request, bindings?: object) => Response | Promise<Response>,
  config: Config,
): Promise<{ server: ServerType; port: number }> {
  return new Promise((done, failed) => {
    const opened = serve({ fetch: fetch as never, port: config.port, hostname: config.host }, (info) =>
      done({ server: opened, port: info.port }),
    );
    opened.once('error', failed);
  });
}

/** Committed changes, from every process, to whoever subscribed in this one. */
export async function openBell(
  database: Database,
  first: (change: Change) => void,
): Promise<{ bell: Bell; close(): Promise<void> }> {
  const subscribers = new Set<(change: Change) => void>([first]);
  const close = await database.listen(bellChannel, (payload) => {
    const missed: Change = { accountId: '', types: [], subjects: [] };
    const change = payload === '' ? missed : (JSON.parse(payload) as Change);
    for (const subscriber of subscribers) subscriber(change);
  });
  return {
    close,
    bell: {
      subscribe(onChange) {
        subscribers.add(onChange);
        return () => subscribers.delete(onChange);
      },
    },
  };
}

/** The business clock's distance lives in the database, since every process shares it. */
export async function reloadClock(database: Database, environment: Environment): Promise<void> {
  const { ahead } = await database.transaction(
    [],
    (tx) => tx.one<{ ahead: bigint }>('select app.clock_ahead() as ahead'),
    { readOnly: true },
  );
  environment.business.setAheadMs(Number(ahead));
}

export async function isHealthy(database: Database): Promise<boolean> {
  return database
    .transaction([], (tx) => tx.one('select 1 as one'), { readOnly: true })
    .then(
      () => true,
      () => false,
    );
}

export function metricsText(): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return () => registry.metrics();
}

export const addressOf = (config: Config, port: number): string =>
  config.publicUrl ?? `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`;
