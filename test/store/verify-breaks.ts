/**
 * One way or more to break each invariant of `closeout verify`, in SQL, past triggers and constraints. It runs nothing.
 */
export interface Break {
  id: string;
  /** What is done to the data, in SQL; a constraint that forbids it is dropped first. */
  sql: readonly string[];
  subject: RegExp;
  detail: RegExp;
}

const paid = "(select id from invoice where doc = 'issued' and owed_minor = 0 limit 1)";
const open = "(select id from invoice where doc = 'issued' and owed_minor > 0 limit 1)";
const draft = "(select id from invoice where doc = 'draft' limit 1)";
const row = (table: string, where: string, change: string) =>
  `insert into ${table} select (jsonb_populate_record(t, '${change}')).* from ${table} t where ${where} limit 1`;

const byOpenPolicy = `update effect set permit = 'open_policy', approval_id = null where permit = 'approval'`;
/** A policy in the log, a day before or after everything; only the invariants that read it care that it is not chained. */
const policy = (ordinal: number, gate: string, to: string, away = '-1 day', client: string | null = null) =>
  `insert into event select account_id, (select max(link_no) from event), 900 + ${ordinal}, 'evn_policy${ordinal}', 'policy.changed', 'account', account_id,
     actor_kind, actor_id, at + interval '${away}', '${JSON.stringify({ data: { gate, policy: to, clientId: client, fromMinor: null, toMinor: null } })}'
   from event where type = 'invoice.issued' order by link_no limit 1`;
/** What makes an effect that left by an open policy lawful: the same data, and no invariant is broken by it. */
export const lawfulOpening: readonly string[] = [
  byOpenPolicy,
  policy(1, 'send', 'open'),
  policy(2, 'payment_link', 'open'),
];

