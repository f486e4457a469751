/**
 * Moves everything from the embedded database into an empty PostgreSQL database, in one transaction of the target:
 * whatever goes wrong, the target stays empty and the source is only read. It opens neither, and it migrates neither.
 */
import type pg from 'pg';
import type { Database, Tx } from './database.ts';
import { firstBrokenLink } from './events.ts';
import { knownMigrations } from './migrate.ts';
import {
  type Connection,
  copyTable,
  type Fingerprint,
  fingerprintOf,
  readShapes,
  restRowGuards,
  shapeDifferences,
  type TableShape,
} from './table-copy.ts';

/** Why nothing was moved, in a sentence for the owner. */
export class MoveFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MoveFault';
  }
}

export interface MovedTable {
  table: string;
  rows: number;
  checksum: string;
}

export interface MoveReport {
  tables: MovedTable[];
  rows: number;
  accounts: number;
  chainHeads: number;
  /** Accounts whose log was broken before the move, and is as broken after it. */
  brokenChains: string[];
  /** How many balances of ledger accounts were compared. */
  balances: number;
}

/** `rows` so far of `of`. */
export type Tell = (step: { table: string; rows: number; of: number; isDone: boolean }) => void;

/** What the migrations put into an empty database; the source brings its own. */
const ownRows = [
  { title: 'account', where: "id = 'acc_00000000000000000000000000'" },
  { title: 'installation', where: 'only_row' },
];

/** A target must be empty before it is migrated: a database with other tables belongs to somebody else. */
export async function refuseForeignTarget(target: Database): Promise<void> {
  const { rows } = await target.pool.query<{ known: boolean; tables: string; rooted: boolean }>(
    `select to_regclass('public.pgmigrations') is not null as known, to_regclass('public.account') is not null as rooted,
       (select string_agg(c.relname, ', ' order by c.relname) from (select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace
          and c.relkind in ('r', 'p', 'v', 'm') order by 1 limit 5) c) as tables`,
  );
  const found = rows[0]!;
  if (!found.known && found.tables !== null)
    throw new MoveFault(
      `The database that --to names holds tables of something else (${found.tables}). Give an empty database.`,
    );
  if (found.known && !found.rooted)
    throw new MoveFault(
      'The database that --to names was migrated by another program. Give an empty database.',
    );
}

/** The source is only read: a release that is newer than its schema has to start on it once. */
export async function refuseOldSource(source: Database): Promise<void> {
  const found = await source.pool.query<{ known: boolean }>(
    "select to_regclass('public.pgmigrations') is not null as known",
  );
  const applied = found.rows[0]!.known
    ? (await source.pool.query<{ name: string }>('select name from public.pgmigrations')).rows.map(
        ({ name }) => name,
      )
    : [];
  const known = knownMigrations();
  const newer = applied.filter((name) => !known.includes(name));
  if (newer.length > 0)
    throw new MoveFault(
      `The embedded database was made by a newer release (it has ${newer.join(', ')}). Move with that release.`,
    );
  if (applied.length < known.length)
    throw new MoveFault(
      'The embedded database is from an older release. Start this release on it once, stop it, and move then.',
    );
}

export async function moveEverything(source: Database, target: Database, tell: Tell): Promise<MoveReport> {
  await refuseOldSource(source);
  const report = await inTransaction(
    source,
    'begin transaction isolation level repeatable read read only',
    (from) => inTransaction(target, 'begin', (to) => moveRows(from, to, tell)),
  );
  await target.pool.query('analyze');
  return { ...report, brokenChains: await brokenChains(target) };
}

async function inTransaction<T>(
  db: Database,
  begin: string,
  fn: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await db.pool.connect();
  let broken = true;
  try {
    await client.query(begin);
    const value = await fn(client);
    await client.query('commit');
    broken = false;
    return value;
  } finally {
    // A connection that is thrown away takes its open transaction with it.
    if (broken)
      await client.query('rollback').then(
        () => {
          broken = false;
        },
        () => {},
      );
    client.release(broken);
  }
}

