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

/**
 * Recomputes the chain of an account and names its first broken link; undefined when it is whole. The columns and the personal
 * values are what people read, so they are held against the hashed body too; an erased personal value is no fault. A body is
 * read as JSON only where its hash is right.
 */
export const firstBrokenLink = (reader: Reader, accountId: string): Promise<ChainFault | undefined> =>
  reader.maybe<ChainFault>(
    `with link as (
       select l.account_id, l.link_no, l.previous_hash, l.hash, l.events,
              lag(l.hash) over (order by l.link_no) as before, row_number() over (order by l.link_no) as expected,
              (select string_agg(e.body, E'\\n' order by e.ordinal) from event e where e.account_id = l.account_id and e.link_no = l.link_no) as bodies,
              (select count(*) from event e where e.account_id = l.account_id and e.link_no = l.link_no) as found
       from chain_link l where l.account_id = $1),
     judged as (
       select link_no, case
         when link_no <> expected then 'a link is missing before it'
         when previous_hash <> coalesce(before, repeat('0', 64)) then 'it does not follow its predecessor'
         when found <> events then 'an event is missing from it'
         when hash <> encode(sha256(convert_to(previous_hash || E'\\n' || $1 || E'\\n' || link_no || E'\\n' || coalesce(bodies, ''), 'UTF8')), 'hex')
           then 'its events were changed'
         when exists (select 1 from event e, lateral (select e.body::jsonb as j offset 0) said where e.account_id = link.account_id and e.link_no = link.link_no
           and (e.id, e.type, e.subject_type, e.subject_id, e.actor_kind, e.actor_id, e.at) is distinct from
             (j ->> 'id', j ->> 'type', j #>> '{subject,type}', j #>> '{subject,id}', j #>> '{actor,kind}', j #>> '{actor,id}', (j ->> 'at')::timestamptz(3)))
           then 'an event reads otherwise than it was hashed'
         when exists (select 1 from event e join event_personal p on p.account_id = e.account_id and p.event_id = e.id
           where e.account_id = link.account_id and e.link_no = link.link_no
             and encode(sha256(convert_to(p.salt || E'\\n' || p.value, 'UTF8')), 'hex') is distinct from e.body::jsonb -> 'personal' ->> p.field)
           then 'a personal value is not the one that was hashed' end as fault
       from link),
     ending as (
       select coalesce(h.link_no, 0) as head_no, coalesce(h.hash, repeat('0', 64)) as head_hash, coalesce(l.link_no, 0) as last_no, coalesce(l.hash, repeat('0', 64)) as last_hash
       from (select 1) one left join chain_head h on h.account_id = $1
         left join lateral (select link_no, hash from chain_link where account_id = $1 order by link_no desc limit 1) l on true)
     select link_no, fault from (
       select 0 as place, link_no, fault from judged where fault is not null
       union all select 1, greatest(head_no, last_no), 'the head of the log is not its last link' from ending
         where (head_no, head_hash) is distinct from (last_no, last_hash)
       union all select 2, 0, 'a personal value belongs to no event' where exists (select 1 from event_personal p where p.account_id = $1
         and not exists (select 1 from event e where e.account_id = p.account_id and e.id = p.event_id))) every_fault
     order by place, link_no limit 1`,
    [accountId],
  );
