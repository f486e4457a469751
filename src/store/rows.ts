/**
 * The one way in for many rows: a list as JSON, spread by the table's own row type, in one planned statement.
 * Names are camelCase in TypeScript and snake_case in SQL; the mapping is mechanical. It knows no table.
 */
import type { Tx } from './database.ts';

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** JSON for PostgreSQL: bigints as digits, which its own casts take exactly. */
export const jsonForSql = (value: unknown): string =>
  JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item));

/**
 * Inserts rows that all have the same keys.
 * @param suffix for example `on conflict do nothing`
 * @returns how many rows went in
 */
export async function insertRows(
  tx: Tx,
  table: string,
  rows: readonly object[],
  suffix = '',
): Promise<number> {
  const first = rows[0];
  if (first === undefined) return 0;
  const columns = Object.keys(first).map(snake);
  const list = columns.join(', ');
  const records = rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [snake(name), value])),
  );
  return tx.run(
    `insert into ${table} (${list}) select ${list} from jsonb_populate_recordset(null::${table}, $1::jsonb) ${suffix}`,
    [jsonForSql(records)],
  );
}
