/** The chained log: appended by one database function, read in link order. Nothing here updates or deletes. */
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface PersonalRow {
  accountId: string;
  eventId: string;
  field: string;
  salt: string;
  value: string;
}

export interface EventRow {
  accountId: string;
  linkNo: bigint;
  ordinal: number;
  id: string;
  type: string;
  subjectType: string;
  subjectId: string;
  actorKind: string;
  actorId: string;
  at: string;
  body: string;
}

/** Appends one link per account, in account order, as the last locks of the transaction. */
export async function appendEvents(tx: Tx, byAccount: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const batch = [...byAccount].map(([accountId, bodies]) => ({ accountId, bodies }));
  if (batch.length > 0) await tx.rows('select app.append_events($1::jsonb)', [JSON.stringify(batch)]);
}

export const insertPersonal = (tx: Tx, rows: readonly PersonalRow[]): Promise<number> =>
  insertRows(tx, 'event_personal', rows);

/** The events about one subject, oldest first, at most 500. */
export const readEventsOf = (
  reader: Reader,
  accountId: string,
  subjectIds: readonly string[],
): Promise<EventRow[]> =>
  reader.rows<EventRow>(
    'select * from event where account_id = $1 and subject_id = any ($2) order by link_no, ordinal limit 500',
    [accountId, subjectIds],
  );

/** A page of an account's log, newest first; `before` is the last seen event: a link may hold more events than a page. */
export const readLog = (
  reader: Reader,
  accountId: string,
  before: { linkNo: bigint; ordinal: number } | null,
  limit: number,
): Promise<EventRow[]> =>
  reader.rows<EventRow>(
    `select * from event where account_id = $1 and ($2::bigint is null or (link_no, ordinal) < ($2::bigint, $3::int))
     order by link_no desc, ordinal desc limit $4`,
    [accountId, before?.linkNo ?? null, before?.ordinal ?? null, limit],
  );

export interface ChainFault {
  linkNo: bigint;
  fault: string;
}

/** Recomputes the chain of an account and names its first broken link; undefined when it is whole. */
export const firstBrokenLink = (reader: Reader, accountId: string): Promise<ChainFault | undefined> =>
  reader.maybe<ChainFault>(
    `with link as (
       select l.link_no, l.previous_hash, l.hash, l.events,
              lag(l.hash) over (order by l.link_no) as before, row_number() over (order by l.link_no) as expected,
              (select string_agg(e.body, E'\\n' order by e.ordinal) from event e where e.account_id = l.account_id and e.link_no = l.link_no) as bodies,
              (select count(*) from event e where e.account_id = l.account_id and e.link_no = l.link_no) as found
       from chain_link l where l.account_id = $1)
     select link_no, case
         when link_no <> expected then 'a link is missing before it'
         when previous_hash <> coalesce(before, repeat('0', 64)) then 'it does not follow its predecessor'
         when found <> events then 'an event is missing from it'
         else 'its events were changed' end as fault
     from link
     where link_no <> expected or previous_hash <> coalesce(before, repeat('0', 64)) or found <> events
        or hash <> encode(sha256(convert_to(previous_hash || E'\\n' || $1 || E'\\n' || link_no || E'\\n' || coalesce(bodies, ''), 'UTF8')), 'hex')
     order by link_no limit 1`,
    [accountId],
  );
