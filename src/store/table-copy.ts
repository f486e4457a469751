/**
 * Copies tables from one database to another as PostgreSQL writes their values, in keyset batches, parents first.
 * It knows no table by name but those that need a rule of their own, it converts nothing, and it opens no transaction.
 */
import type pg from 'pg';

/** What a copy needs of a connection; both sides have one open transaction. */
export type Connection = Pick<pg.ClientBase, 'query'>;

export interface TableShape {
  /** Quoted, with its schema. */
  name: string;
  /** As people know it: `invoice`, `identity.user`. */
  title: string;
  /** Generated columns are missing: the target generates them again. */
  columns: readonly { name: string; type: string }[];
  key: readonly { name: string; type: string }[];
  /** The titles of the tables that its rows point at. */
  parents: readonly string[];
  /** Rows point at rows of the same table: they go in together, so that no row waits for its parent. */
  isTree: boolean;
  hasBytes: boolean;
}

/** Kept by the migrations of each database itself. */
const ownTables = ['public.pgmigrations'];

/** Rows that must arrive in one statement, because a trigger looks at them together: the postings of an entry. */
const groupKeys: Readonly<Record<string, readonly string[]>> = { posting: ['account_id', 'entry_id'] };

const rowsPerBatch = 1000;
/** A photo may have megabytes, and its text has twice as many. */
const rowsPerBatchOfBytes = 10;