async function moveRows(
  from: Connection,
  to: Connection,
  tell: Tell,
): Promise<Omit<MoveReport, 'brokenChains'>> {
  const shapes = await readShapes(from);
  const differences = shapeDifferences(shapes, await readShapes(to));
  if (differences.length > 0)
    throw new MoveFault(
      `The two databases differ in their tables: ${differences.join('; ')}. Start this release on the embedded database once, and move then.`,
    );
  // A second move, or a server that starts on the target meanwhile, waits here and then finds it full.
  await to.query(`lock table ${shapes.map(({ name }) => name).join(', ')} in exclusive mode`);
  await refuseFull(to, shapes);
  for (const { title, where } of ownRows) {
    const shape = shapes.find((one) => one.title === title)!;
    await to.query(`delete from ${shape.name} where ${where}`);
  }
  const wakeGuards = await restRowGuards(to);
  const tables: MovedTable[] = [];
  for (const shape of shapes) tables.push(await moveTable(from, to, shape, tell));
  await wakeGuards();
  const balances = await sameAnswers(from, to, 'the trial balance', trialBalances);
  const chainHeads = await sameAnswers(
    from,
    to,
    'the heads of the log',
    'select account_id, link_no::text, hash from chain_head order by 1',
  );
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return {
    tables,
    rows,
    accounts: tables.find(({ table }) => table === 'account')!.rows - 1,
    chainHeads,
    balances,
  };
}

const trialBalances =
  'select account_id, ledger_account, currency, sum(amount_minor)::text as minor, count(*)::text as postings from posting group by 1, 2, 3 order by account_id, ledger_account collate "C", currency';

async function moveTable(
  from: Connection,
  to: Connection,
  shape: TableShape,
  tell: Tell,
): Promise<MovedTable> {
  const there = await fingerprintOf(from, shape);
  const of = Number(there.rows);
  await copyTable(from, to, shape, (rows) => tell({ table: shape.title, rows, of, isDone: false }));
  const here = await fingerprintOf(to, shape);
  if (!isSame(there, here)) {
    throw new MoveFault(
      `The table ${shape.title} did not arrive as it left (${there.rows} rows left, ${here.rows} arrived, checksums ${there.checksum} and ${here.checksum}). Nothing was kept in the new database.`,
    );
  }
  tell({ table: shape.title, rows: of, of, isDone: true });
  return { table: shape.title, rows: of, checksum: here.checksum };
}

const isSame = (a: Fingerprint, b: Fingerprint): boolean => a.rows === b.rows && a.checksum === b.checksum;

async function refuseFull(to: Connection, shapes: readonly TableShape[]): Promise<void> {
  // Accounts first: they say best what is there.
  const ordered = [...shapes].sort((a, b) => Number(b.title === 'account') - Number(a.title === 'account'));
  for (const { name, title } of ordered) {
    const own = ownRows.find((row) => row.title === title);
    const { rows } = await to.query<{ found: string }>(
      `select count(*)::text as found from (select 1 from ${name} ${own ? `where not (${own.where})` : ''} limit 1000) few`,
    );
    const found = Number(rows[0]!.found);
    if (found > 0)
      throw new MoveFault(
        `The database that --to names is not empty: its table ${title} holds ${found === 1000 ? 'at least 1000' : found} ${found === 1 ? 'row' : 'rows'}. Nothing was changed. Give an empty database.`,
      );
  }
}

/** @returns how many rows the answer has */
async function sameAnswers(from: Connection, to: Connection, what: string, text: string): Promise<number> {
  const [left, arrived] = [(await from.query(text)).rows, (await to.query(text)).rows];
  if (JSON.stringify(left) !== JSON.stringify(arrived))
    throw new MoveFault(`After the copy ${what} is not the same. Nothing was kept in the new database.`);
  return arrived.length;
}

/** Recomputed on the target from its own rows. */
async function brokenChains(target: Database): Promise<string[]> {
  const ids = await target.transaction(
    [],
    (tx) => tx.rows<{ id: string }>('select id from app.account_ids() id'),
    { readOnly: true },
  );
  const broken: string[] = [];
  for (const { id } of ids) {
    const look = (tx: Tx) => firstBrokenLink(tx, id);
    if ((await target.transaction([id], look, { readOnly: true })) !== undefined) broken.push(id);
  }
  return broken;
}
