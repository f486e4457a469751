/**
 * How better-auth reaches the database: through our own pool, every table name qualified with the schema `identity`.
 * It never sets a search path (on the embedded database a plain SET reaches every connection), and it reads dates and
 * bigints by its own parsers, because better-auth compares them and another part may set the pool's parsers otherwise.
 */

import type { BetterAuthOptions } from 'better-auth';
import { getMigrations } from 'better-auth/db/migration';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { withoutValues } from '../../store/statement-error.ts';

export const identitySchema = 'identity';

const { builtins } = pg.types;

/** A string where better-auth expects a Date would make `expiresAt < now` false for ever: a session without an end. */
const identityTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === builtins.TIMESTAMPTZ) return parseInstant;
    if (oid === builtins.INT8) return Number;
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

/** PostgreSQL writes `2026-11-21 20:25:00.123+00`; better-auth has no instants without a zone. */
function parseInstant(text: string): Date {
  return new Date(`${text.replace(' ', 'T')}${/[+-]\d\d$/.test(text) ? ':00' : ''}`);
}

/** better-auth prints what it did not expect: errors must not carry the values of a row, which PostgreSQL puts in them. */
async function run<R extends pg.QueryResultRow>(
  on: { query: pg.ClientBase['query'] },
  text: string,
  values: readonly unknown[],
): Promise<pg.QueryResult<R>> {
  try {
    return await on.query<R>({ text, values: [...values], types: identityTypes });
  } catch (error) {
    throw withoutValues(error, text);
  }
}

function dressed(client: pg.ClientBase, release: () => void) {
  return { query: (text: string, values: readonly unknown[]) => run(client, text, values), release };
}

/** One query of our own on the identity tables, read with the same parsers. */
export async function identityQuery<R extends pg.QueryResultRow>(
  pool: pg.Pool,
  text: string,
  values: readonly unknown[],
): Promise<R[]> {
  return (await run<R>(pool as { query: pg.ClientBase['query'] }, text, values)).rows;
}

type KyselyPool = ConstructorParameters<typeof PostgresDialect>[0]['pool'];

function kyselyOver(connect: () => Promise<ReturnType<typeof dressed>>): Kysely<unknown> {
  const pool = { connect, end: async () => {} } as unknown as KyselyPool;
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

export function identityDatabase(pool: pg.Pool) {
  const db = kyselyOver(async () => {
    const client = await pool.connect();
    return dressed(client, () => client.release());
  });
  return { db, type: 'postgres' as const, schemaName: identitySchema, transaction: true };
}

/**
 * Brings the schema `identity` up to the configured plugins: all or nothing, one starter at a time.
 * Everything runs on one connection, since a second one inside a transaction waits for itself on the embedded database.
 */
export async function migrateIdentity(pool: pg.Pool, options: BetterAuthOptions): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('closeout identity migrations'))`);
    const db = kyselyOver(async () => dressed(client, () => {}));
    const database = { db, type: 'postgres' as const, schemaName: identitySchema };
    const { runMigrations } = await getMigrations({ ...options, database });
    await runMigrations();
    // Two starters that preset the same key must not store it twice; the plugin's own index is not unique.
    await client.query(
      `create unique index if not exists closeout_apikey_key on ${identitySchema}.apikey (key)`,
    );
    await client.query(`revoke all on schema ${identitySchema} from public`);
    // Links that nobody followed and sessions that ran out are of no use to anybody.
    for (const table of ['verification', 'session']) {
      await client.query(`delete from ${identitySchema}.${table} where "expiresAt" < now()`);
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