/** The tables of both schemas, parents before children. */
export async function readShapes(on: Connection): Promise<TableShape[]> {
  const { rows } = await on.query<Omit<TableShape, 'isTree' | 'parents'> & { parents: string[] | null }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name,
       case when n.nspname = 'public' then c.relname else n.nspname || '.' || c.relname end as title,
       (select json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod)) order by a.attname)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       (select json_agg(json_build_object('name', quote_ident(a.attname), 'type', format_type(a.atttypid, a.atttypmod)) order by k.n)
          from pg_index i, unnest(i.indkey::int2[]) with ordinality k(attnum, n), pg_attribute a
          where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid and a.attnum = k.attnum) as key,
       (select json_agg(distinct case when rn.nspname = 'public' then r.relname else rn.nspname || '.' || r.relname end)
          from pg_constraint f join pg_class r on r.oid = f.confrelid join pg_namespace rn on rn.oid = r.relnamespace
          where f.conrelid = c.oid and f.contype = 'f') as parents,
       exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and a.atttypid = 'bytea'::regtype) as "hasBytes"
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition
     order by 1`,
  );
  const shapes = rows
    .filter(({ name }) => !ownTables.includes(name))
    .map((row) => ({
      ...row,
      key: row.key ?? [],
      parents: (row.parents ?? []).filter((parent) => parent !== row.title),
      isTree: (row.parents ?? []).includes(row.title),
    }));
  for (const { title, key } of shapes)
    if (key.length === 0) throw new Error(`Bug: the table ${title} has no primary key.`);
  return parentsFirst(shapes);
}

function parentsFirst(shapes: readonly TableShape[]): TableShape[] {
  const ordered: TableShape[] = [];
  const done = new Set<string>();
  while (ordered.length < shapes.length) {
    const next = shapes.filter(
      ({ title, parents }) => !done.has(title) && parents.every((parent) => done.has(parent)),
    );
    if (next.length === 0)
      throw new Error('Bug: tables point at each other in a ring, so none can be copied first.');
    for (const shape of next) done.add(shape.title);
    ordered.push(...next);
  }
  return ordered;
}

/** The differences of two lists of tables, in words; empty when the same rows fit both. */
export function shapeDifferences(source: readonly TableShape[], target: readonly TableShape[]): string[] {
  const spell = ({ columns }: TableShape) => columns.map(({ name, type }) => `${name} ${type}`).join(', ');
  const there = new Map(target.map((shape) => [shape.title, shape]));
  const here = new Set(source.map(({ title }) => title));
  return [
    ...source
      .filter(({ title }) => !there.has(title))
      .map(({ title }) => `${title} is only in the embedded database`),
    ...target
      .filter(({ title }) => !here.has(title))
      .map(({ title }) => `${title} is only in the new database`),
    ...source
      .filter((shape) => there.has(shape.title) && spell(there.get(shape.title)!) !== spell(shape))
      .map(({ title }) => `${title} has other columns`),
  ];
}

/**
 * Our own row triggers on insert guard what a verb may add (no line to an issued invoice); a copy brings such rows back as
 * they are. They rest in this transaction only; foreign keys, checks and the balance of every entry stay on.
 * @returns what wakes them again
 */
export async function restRowGuards(on: Connection): Promise<() => Promise<void>> {
  const { rows } = await on.query<{ on: string; name: string }>(
    `select t.tgrelid::regclass::text as on, quote_ident(t.tgname) as name from pg_trigger t join pg_proc p on p.oid = t.tgfoid
     where not t.tgisinternal and t.tgenabled = 'O' and t.tgtype & 1 = 1 and t.tgtype & 4 = 4 and p.pronamespace = to_regnamespace('app')`,
  );
  const turn = async (to: 'enable' | 'disable'): Promise<void> => {
    for (const row of rows) await on.query(`alter table ${row.on} ${to} trigger ${row.name}`);
  };
  await turn('disable');
  return () => turn('enable');
}

/** @returns how many rows were copied */
export async function copyTable(
  source: Connection,
  target: Connection,
  shape: TableShape,
  copied: (rows: number) => void,
): Promise<number> {
  const names = groupKeys[shape.title] ?? shape.key.map(({ name }) => name);
  const key = names.map((name) => shape.columns.find((column) => column.name === name)!);
  const insert = insertText(shape);
  let after: readonly string[] | null = null;
  let total = 0;
  for (;;) {
    const rows: string[][] = await readBatch(source, shape, key, after);
    const last = rows.at(-1);
    if (last === undefined) return total;
    await target.query({
      text: insert,
      values: shape.columns.map((_column, index) => rows.map((row) => row[index] ?? null)),
    });
    total += rows.length;
    copied(total);
    if (shape.isTree) return total;
    after = key.map((column) => last[shape.columns.indexOf(column)]!);
  }
}

async function readBatch(
  source: Connection,
  shape: TableShape,
  key: TableShape['key'],
  after: readonly string[] | null,
): Promise<string[][]> {
  const list = key.map(({ name }) => `t.${name}`).join(', ');
  const beyond = key.map(({ type }, index) => `$${index + 1}::text::${type}`).join(', ');
  const most = shape.hasBytes ? rowsPerBatchOfBytes : rowsPerBatch;
  const { rows } = await source.query<string[]>({
    rowMode: 'array',
    // `with ties` keeps rows of one group together where the key is a group's.
    text: `select ${shape.columns.map(({ name }) => `t.${name}::text`).join(', ')} from ${shape.name} t
      ${after === null ? '' : `where (${list}) > (${beyond})`} order by ${list} ${shape.isTree ? '' : `fetch first ${most} rows with ties`}`,
    values: after === null ? [] : [...after],
  } as pg.QueryArrayConfig);
  return rows;
}

/** Every column travels as the text that PostgreSQL itself writes for it, so bytes, JSON and instants arrive unchanged. */
function insertText({ name, columns }: TableShape): string {
  const list = columns.map((column) => column.name).join(', ');
  const values = columns.map(({ type }, index) => `v.c${index}::${type}`).join(', ');
  const arrays = columns.map((_column, index) => `$${index + 1}::text[]`).join(', ');
  const aliases = columns.map((_column, index) => `c${index}`).join(', ');
  return `insert into ${name} (${list}) select ${values} from unnest(${arrays}) as v(${aliases})`;
}

export interface Fingerprint {
  rows: string;
  /** The sum of the rows' own hashes: the order in which they are read does not matter. */
  checksum: string;
}

export async function fingerprintOf(on: Connection, { name, columns }: TableShape): Promise<Fingerprint> {
  const row = `row(${columns.map((column) => `t.${column.name}`).join(', ')})::text`;
  const { rows } = await on.query<Fingerprint>(
    `select count(*)::text as rows, coalesce(sum(('x' || left(h, 15))::bit(60)::bigint), 0)::text || '.' || coalesce(sum(('x' || right(h, 15))::bit(60)::bigint), 0)::text as checksum
     from (select encode(sha256(convert_to(${row}, 'UTF8')), 'hex') as h from ${name} t) hashed`,
  );
  return rows[0]!;
}
