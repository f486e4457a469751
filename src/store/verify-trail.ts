/**
 * Invariants of keys and traces: permits, approvals, gateway facts, numbers, practice, events, deliveries. Queries only.
 * The chain of the log itself is recomputed by events.ts.
 */
import type { Invariant } from './invariant.ts';

/**
 * An open policy is proved by the log, since the policy may have been closed again: for every gate of the effect somebody
 * opened it before, for all clients or for this one, and had not taken that back. Amount bands are not weighed.
 */
const gateNotOpen = `exists (
      select 1 from (values ('send'), ('payment_link')) gate (name) left join invoice i on i.account_id = e.account_id and i.id = e.subject_id
      where (gate.name = 'send' or i.total_minor > 0) and not exists (
        select 1 from event v, lateral (select v.body::jsonb -> 'data' as d offset 0) said
        where v.account_id = e.account_id and v.type = 'policy.changed' and said.d ->> 'policy' = 'open' and said.d ->> 'gate' = gate.name and v.at <= e.created_at
          and coalesce(said.d ->> 'clientId', i.client_id) is not distinct from i.client_id
          and not exists (
            select 1 from event w, lateral (select w.body::jsonb -> 'data' as d offset 0) later
            where w.account_id = v.account_id and w.type = 'policy.changed' and w.at < e.created_at and (w.link_no, w.ordinal) > (v.link_no, v.ordinal)
              and later.d ->> 'policy' <> 'open' and later.d ->> 'gate' = gate.name and later.d -> 'clientId' is not distinct from said.d -> 'clientId'
              and later.d -> 'fromMinor' is not distinct from said.d -> 'fromMinor')))`;

const permits = `
  select e.account_id, 'effect ' || e.id as subject, case e.permit
      when 'approval' then format('it left with approval %s, which is %s', e.approval_id, case when a.id is null then 'not there' when a.subject_id <> e.subject_id then 'about something else' else a.state end)
      when 'open_policy' then 'it left by an open gate, and nobody had opened every gate of it'
      else format('the house has no permission of its own for this (%s)', concat_ws(' ', e.kind, e.payload ->> 'purpose')) end as detail
  from effect e left join approval a on a.account_id = e.account_id and a.id = e.approval_id
  where case e.permit
    when 'approval' then a.id is null or a.state <> 'consumed' or a.subject_id <> e.subject_id
    when 'open_policy' then ${gateNotOpen}
    else not (e.kind = 'gateway_read' or (e.kind = 'mail' and coalesce(e.payload ->> 'purpose', '') = 'receipt')) end`;

const consumed = `
  with used as (select account_id, subject_id, count(*) as times from event where type = 'approval.consumed' group by 1, 2)
  select a.account_id, 'approval ' || a.id as subject, format('it is %s, and the log says that it was used %s times', a.state, coalesce(u.times, 0)) as detail
  from approval a left join used u on u.account_id = a.account_id and u.subject_id = a.id
  where coalesce(u.times, 0) <> case when a.state = 'consumed' then 1 else 0 end`;

const gatewayFacts = `
  select min(account_id::text) as account_id, 'gateway event ' || event_id as subject, format('it is kept %s times', count(*)) as detail
    from gateway_event group by gateway, event_id having count(*) > 1
  union all select min(account_id::text), 'gateway fact ' || object_id, format('%s is kept %s times', kind, count(*))
    from gateway_fact group by gateway, object_id, kind having count(*) > 1
  union all select min(account_id::text), 'payment ' || gateway_ref, format('%s payments for one object of %s', count(*), gateway)
    from payment where gateway_ref is not null group by gateway, gateway_ref having count(*) > 1
  union all select min(account_id::text), 'attempt ' || gateway_ref, format('%s attempts for one object of %s', count(*), gateway)
    from attempt where gateway_ref is not null group by gateway, gateway_ref having count(*) > 1`;

const deliveriesOnce = `
  select account_id, 'effect ' || effect_id as subject, format('%s deliveries to one recipient', count(*)) as detail
  from delivery group by account_id, effect_id, recipient having count(*) > 1`;

/** Jobs count in a series of their own, which may have gaps: they are no documents. */
const numbers = `
  with used as (
    select account_id, series, count(*) as many, count(distinct sequence) as distinct_many, min(sequence) as first, max(sequence) as last
    from invoice where doc in ('issued', 'void') and sequence is not null group by 1, 2)
  select coalesce(u.account_id, s.account_id) as account_id, 'series ' || coalesce(u.series, s.series) as subject,
    case when u.series is null then format('the next number is %s, and none was issued', s.next_value)
      when u.many <> u.distinct_many then 'a number was issued twice'
      when u.first <> 1 or u.many <> u.last then format('%s documents are numbered up to %s: number %s is missing', u.many, u.last,
        (select min(n) from generate_series(1, u.last) n where not exists (select 1 from invoice i where i.account_id = u.account_id and i.series = u.series and i.sequence = n)))
      else format('the last number is %s, and the next is said to be %s', u.last, coalesce(s.next_value::text, 'unknown')) end as detail
  from used u full join (select * from number_series where series <> 'job') s on s.account_id = u.account_id and s.series = u.series
  where coalesce(u.first, 1) <> 1 or coalesce(u.many, 0) <> coalesce(u.last, 0) or coalesce(u.many, 0) <> coalesce(u.distinct_many, 0)
    or s.next_value is distinct from coalesce(u.last, 0) + 1
  union all select account_id, 'invoice ' || id, 'it is issued and belongs to no series'
    from invoice where doc in ('issued', 'void') and (series is null or sequence is null)`;