export const breaks: readonly Break[] = [
  {
    id: 'I1-balance',
    sql: [`update invoice set settled_minor = settled_minor - 100 where id = ${paid}`],
    subject: /^invoice inv_/,
    detail: /settled is \d+, its entries say \d+/,
  },
  {
    id: 'I1-balance',
    sql: [`update money_entry set kind = 'gift' where kind = 'settled'`],
    subject: /^invoice/,
    detail: /unknown kind/,
  },
  {
    id: 'I1-balance',
    sql: [`update money_entry set currency = 'EUR' where kind = 'settled'`],
    subject: /^invoice/,
    detail: /another currency/,
  },
  {
    id: 'I1-balance',
    sql: [
      'alter table invoice drop constraint invoice_owed_minor_check',
      `update invoice set forgiven_minor = total_minor + 1 where id = ${open}`,
    ],
    subject: /^invoice/,
    detail: /owed is negative: -1/,
  },
  {
    id: 'I1-receivable',
    sql: [
      `update posting set ledger_account = 'bad_debt' where ledger_account = 'receivable' and invoice_id = ${open}`,
    ],
    subject: /^ledger receivable USD/,
    detail: /the books say 0, the invoices are owed 4260/,
  },
  {
    id: 'I2',
    sql: [`update posting set amount_minor = amount_minor + 1 where ledger_account = 'clearing'`],
    subject: /^journal entry/,
    detail: /off by 1 USD/,
  },
  {
    id: 'I2',
    sql: [`delete from posting where entry_id = (select id from journal_entry limit 1)`],
    subject: /^journal entry/,
    detail: /no postings/,
  },
  {
    id: 'I3',
    sql: [
      'drop index invoice_line_fact_once',
      row('invoice_line', `live and invoice_id = ${open}`, '{"id": "lin_twice", "ordinal": 99}'),
    ],
    subject: /^job fact/,
    detail: /2 live lines bill it/,
  },
  {
    id: 'I3',
    sql: [
      `update job_fact set billed_by = null where billed_by in (select id from invoice_line where invoice_id = ${open})`,
    ],
    subject: /^job fact/,
    detail: /does not know that line/,
  },
  {
    id: 'I3',
    sql: [`update invoice_line set live = false where invoice_id = ${open}`],
    subject: /^job fact/,
    detail: /counts as billed, and no live line/,
  },
  {
    id: 'I3',
    sql: [`update job_fact set waived_at = now() where billed_by is not null`],
    subject: /^job fact/,
    detail: /billed and waived/,
  },
  {
    id: 'I3-leak',
    sql: [`update job_fact set net_minor = net_minor + 5 where billed_by is not null`],
    subject: /^job job_/,
    detail: /billable \d+ is not billed \d+ \+ waived 0 \+ pending 0/,
  },
  {
    id: 'I4-snapshot',
    sql: [`update invoice set snapshot = replace(snapshot, 'Harbor', 'Hardor') where id = ${paid}`],
    subject: /^invoice/,
    detail: /not what was hashed/,
  },
  {
    id: 'I4-snapshot',
    sql: [`update invoice set number = 'INV-1999-1' where id = ${paid}`],
    subject: /^invoice/,
    detail: /differ in number/,
  },
  {
    id: 'I4-snapshot',
    sql: [`update invoice_line set net_minor = 1 where invoice_id = ${paid}`],
    subject: /^invoice/,
    detail: /add up to 1/,
  },
  {
    id: 'I4-document',
    sql: [`update document set bytes = bytes || '\\x00' where kind = 'invoice'`],
    subject: /^document/,
    detail: /invoice of invoice inv_\w+ has other bytes/,
  },
  {
    id: 'I5',
    sql: [`update approval set state = 'approved', consumed_at = null`],
    subject: /^effect/,
    detail: /approval apr_\w+, which is approved/,
  },
  {
    id: 'I5',
    sql: [byOpenPolicy],
    subject: /^effect/,
    detail: /nobody had opened every gate of it/,
  },
  ...(
    [
      ['another gate', [policy(1, 'charge', 'open')]],
      ['one of two gates', [policy(1, 'send', 'open')]],
      [
        'both gates, afterwards',
        [policy(1, 'send', 'open', '1 day'), policy(2, 'payment_link', 'open', '1 day')],
      ],
      [
        'both gates for somebody else',
        [policy(1, 'send', 'open', '-1 day', 'cli_x'), policy(2, 'payment_link', 'open', '-1 day', 'cli_x')],
      ],
      [
        'both gates, and one closed again',
        [policy(1, 'send', 'open'), policy(2, 'payment_link', 'open'), policy(3, 'send', 'approval')],
      ],
    ] as const
  ).map(
    ([name, sql]): Break => ({
      id: 'I5',
      sql: [byOpenPolicy, ...sql, `select '${name}'`],
      subject: /^effect/,
      detail: /nobody had opened every gate of it/,
    }),
  ),
  {
    id: 'I5',
    sql: [`update effect set permit = 'house', approval_id = null where permit = 'approval'`],
    subject: /^effect/,
    detail: /no permission of its own for this \(mail invoice\)/,
  },
  {
    id: 'I6',
    sql: [
      `update approval set state = 'stale', consumed_at = null where id = (select min(id) from approval)`,
    ],
    subject: /^approval/,
    detail: /is stale, and the log says that it was used 1 times/,
  },
  {
    id: 'I7',
    sql: ['alter table gateway_fact drop constraint gateway_fact_pkey', row('gateway_fact', 'true', '{}')],
    subject: /^gateway fact/,
    detail: /succeeded is kept 2 times/,
  },
  {
    id: 'I7',
    sql: ['drop index payment_gateway_ref', row('payment', 'true', '{"id": "pay_twice"}')],
    subject: /^payment pi_/,
    detail: /2 payments for one object of stripe/,
  },
  {
    id: 'I9',
    sql: ['drop index delivery_effect', row('delivery', 'true', '{"id": "del_twice"}')],
    subject: /^effect/,
    detail: /2 deliveries/,
  },
  {
    id: 'I10',
    sql: ['update invoice set sequence = 7 where sequence = 2'],
    subject: /^series/,
    detail: /2 documents are numbered up to 7: number 2 is missing/,
  },
  {
    id: 'I10',
    sql: [`update number_series set next_value = 9 where series <> 'job'`],
    subject: /^series/,
    detail: /the last number is 2, and the next is said to be 9/,
  },
  {
    id: 'I10',
    sql: [`update invoice set sequence = null, series = null where id = ${paid}`],
    subject: /./,
    detail: /belongs to no series/,
  },
  {
    id: 'I11',
    sql: [
      `update account set practice = true`,
      `update invoice set snapshot = replace(snapshot, '"live":false', '"live":true')`,
    ],
    subject: /^invoice/,
    detail: /practice account issued it as a real one/,
  },
  {
    id: 'I11',
    sql: [
      row('account', "kind = 'workspace'", '{"id": "acc_other", "practice": true}'),
      `select set_config('app.accounts', current_setting('app.accounts') || ',acc_other', true)`,
      `update client set linked_account_id = 'acc_other'`,
    ],
    subject: /^client/,
    detail: /linked to account acc_other/,
  },
  {
    id: 'I12-events',
    sql: [`update money_entry set at = at - interval '1 hour' where kind = 'settled'`],
    subject: /^invoice/,
    detail: /beside its money entry/,
  },
  {
    id: 'I12-events',
    sql: [`update event set type = 'job.changed' where type = 'payment.settled'`],
    subject: /^payment/,
    detail: /does not say that it settled/,
  },
  {
    id: 'I12-events',
    sql: [
      `update event set body = replace(body, '"snapshotSha256":"', '"snapshotSha256":"0') where type = 'invoice.issued'`,
    ],
    subject: /^invoice/,
    detail: /does not say that it was issued/,
  },
  {
    id: 'I12-events',
    sql: [`update event set type = 'job.changed' where type like 'delivery.%'`],
    subject: /^delivery/,
    detail: /does not say that it was (queued|accepted)/,
  },
  { id: 'I12-events', sql: ['delete from delivery'], subject: /^effect/, detail: /mail without a delivery/ },
  {
    id: 'I12-chain',
    sql: [
      `update event set body = replace(body, 'INV-2026-00001', 'INV-2026-00009') where type = 'invoice.issued'`,
    ],
    subject: /^link \d+/,
    detail: /its events were changed/,
  },
  {
    id: 'I12-chain',
    sql: [
      'delete from event where link_no = (select max(link_no) from event)',
      'delete from chain_link where link_no = (select max(link_no) from chain_link)',
    ],
    subject: /^link \d+/,
    detail: /head of the log is not its last link/,
  },
  {
    id: 'I12-chain',
    sql: [`update event set actor_id = 'mbr_somebody_else' where type = 'invoice.issued'`],
    subject: /^link \d+/,
    detail: /reads otherwise than it was hashed/,
  },
  {
    id: 'I12-chain',
    sql: [`update event set at = at - interval '1 day' where type = 'invoice.issued'`],
    subject: /^link \d+/,
    detail: /reads otherwise than it was hashed/,
  },
  {
    id: 'I12-chain',
    sql: [`update event_personal set value = value || ' not'`],
    subject: /^link \d+/,
    detail: /a personal value is not the one that was hashed/,
  },
  {
    id: 'I12-chain',
    sql: [
      `insert into event_personal select account_id, id, 'forged', 'salt', 'value' from event where type = 'invoice.issued'`,
    ],
    subject: /^link \d+/,
    detail: /a personal value is not the one that was hashed/,
  },
  {
    id: 'I12-chain',
    sql: [`update event_personal set event_id = 'evn_' || md5(event_id || field)`],
    subject: /^link 0/,
    detail: /belongs to no event/,
  },
  {
    id: 'I12-chain',
    sql: [`delete from event`, `delete from chain_link`],
    subject: /^link \d+/,
    detail: /head of the log is not its last link/,
  },
  {
    id: 'I15-allocations',
    sql: ['update allocation set amount_minor = amount_minor + 1'],
    subject: /^payment/,
    detail: /\d+ is allocated of \d+/,
  },
  {
    id: 'I15-paid',
    sql: ['delete from allocation'],
    subject: /^invoice/,
    detail: /counts as settled, payments say 0; it was paid, and only 0 of/,
  },
  {
    id: 'I15-paid',
    sql: [`update invoice set refunded_minor = settled_minor + 1 where id = ${paid}`],
    subject: /^invoice/,
    detail: /is refunded of/,
  },
  {
    id: 'I15-accepted',
    sql: [
      'alter table delivery drop constraint delivery_check',
      "update delivery set acceptance_id = null where state = 'accepted'",
    ],
    subject: /^delivery/,
    detail: /is accepted, and there is no acceptance id/,
  },
  {
    id: 'I18',
    sql: [`update job_note set text = 'Client gave card 4242 4242-4242 4242 on the phone'`],
    subject: /^job note/,
    detail: /ends in 4242$/,
  },
  {
    id: 'I18',
    sql: [`update invoice set note = 'amex 378282246310005' where id = ${draft}`],
    subject: /^invoice/,
    detail: /ends in 0005/,
  },
  {
    id: 'I18',
    sql: [`update effect set payload = payload || '{"memo": "5555555555554444"}'`],
    subject: /^effect/,
    detail: /ends in 4444/,
  },
];
