/**
 * Invariants of money: the balance equation, the books, the lines, what was issued, allocations. Queries only; verify.ts
 * runs them. What an entry does to a balance is said once, in domain/facts.ts.
 */
import { type MoneyFacts, moneyEffects } from '../domain/facts.ts';
import type { Invariant } from './invariant.ts';

/** Which column caches which letter of the fold; T is the total once the invoice is issued. */
const columns: Record<Exclude<keyof MoneyFacts, 'T'>, string> = {
  C: 'credited_minor',
  P: 'settled_minor',
  K: 'credit_applied_minor',
  R: 'refunded_owed_minor',
  H: 'withdrawn_minor',
  L: 'lost_minor',
  F: 'forgiven_minor',
  X: 'in_flight_minor',
  attestedMinor: 'attested_minor',
  unclearedMinor: 'uncleared_minor',
  refundedMinor: 'refunded_minor',
};
const compared: readonly [letter: string, value: string, word: string][] = [
  ['T', "case when i.doc in ('issued', 'void') then i.total_minor else 0 end", 'total'],
  ...Object.entries(columns).map(([letter, column]): [string, string, string] => [
    letter,
    `i.${column}`,
    column.replace('_minor', ''),
  ]),
];
const effectRows = Object.entries(moneyEffects).flatMap(([kind, effect]) =>
  Object.entries(effect).map(([letter, sign]) => `('${kind}', '${letter}', ${sign})`),
);

const balance = `
  with effect (kind, letter, sign) as (values ${effectRows.join(', ')}),
  fold as (
    select e.account_id, e.invoice_id, count(*) filter (where f.kind is null) as unknown, min(e.amount_minor) as least, min(e.currency) as low, max(e.currency) as high,
      ${compared.map(([letter]) => `coalesce(sum(f.sign * e.amount_minor) filter (where f.letter = '${letter}'), 0) as "${letter}"`).join(', ')}
    from money_entry e left join effect f on f.kind = e.kind group by 1, 2),
  judged as (
    select i.account_id, 'invoice ' || i.id as subject, concat_ws('; ',
      ${compared.map(([letter, value, word]) => `case when ${value} <> coalesce(f."${letter}", 0) then format('${word} is %s, its entries say %s', ${value}, coalesce(f."${letter}", 0)) end`).join(',\n      ')},
      case when f.unknown > 0 then 'an entry is of an unknown kind' end,
      case when f.least < 0 then 'an entry is negative' end,
      case when f.low <> i.currency or f.high <> i.currency then 'an entry is in another currency' end,
      case when i.owed_minor < 0 then format('owed is negative: %s', i.owed_minor) end) as detail
    from invoice i left join fold f on f.account_id = i.account_id and f.invoice_id = i.id)
  select * from judged where detail <> ''`;

const receivable = `
  with books as (select account_id, currency, sum(amount_minor) as minor from posting where ledger_account = 'receivable' group by 1, 2),
  owed as (select account_id, currency, sum(owed_minor) as minor from invoice group by 1, 2)
  select coalesce(b.account_id, o.account_id) as account_id, 'ledger receivable ' || coalesce(b.currency, o.currency) as subject,
    format('the books say %s, the invoices are owed %s', coalesce(b.minor, 0), coalesce(o.minor, 0)) as detail
  from books b full join owed o on o.account_id = b.account_id and o.currency = b.currency
  where coalesce(b.minor, 0) <> coalesce(o.minor, 0)`;

const entries = `
  select e.account_id, 'journal entry ' || e.id as subject, case
      when count(p.ordinal) = 0 then 'it has no postings'
      when bool_or(p.currency <> e.currency) then 'a posting is in another currency'
      when bool_or(p.posted_on <> e.posted_on) then 'a posting is on another day'
      else format('it is off by %s %s', sum(p.amount_minor), e.currency) end as detail
  from journal_entry e left join posting p on p.account_id = e.account_id and p.entry_id = e.id
  group by e.account_id, e.id, e.currency, e.posted_on
  having count(p.ordinal) = 0 or sum(p.amount_minor) <> 0 or bool_or(p.currency <> e.currency) or bool_or(p.posted_on <> e.posted_on)`;

const lines = `
  select f.account_id, 'job fact ' || f.id as subject, concat_ws('; ',
      case when count(l.id) > 1 then format('%s live lines bill it', count(l.id)) end,
      case when f.billed_by is not null and count(l.id) = 0 then 'it counts as billed, and no live line bills it' end,
      case when count(l.id) > 0 and not bool_or(l.id = f.billed_by and f.billed_by is not null) then 'a live line bills it, and it does not know that line' end,
      case when f.billed_by is not null and f.waived_at is not null then 'it is billed and waived' end,
      case when bool_or(i.doc not in ('draft', 'issued')) then 'a line of a discarded or void invoice still claims it' end) as detail
  from job_fact f
    left join invoice_line l on l.account_id = f.account_id and l.fact_id = f.id and l.live
    left join invoice i on i.account_id = l.account_id and i.id = l.invoice_id
  group by f.account_id, f.id, f.billed_by, f.waived_at
  having count(l.id) > 1 or (f.billed_by is not null) <> (count(l.id) > 0) or (f.billed_by is not null and not bool_or(l.id = f.billed_by))
    or (f.billed_by is not null and f.waived_at is not null) or bool_or(i.doc not in ('draft', 'issued'))`;