const practice = `
  select c.account_id, 'client ' || c.id as subject, format('it is linked to account %s, and only one of the two is for practice', l.id) as detail
    from client c join account a on a.id = c.account_id join account l on l.id = c.linked_account_id where a.practice <> l.practice
  union all select i.account_id, 'invoice ' || i.id, 'a practice account issued it as a real one'
    from invoice i join account a on a.id = i.account_id where a.practice and i.snapshot is not null and i.snapshot::jsonb ->> 'live' = 'true'
  union all select g.account_id, 'gateway event ' || g.event_id, 'a practice account holds an event of real money'
    from gateway_event g join account a on a.id = g.account_id where a.practice and g.payload ~ '"livemode"\\s*:\\s*true'`;

const traces = `
  with trace as materialized (
    select account_id, type, subject_id, at, body::jsonb -> 'data' as data from event
    where type in ('payment.settled', 'payment.fee_recorded', 'delivery.queued', 'delivery.accepted'))
  select m.account_id, 'invoice ' || m.invoice_id as subject, format('nothing in the log stands beside its money entry %s (%s)', m.id, m.kind) as detail
    from money_entry m where not exists (select 1 from event v where v.account_id = m.account_id and v.subject_id = m.invoice_id and v.at = m.at)
  union all select i.account_id, 'invoice ' || i.id, 'the log does not say that it was issued'
    from invoice i where i.doc in ('issued', 'void') and not exists (select 1 from event v where v.account_id = i.account_id and v.subject_id = i.id
      and v.type = 'invoice.issued' and v.body::jsonb #>> '{data,snapshotSha256}' = i.snapshot_sha256)
  union all select p.account_id, 'payment ' || p.id, 'the log does not say that it settled this amount'
    from payment p where p.gateway_ref is not null and not exists (select 1 from trace t where t.account_id = p.account_id and t.type = 'payment.settled'
      and t.data ->> 'paymentId' = p.id and t.data ->> 'amountMinor' = p.amount_minor::text)
  union all select p.account_id, 'payment ' || p.id, 'the log does not say what the gateway kept of it'
    from payment p where p.fee_minor is not null and not exists (select 1 from trace t where t.account_id = p.account_id and t.type = 'payment.fee_recorded' and t.subject_id = p.id)
  union all select d.account_id, 'delivery ' || d.id, 'the log does not say that it was queued'
    from delivery d where not exists (select 1 from trace t where t.account_id = d.account_id and t.type = 'delivery.queued' and t.data ->> 'deliveryId' = d.id)
  union all select d.account_id, 'delivery ' || d.id, 'the log does not say that it was accepted'
    from delivery d where d.state in ('accepted', 'delivered') and not exists (select 1 from trace t where t.account_id = d.account_id and t.type = 'delivery.accepted'
      and t.data ->> 'deliveryId' = d.id and t.data ->> 'acceptanceId' = d.acceptance_id)
  union all select e.account_id, 'effect ' || e.id, 'a mail without a delivery'
    from effect e where e.kind = 'mail' and not exists (select 1 from delivery d where d.account_id = e.account_id and d.effect_id = e.id)`;

const accepted = `
  select account_id, 'delivery ' || id as subject, format('it is %s, and there is no acceptance id', state) as detail
  from delivery where state in ('accepted', 'delivered') and coalesce(acceptance_id, '') = ''`;

export const trailInvariants: readonly Invariant[] = [
  {
    id: 'I5',
    says: 'Nothing left without its key: a consumed approval, an open gate or a permission of the house.',
    sql: permits,
  },
  { id: 'I6', says: 'An approval was used once, and the log says when.', sql: consumed },
  {
    id: 'I7',
    says: 'What a gateway said is kept once, and one object of a gateway is one payment.',
    sql: gatewayFacts,
  },
  { id: 'I9', says: 'One message goes to one recipient once.', sql: deliveriesOnce },
  { id: 'I10', says: 'Numbers run from 1 without a gap in every series.', sql: numbers },
  { id: 'I11', says: 'Practice and real business never touch.', sql: practice },
  { id: 'I12-events', says: 'Everything that moved money or left the house stands in the log.', sql: traces },
  {
    id: 'I15-accepted',
    says: 'What counts as sent has the acceptance id of the mail gateway.',
    sql: accepted,
  },
];
