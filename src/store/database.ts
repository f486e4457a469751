/**
 * The database: one driver (`pg`) over the embedded PGlite or over a PostgreSQL server, and the unit of work.
 * Nothing here knows a table. Retries cover serialization failures and deadlocks only: a lost connection is
 * reported, because whether its commit happened is unknown. SQL stays within what PostgreSQL 15 understands.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { lockDirectory } from './directory-lock.ts';
import { finishFirstStart, prepareFirstStart } from './first-start.ts';
import { Listening } from './listening.ts';
import { PgliteBridge } from './pglite-bridge.ts';
import { type TransactionOptions, Transactions, type Tx } from './transaction.ts';

export { StatementError } from './statement-error.ts';
export { type Reader, RollBack, type TransactionOptions, type Tx } from './transaction.ts';

export interface Database {
  readonly kind: 'embedded' | 'postgres';
  /** Owner's rights and the driver's own value types: for migrations and the sign-in library only. */
  readonly pool: pg.Pool;
  /**
   * One unit of work as the role `closeout_app`, seeing exactly these accounts. After a serialization failure or a
   * deadlock `fn` runs again from the start, so it must not touch anything outside but `tx`. Never nests.
   */
  transaction<T>(
    accounts: readonly string[],
    fn: (tx: Tx) => Promise<T>,
    options?: TransactionOptions,
  ): Promise<T>;
  /**
   * Calls back after the commit of each notification on a channel, and once with an empty payload when a lost
   * connection is back, because something may have been missed. Returns the way to stop.
   */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  /**
   * Refreshes what the planner knows of the tables, where nobody does that by itself: on the embedded database, and on a
   * server whose autovacuum is off. Without it joins are planned badly as soon as there are some thousand rows.
   */
  refreshStatistics(): Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the data lives; null keeps it in memory. */
  directory: string | null;
  /** What `buildSnapshot` made; used only when there is no database in the directory yet. */
  snapshot?: Uint8Array | undefined;
}

export interface PostgresOptions {
  url: string;
  /** Connections for units of work; one more listens. */
  poolMax?: number | undefined;
}

/** There is one backend: more connections only wait for each other, and each keeps its own prepared plans. */
const embeddedPoolMax = 4;
const postgresPoolMax = 10;

export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const lock = options.directory === null ? undefined : lockDirectory(options.directory);
  try {
    return await embeddedOver(await startPglite(options), () => lock?.release());
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** A database over a PGlite that is running already; closing it closes PGlite. */
export async function embeddedOver(pglite: PGlite, afterClose: () => void = () => {}): Promise<Database> {
  // A session here is the whole database, so this holds for every connection.
  await pglite.exec(sessionSettings);
  const bridge = new PgliteBridge(pglite);
  const config: pg.PoolConfig = {
    user: 'postgres',
    database: 'postgres',
    password: '',
    host: 'embedded',
    stream: () => bridge.connect(),
  };
  const pool = new pg.Pool({ ...config, max: embeddedPoolMax, idleTimeoutMillis: 0 });
  const newClient = (): pg.Client => new pg.Client(config);
  return new OpenDatabase('embedded', pool, newClient, async () => {
    await pglite.close();
    afterClose();
  });
}

async function startPglite(options: EmbeddedOptions): Promise<PGlite> {
  const { snapshot } = options;
  const seed = async () => (snapshot === undefined ? {} : { loadDataDir: await seedFile(snapshot) });
  if (options.directory === null) return PGlite.create(await seed());
  mkdirSync(options.directory, { recursive: true });
  const dataDir = join(options.directory, 'database');
  const fresh = prepareFirstStart(dataDir);
  const pglite = await PGlite.create({ dataDir, ...(fresh ? await seed() : {}) });
  if (fresh) finishFirstStart(dataDir);
  return pglite;
}

/** Decompressed here, off the main thread: PGlite's own way took half a second longer for the same bytes. */
async function seedFile(snapshot: Uint8Array): Promise<Blob> {
  const isGzip = snapshot[0] === 0x1f && snapshot[1] === 0x8b;
  const tarball = isGzip ? await promisify(gunzip)(snapshot) : snapshot;
  return new Blob([tarball as Uint8Array<ArrayBuffer>], { type: 'application/x-tar' });
}

export async function openPostgres(options: PostgresOptions): Promise<Database> {
  const config: pg.PoolConfig = {
    connectionString: options.url,
    fallback_application_name: 'closeout',
    keepAlive: true,
    connectionTimeoutMillis: 30_000,
  };
  const pool = new pg.Pool({
    ...config,
    max: options.poolMax ?? postgresPoolMax,
    // The pool waits for what this returns; its types say void.
    onConnect: (client) => client.query(sessionSettings) as unknown as undefined,
  });
  const database = new OpenDatabase(
    'postgres',
    pool,
    () => new pg.Client(config),
    async () => {},
  );
  try {
    await pool.query('select 1');
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** The parsers of column-types.ts read exactly these formats. */
const sessionSettings = "set time zone 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'iso_8601'";

class OpenDatabase implements Database {
  readonly kind: 'embedded' | 'postgres';
  readonly pool: pg.Pool;
  readonly #transactions: Transactions;
  readonly #listening: Listening;
  readonly #stop: () => Promise<void>;
  #closed: Promise<void> | undefined;

  constructor(
    kind: 'embedded' | 'postgres',
    pool: pg.Pool,
    newClient: () => pg.Client,
    stop: () => Promise<void>,
  ) {
    this.kind = kind;
    this.pool = pool;
    this.#transactions = new Transactions(pool);
    this.#listening = new Listening(newClient);
    this.#stop = stop;
    // Without a listener, a server that restarts while a connection is idle or merely checked out ends our process.
    // Nothing is lost by not listening: the statement that meets the broken connection fails with the same error.
    pool.on('error', () => {});
    pool.on('connect', (client) => client.on('error', () => {}));
  }

  transaction<T>(
    accounts: readonly string[],
    fn: (tx: Tx) => Promise<T>,
    options: TransactionOptions = {},
  ): Promise<T> {
    return this.#transactions.run(accounts, fn, options);
  }

  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>> {
    return this.#listening.listen(channel, onPayload);
  }

  async refreshStatistics(): Promise<void> {
    if (this.kind === 'postgres') {
      const { rows } = await this.pool.query<{ autovacuum: string }>('show autovacuum');
      if (rows[0]?.autovacuum === 'on') return;
    }
    await this.pool.query('analyze');
  }

  close(): Promise<void> {
    this.#closed ??= (async () => {
      await this.#listening.close();
      await this.pool.end();
      await this.#stop();
    })();
    return this.#closed;
  }
}