/** The billed side is added up from the lines, not from the facts that claim to be billed. */
const leak = `
  with work as (
    select account_id, job_id, sum(net_minor) as billable, coalesce(sum(net_minor) filter (where waived_at is not null), 0) as waived,
      coalesce(sum(net_minor) filter (where waived_at is null and billed_by is null), 0) as pending
    from job_fact group by 1, 2),
  bill as (
    select f.account_id, f.job_id, sum(l.net_minor) as billed
    from invoice_line l join job_fact f on f.account_id = l.account_id and f.id = l.fact_id where l.live group by 1, 2)
  select w.account_id, 'job ' || w.job_id as subject,
    format('billable %s is not billed %s + waived %s + pending %s', w.billable, coalesce(b.billed, 0), w.waived, w.pending) as detail
  from work w left join bill b on b.account_id = w.account_id and b.job_id = w.job_id
  where w.billable <> coalesce(b.billed, 0) + w.waived + w.pending`;

const snapshots = `
  select i.account_id, 'invoice ' || i.id as subject, concat_ws('; ',
      case when i.snapshot_sha256 <> encode(sha256(convert_to(i.snapshot, 'UTF8')), 'hex') then 'its snapshot is not what was hashed when it was issued' end,
      case when i.snapshot::jsonb ->> 'number' is distinct from i.number or i.snapshot::jsonb ->> 'totalMinor' is distinct from i.total_minor::text
        or i.snapshot::jsonb ->> 'currency' is distinct from i.currency then 'its snapshot and its row differ in number, total or currency' end,
      case when coalesce(l.net, 0) <> i.net_minor then format('its lines add up to %s, not to %s', coalesce(l.net, 0), i.net_minor) end) as detail
  from invoice i
    left join lateral (select sum(net_minor) as net from invoice_line l where l.account_id = i.account_id and l.invoice_id = i.id) l on true
  where i.doc in ('issued', 'void') and (i.snapshot_sha256 <> encode(sha256(convert_to(i.snapshot, 'UTF8')), 'hex')
    or i.snapshot::jsonb ->> 'number' is distinct from i.number or i.snapshot::jsonb ->> 'totalMinor' is distinct from i.total_minor::text
    or i.snapshot::jsonb ->> 'currency' is distinct from i.currency or coalesce(l.net, 0) <> i.net_minor)`;

const documents = `
  select account_id, 'document ' || id as subject, format('the %s of invoice %s has other bytes than were stored', kind, invoice_id) as detail
  from document where sha256 <> encode(sha256(bytes), 'hex')`;

const allocations = `
  select p.account_id, 'payment ' || p.id as subject, case
      when bool_or(i.currency <> p.currency) then 'it is allocated to an invoice in another currency'
      else format('%s is allocated of %s', sum(a.amount_minor), p.amount_minor) end as detail
  from payment p join allocation a on a.account_id = p.account_id and a.payment_id = p.id
    join invoice i on i.account_id = a.account_id and i.id = a.invoice_id
  group by p.account_id, p.id, p.amount_minor, p.currency
  having sum(a.amount_minor) > p.amount_minor or bool_or(i.currency <> p.currency)`;

const paid = `
  with received as (select account_id, invoice_id, sum(amount_minor) as minor from allocation group by 1, 2),
  judged as (
    select i.account_id, 'invoice ' || i.id as subject, concat_ws('; ',
      case when i.settled_minor <> coalesce(r.minor, 0) then format('%s counts as settled, payments say %s', i.settled_minor, coalesce(r.minor, 0)) end,
      case when i.doc = 'issued' and i.paid_at is not null
        and coalesce(r.minor, 0) + i.credited_minor + i.credit_applied_minor + i.forgiven_minor < i.total_minor
        then format('it was paid, and only %s of %s is settled or credited', coalesce(r.minor, 0) + i.credited_minor + i.credit_applied_minor + i.forgiven_minor, i.total_minor) end,
      case when i.refunded_minor > i.settled_minor then format('%s is refunded of %s', i.refunded_minor, i.settled_minor) end) as detail
    from invoice i left join received r on r.account_id = i.account_id and r.invoice_id = i.id)
  select * from judged where detail <> ''`;

export const moneyInvariants: readonly Invariant[] = [
  {
    id: 'I1-balance',
    says: 'What an invoice is owed follows from its money entries, and is never negative.',
    sql: balance,
  },
  {
    id: 'I1-receivable',
    says: 'Receivable in the books is the sum of what is owed, in every currency.',
    sql: receivable,
  },
  { id: 'I2', says: 'Every journal entry balances in its currency.', sql: entries },
  { id: 'I3', says: 'At most one live invoice line bills a job fact, and both know it.', sql: lines },
  {
    id: 'I3-leak',
    says: 'All billable work of a job is billed, waived or pending, and nothing twice.',
    sql: leak,
  },
  {
    id: 'I4-snapshot',
    says: 'What was issued has not changed: text, hash, number, total and lines agree.',
    sql: snapshots,
  },
  { id: 'I4-document', says: 'Stored documents have the bytes that were stored.', sql: documents },
  { id: 'I15-allocations', says: 'No more is allocated from a payment than was paid.', sql: allocations },
  {
    id: 'I15-paid',
    says: 'What counts as paid was settled by payments or credited, and no more is refunded than was settled.',
    sql: paid,
  },
];
