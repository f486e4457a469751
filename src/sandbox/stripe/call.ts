/**
 * One API call as a resource sees it, the row of the router table, and lists with cursors.
 */
import { invalid, missing } from './errors.ts';
import type { Params } from './params.ts';
import type { Row, Table } from './store.ts';
import type { World } from './world.ts';

export interface Call {
  world: World;
  params: Params;
  /** Parts of the path, such as `id`. */
  path: Record<string, string>;
  /** True when the caller holds the publishable key only. */
  isPublishable: boolean;
  apiVersion: string;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  /** For example `/v1/payment_intents/:id`. */
  path: string;
  /** Whether the publishable key opens it. */
  publishable?: boolean;
  run(call: Call): unknown;
}

export interface ListAnswer<T> {
  object: 'list';
  url: string;
  has_more: boolean;
  data: T[];
}

/** Names that every list takes. */
export const listNames = ['limit', 'starting_after', 'ending_before', 'created'];

export function found<T extends Row>(
  table: Table<T>,
  object: string,
  id: string | null | undefined,
  param = 'id',
): T {
  const row = id ? table.get(id) : undefined;
  if (!row) throw missing(object, id ?? '', param);
  return row;
}

/** A page of a table, newest first, as Stripe pages: by cursor ids, never by offset. */
export function page<T extends Row & { created: number }>(
  call: Call,
  table: Table<T>,
  object: string,
  url: string,
  accepts: (row: T) => boolean = () => true,
): ListAnswer<T> {
  const { params } = call;
  const limit = params.integer('limit') ?? 10;
  if (limit < 1 || limit > 100)
    throw invalid('Invalid integer: limit must be between 1 and 100', {
      code: 'parameter_invalid_integer',
      param: 'limit',
    });
  const after = params.text('starting_after') ?? undefined;
  const before = params.text('ending_before') ?? undefined;
  if (after && before)
    throw invalid('You cannot use both starting_after and ending_before.', { param: 'ending_before' });
  if (after) found(table, object, after, 'starting_after');
  if (before) found(table, object, before, 'ending_before');
  const inTime = createdFilter(params);
  const data: T[] = [];
  let hasMore = false;
  for (const row of before ? table.oldest(before) : table.newest(after)) {
    // Rows stand in order of creation: a newest-first walk may stop at the lower bound.
    if (!before && row.created < inTime.least) break;
    if (!inTime.accepts(row.created) || !accepts(row)) continue;
    if (data.length === limit) {
      hasMore = true;
      break;
    }
    data.push(row);
  }
  return { object: 'list', url, has_more: hasMore, data: before ? data.reverse() : data };
}

function createdFilter(params: Params): { least: number; accepts(created: number): boolean } {
  const value = params.tree.created;
  if (value === undefined || typeof value === 'string') {
    const exact = params.integer('created');
    return { least: exact ?? 0, accepts: (created) => exact === undefined || created === exact };
  }
  const range = params.group('created')!;
  range.only('gt', 'gte', 'lt', 'lte');
  const least = Math.max(range.integer('gte') ?? 0, (range.integer('gt') ?? -1) + 1);
  const most = Math.min(range.integer('lte') ?? Infinity, (range.integer('lt') ?? Infinity) - 1);
  return { least, accepts: (created) => created >= least && created <= most };
}
