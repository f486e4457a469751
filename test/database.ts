/**
 * A fresh, migrated database for one test file, embedded or on PostgreSQL; both start from a copy that is made once per
 * set of migrations. It does not share databases between tests, and it never touches one that it did not make.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Database, openEmbedded, openPostgres } from '../src/store/database.ts';
import { defaultMigrationsDir, knownMigrations, migrate } from '../src/store/migrate.ts';
import { buildSnapshot } from '../src/store/snapshot.ts';

export interface TestDatabase {
  db: Database;
  /** How to open it once more; empty for an embedded one, which nobody else can open. */
  url: string;
  /** Closes it and leaves nothing behind. */
  drop(): Promise<void>;
}

const adminUrl = process.env.TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export async function openTestDatabase(kind: 'embedded' | 'postgres'): Promise<TestDatabase> {
  return kind === 'embedded' ? openInMemory() : openOnServer();
}

let reachable: Promise<boolean> | undefined;

/** Whether tests can use a PostgreSQL server. Says so, once, when they cannot. */
export function postgresAvailable(): Promise<boolean> {
  reachable ??= (async () => {
    const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 3000 });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return true;
    } catch (error) {
      const { host } = new URL(adminUrl);
      const reason = error instanceof Error ? error.message : String(error);
      console.warn(
        `PostgreSQL does not answer at ${host} (${reason}): tests run on the embedded database only. Set TEST_DATABASE_URL to include them.`,
      );
      return false;
    }
  })();
  return reachable;
}

/** The kinds that tests can run on here. */
export const databaseKinds = async (): Promise<('embedded' | 'postgres')[]> =>
  (await postgresAvailable()) ? ['embedded', 'postgres'] : ['embedded'];

async function openInMemory(): Promise<TestDatabase> {
  const db = await openEmbedded({ directory: null, snapshot: await testSnapshot() });
  return { db, url: '', drop: () => db.close() };
}

/** A new set of migrations has a new hash, so what was cached can never be stale. */
function migrationsHash(): string {
  const hash = createHash('sha256').update(process.version);
  for (const name of knownMigrations()) {
    hash.update(name).update(readFileSync(join(defaultMigrationsDir(), `${name}.sql`)));
  }
  hash.update(readFileSync('package-lock.json'));
  return hash.digest('hex').slice(0, 16);
}

async function testSnapshot(): Promise<Uint8Array> {
  const folder = join('node_modules', '.cache', 'closeout');
  const path = join(folder, `database-${migrationsHash()}.tar`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    // Several workers may build it at once; whichever renames last wins, and all are alike.
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, await buildSnapshot({ compressed: false }));
    renameSync(draft, path);
    dropOldSnapshots(folder);
  }
  return readFileSync(path);
}

/** They are large, and nobody comes back to yesterday's migrations. A run that is still going keeps its own. */
function dropOldSnapshots(folder: string): void {
  const yesterday = Date.now() - 24 * 60 * 60 * 1000;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    if (file.startsWith('database-') && statSync(path).mtimeMs < yesterday) rmSync(path, { force: true });
  }
}

async function openOnServer(): Promise<TestDatabase> {
  return createOnServer(await ensureTemplate());
}

/** A database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(kind: 'embedded' | 'postgres'): Promise<TestDatabase> {
  if (kind === 'postgres') return createOnServer('template0');
  const db = await openEmbedded({ directory: null });
  return { db, url: '', drop: () => db.close() };
}

async function createOnServer(template: string): Promise<TestDatabase> {
  const name = `closeout_test_${randomBytes(8).toString('hex')}`;
  await asAdmin((admin) => admin.query(`create database ${name} template ${template}`));
  const url = urlOf(name);
  const db = await openPostgres({ url, poolMax: 5 });
  return {
    db,
    url,
    drop: async () => {
      await db.close();
      await asAdmin((admin) => admin.query(`drop database ${name} with (force)`));
    },
  };
}

/** Made once per set of migrations, under a lock that other test processes respect; kept for the next run. */
async function ensureTemplate(): Promise<string> {
  const name = `closeout_template_${migrationsHash()}`;
  await asAdmin(async (admin) => {
    await admin.query(`select pg_advisory_lock(hashtext('closeout_template'))`);
    const found = await admin.query('select datistemplate as ready from pg_database where datname = $1', [
      name,
    ]);
    if (found.rows[0]?.ready === true) return;
    if (found.rowCount !== 0) await admin.query(`drop database ${name} with (force)`);
    await admin.query(`create database ${name}`);
    const db = await openPostgres({ url: urlOf(name), poolMax: 1 });
    try {
      await migrate(db);
    } finally {
      await db.close();
    }
    await admin.query(`alter database ${name} is_template true`);
  });
  return name;
}

async function asAdmin<T>(fn: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await fn(admin);
  } finally {
    await admin.end();
  }
}

function urlOf(database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  return url.href;
}
