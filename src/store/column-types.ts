/**
 * How column values arrive in the code: int8 as bigint, numeric as string, days as 'YYYY-MM-DD', instants as ISO
 * strings with milliseconds and Z. It is given per statement, so that libraries on the same pool keep the driver's own.
 */
import pg from 'pg';

type Parse = (text: string) => unknown;

const { builtins } = pg.types;

const asText: Parse = (text) => text;

/** Whole milliseconds: what lies below is cut off, as it would be by any clock that ticks in milliseconds. */
export function instantFromText(text: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?\+00$/.exec(text);
  if (parts === null)
    throw new Error('Bug: an instant that is not in UTC, or not between the years 0001 and 9999.');
  return `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
}

function dayFromText(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text))
    throw new Error('Bug: a day that is not between the years 0001 and 9999.');
  return text;
}

// The package's types describe `arrayParser` as a function; it is an object with `create`.
const arrays = pg.types.arrayParser as unknown as {
  create(source: string, transform: Parse): { parse(): unknown[] };
};
const listOf =
  (one: Parse): Parse =>
  (text) =>
    arrays.create(text, (entry) => (entry === null ? null : one(entry))).parse();

const parsers = new Map<number, Parse>([
  [builtins.INT8, BigInt],
  [1016, listOf(BigInt)],
  [builtins.NUMERIC, asText],
  [1231, listOf(asText)],
  [builtins.DATE, dayFromText],
  [1182, listOf(dayFromText)],
  [builtins.TIMESTAMPTZ, instantFromText],
  [1185, listOf(instantFromText)],
  // Without a zone there is no instant to speak of: it stays the text that it is.
  [builtins.TIMESTAMP, asText],
  [1115, listOf(asText)],
  [builtins.INTERVAL, asText],
  [1187, listOf(asText)],
]);

export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary') {
      const parse = parsers.get(oid);
      if (parse !== undefined) return parse;
    }
    return pg.types.getTypeParser(oid, format as 'text');
  }) as typeof pg.types.getTypeParser,
};
