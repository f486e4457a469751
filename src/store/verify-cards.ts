/**
 * The search for card numbers where none belong: in notes, texts, the log, effects, answers and gateway events. A hit has
 * 13 to 19 digits, starts as cards start and passes the Luhn check; only its last four digits are told. Queries only.
 */
import type { Invariant } from './invariant.ts';

/** Table, id column, the columns that hold free text or JSON. */
const places: readonly [table: string, id: string, texts: readonly string[]][] = [
  ['job_note', 'id', ['text']],
  ['job', 'id', ['title', 'site', 'crew', 'purchase_order', 'extra::text']],
  ['job_fact', 'id', ['title', 'detail', 'extra::text']],
  ['job_photo', 'id', ['caption']],
  ['client', 'id', ['name', 'contact_name', 'address::text', 'extra::text']],
  ['invoice', 'id', ['title', 'note', 'purchase_order', 'ad_hoc_reason', 'snapshot']],
  ['payment', 'id', ['reference']],
  ['attempt', 'id', ['reason::text']],
  ['approval', 'id', ['comment', 'plan::text']],
  ['effect', 'id', ['payload::text', 'outcome::text']],
  ['delivery', 'id', ['reason']],
  ['incident', 'id', ['reason', 'next']],
  ['reaction', 'id', ['data::text', 'error']],
  ['event', 'id', ['body']],
  ['event_personal', 'event_id', ['value']],
  ['idempotency', 'key', ['answer::text']],
  ['import', 'id', ['report::text']],
  ['gateway_event', 'event_id', ['payload']],
];

/** Digits with single spaces or dashes between them, and nothing beside them that makes them part of a longer word. */
const shape = '(?<![0-9A-Za-z_.])((?:[0-9][ -]?){12,18}[0-9])(?![0-9A-Za-z_])';
const issuers =
  '^(4[0-9]{12}|4[0-9]{15}|4[0-9]{18}|5[1-5][0-9]{14}|2[2-7][0-9]{14}|3[47][0-9]{13}|3[0689][0-9]{12}|6[0-9]{15,18})$';

const cards = `
  with text as (
    ${places.map(([table, id, texts]) => `select account_id, '${table.replaceAll('_', ' ')} ' || ${id} as subject, concat_ws(E'\\n', ${texts.join(', ')}) as words from ${table}`).join('\n    union all ')}),
  hit as (
    select t.account_id, t.subject, regexp_replace(m[1], '[^0-9]', '', 'g') as digits
    from text t, regexp_matches(t.words, '${shape}', 'g') m where t.words ~ '[0-9](?:[ -]?[0-9]){12}')
  select distinct account_id, subject, format('it holds a card number that ends in %s', right(digits, 4)) as detail
  from hit
  where digits ~ '${issuers}' and (
    select sum(case when n % 2 = 1 then d when d > 4 then 2 * d - 9 else 2 * d end) % 10
    from generate_series(1, length(digits)) n, lateral (select substr(reverse(digits), n, 1)::int as d) digit) = 0`;

export const cardInvariants: readonly Invariant[] = [
  { id: 'I18', says: 'No card number lies in notes, texts, the log, effects or answers.', sql: cards },
];
