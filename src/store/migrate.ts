/**
 * Brings a database to the code's schema with the SQL files of `migrations/`, all in one transaction and under an
 * advisory lock, so that several processes may start at once. It only goes forward, and it refuses a database that a
 * newer release has changed.
 */
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runner } from 'node-pg-migrate';
import pg from 'pg';
import type { Database } from './database.ts';

/** The runner's default name. */
const migrationsTable = 'pgmigrations';

/** The same folder from the sources and from the bundle: both lie under the folder of package.json. */
export function defaultMigrationsDir(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return join(at, 'src', 'store', 'migrations');
    if (at === dirname(at))
      throw new Error('The folder of package.json, which holds the migrations, was not found.');
  }
}

/** The names of the migrations that this code knows, in order, without `.sql`. */
export function knownMigrations(migrationsDir: string = defaultMigrationsDir()): string[] {
  const names = readdirSync(migrationsDir)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.slice(0, -'.sql'.length))
    .sort();
  for (const name of names) {
    if (!/^\d{4}_[a-z0-9_]+$/.test(name))
      throw new Error(`Bug: a migration is named 0001_words.sql, not ${name}.sql.`);
  }
  return names;
}

/** @returns the names of the migrations that were applied now. */
export async function migrate(
  db: Database,
  migrationsDir: string = defaultMigrationsDir(),
): Promise<string[]> {
  const known = knownMigrations(migrationsDir);
  let current = '';
  const client = await db.pool.connect();
  let broken = true;
  try {
    await refuseNewer(client, known);
    const applied = await runner({
      dbClient: client,
      dir: migrationsDir,
      ignorePattern: '(?!.*\\.sql$).*',
      direction: 'up',
      migrationsTable,
      migrationsSchema: 'public',
      singleTransaction: true,
      checkOrder: true,
      advisoryLockMode: 'wait',
      logger: {
        info: (text) => {
          current = /^### MIGRATION (\S+)/.exec(String(text))?.[1] ?? current;
        },
        warn: () => {},
        error: () => {}, // The same error is thrown.
      },
    });
    broken = false;
    return applied.map(({ name }) => name);
  } catch (error) {
    const place = current === '' ? '' : ` (${await placeOf(error, join(migrationsDir, `${current}.sql`))})`;
    throw new Error(`The database could not be brought up to date${place}: ${messageOf(error)}`, {
      cause: error,
    });
  } finally {
    client.release(broken);
  }
}

async function refuseNewer(
  client: { query(text: string): Promise<{ rows: unknown[] }> },
  known: string[],
): Promise<void> {
  const found = await client.query(`select to_regclass('public.${migrationsTable}')::text as name`);
  if ((found.rows[0] as { name: string | null }).name === null) return;
  const recorded = await client.query(`select name from public.${migrationsTable} order by id`);
  const unknown = (recorded.rows as { name: string }[])
    .map(({ name }) => name)
    .filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `this database was made by a newer release (it has ${unknown.join(', ')}). Start that release, or restore a backup.`,
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** File and line of a failed migration; inside a function or a `do` block PostgreSQL does not say the line. */
async function placeOf(error: unknown, path: string): Promise<string> {
  const position = error instanceof pg.DatabaseError ? Number(error.position) : Number.NaN;
  if (Number.isNaN(position)) return path;
  const before = (await readFile(path, 'utf8')).slice(0, position);
  return `${path}:${before.split('\n').length}`;
}
