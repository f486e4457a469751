/**
 * What an accountant takes away, table by table, oldest first, in pages by the table's own key. Amounts leave as minor
 * units beside their currency; how they are written for people is the reader's part. It reads nothing personal that a
 * screen of the account does not show.
 */
import type { Reader } from './database.ts';

export interface ExportTable {
  /** Name in the file's header → expression. */
  columns: Readonly<Record<string, string>>;
  /** Columns that hold minor units; the row's `currency` says of what. */
  amounts: readonly string[];
  /** Behind `from`; `x` is the table that the key is of. */
  from: string;
  /** Unique within an account, in the order of the file, with the type of each part. */
  key: readonly (readonly [expression: string, type: string])[];
}

const clientName = '(select c.name from client c where c.account_id = x.account_id and c.id = x.client_id)';
const invoiceNumber = (id: string): string =>
  `(select i.number from invoice i where i.account_id = x.account_id and i.id = ${id})`;
const byId = [['x.id', 'text']] as const;
const columns = (names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [name, `x.${name}`]));

export const exportTables = {
  clients: {
    columns: {
      ...columns('id external_id name contact_name email phone'),
      street:
        "(select string_agg(l, ', ') from jsonb_array_elements_text(case when jsonb_typeof(x.address -> 'lines') = 'array' then x.address -> 'lines' else '[]' end) l)",
      city: "x.address ->> 'city'",
      region: "x.address ->> 'region'",
      postcode: "x.address ->> 'postcode'",
      country: "x.address ->> 'country'",
      ...columns('terms tax_exempt_reason created_at'),
    },
    amounts: [],
    from: 'client x',
    key: byId,
  },
  jobs: {
    columns: {
      ...columns('id number external_id client_id'),
      client: clientName,
      ...columns('title state site crew scheduled_on completed_on purchase_order history created_at'),
    },
    amounts: [],
    from: 'job x',
    key: byId,
  },
  'job-facts': {
    columns: {
      ...columns('id job_id'),
      job_number: 'j.number',
      ...columns('ordinal kind title detail quantity unit unit_price tax_rate'),
      net: 'x.net_minor',
      currency: 'a.currency',
      ...columns('served_on waived_reason waived_at'),
      billed_on_invoice:
        '(select coalesce(i.number, i.id) from invoice_line l join invoice i on i.account_id = l.account_id and i.id = l.invoice_id where l.account_id = x.account_id and l.id = x.billed_by)',
    },
    amounts: ['net'],
    from: 'job_fact x join job j on j.account_id = x.account_id and j.id = x.job_id join account a on a.id = x.account_id',
    key: [
      ['x.job_id', 'text'],
      ['x.ordinal', 'integer'],
    ],
  },
  invoices: {
    columns: {
      ...columns('id number doc'),
      status: 'app.network_status(x)',
      readiness: 'app.readiness(x)',
      client_id: 'x.client_id',
      client: clientName,
      ...columns('job_id title issued_on due_on currency'),
      net: 'x.net_minor',
      tax: 'x.tax_minor',
      total: 'x.total_minor',
      credited: 'x.credited_minor',
      settled: 'x.settled_minor',
      credit_applied: 'x.credit_applied_minor',
      refunded: 'x.refunded_minor',
      lost: 'x.lost_minor',
      forgiven: 'x.forgiven_minor',
      owed: 'x.owed_minor',
      ...columns('paid_at purchase_order snapshot_sha256 created_at'),
    },
    amounts: [
      'net',
      'tax',
      'total',
      'credited',
      'settled',
      'credit_applied',
      'refunded',
      'lost',
      'forgiven',
      'owed',
    ],
    from: 'invoice x',
    key: byId,
  },
  'invoice-lines': {
    columns: {
      ...columns('id invoice_id'),
      invoice_number: 'i.number',
      ...columns('ordinal kind title detail quantity unit unit_price discount_percent'),
      net: 'x.net_minor',
      currency: 'i.currency',
      ...columns('tax_rate tax_category tax_name served_on job_id fact_id live'),
    },
    amounts: ['net'],
    from: 'invoice_line x join invoice i on i.account_id = x.account_id and i.id = x.invoice_id',
    key: [
      ['x.invoice_id', 'text'],
      ['x.ordinal', 'integer'],
    ],
  },
  payments: {
    columns: {
      ...columns('id settled_on settled_at client_id'),
      client: clientName,
      ...columns('method gateway gateway_ref'),
      amount: 'x.amount_minor',
      fee: 'x.fee_minor',
      ...columns('currency attested_by reference'),
    },
    amounts: ['amount', 'fee'],
    from: 'payment x',
    key: byId,
  },
  allocations: {
    columns: {
      ...columns('id payment_id invoice_id'),
      invoice_number: invoiceNumber('x.invoice_id'),
      amount: 'x.amount_minor',
      currency: 'p.currency',
      at: 'x.at',
    },
    amounts: ['amount'],
    from: 'allocation x join payment p on p.account_id = x.account_id and p.id = x.payment_id',
    key: byId,
  },
  journal: {
    columns: {
      ...columns('id posted_on move memo source_ref'),
      amount:
        '(select sum(p.amount_minor) from posting p where p.account_id = x.account_id and p.entry_id = x.id and p.amount_minor > 0)::bigint',
      ...columns('currency at'),
    },
    amounts: ['amount'],
    from: 'journal_entry x',
    key: [
      ['x.posted_on', 'date'],
      ['x.id', 'text'],
    ],
  },
  postings: {
    columns: {
      ...columns('entry_id ordinal posted_on'),
      move: 'e.move',
      ledger_account: 'x.ledger_account',
      debit: 'case when x.amount_minor > 0 then x.amount_minor else 0 end',
      credit: 'case when x.amount_minor < 0 then -x.amount_minor else 0 end',
      currency: 'x.currency',
      invoice_id: 'x.invoice_id',
      invoice_number: invoiceNumber('x.invoice_id'),
      client_id: 'x.client_id',
      memo: 'e.memo',
    },
    amounts: ['debit', 'credit'],
    from: 'posting x join journal_entry e on e.account_id = x.account_id and e.id = x.entry_id',
    key: [
      ['x.posted_on', 'date'],
      ['x.entry_id', 'text'],
      ['x.ordinal', 'integer'],
    ],
  },
  events: {
    columns: columns('link_no ordinal at type subject_type subject_id actor_kind actor_id id body'),
    amounts: [],
    from: 'event x',
    key: [
      ['x.link_no', 'bigint'],
      ['x.ordinal', 'integer'],
    ],
  },
} as const satisfies Record<string, ExportTable>;

export type ExportTableName = keyof typeof exportTables;
export const exportTableNames = Object.keys(exportTables) as ExportTableName[];
export const isExportTable = (name: string): name is ExportTableName => Object.hasOwn(exportTables, name);
export const exportTable = (name: ExportTableName): ExportTable => exportTables[name];

export interface ExportPage {
  rows: (string | null)[][];
  /** Where the next page begins; null at the end. */
  after: string[] | null;
}

/** @param after what the page before said; values come as PostgreSQL writes them, instants in UTC */
export async function readExportPage(
  reader: Reader,
  accountId: string,
  name: ExportTableName,
  after: readonly string[] | null,
  limit: number,
): Promise<ExportPage> {
  const table: ExportTable = exportTables[name];
  const key = table.key.map(([expression]) => expression).join(', ');
  const beyond = table.key.map(([, type], index) => `$${index + 3}::text::${type}`).join(', ');
  const cells = Object.values(table.columns).map((expression) => `(${expression})::text`);
  const marks = table.key.map(([expression]) => `(${expression})::text`);
  const found = await reader.rows<{ cells: (string | null)[]; mark: string[] }>(
    `select array[${cells.join(', ')}] as cells, array[${marks.join(', ')}] as mark from ${table.from}
     where x.account_id = $1 ${after === null ? '' : `and (${key}) > (${beyond})`} order by ${key} limit $2`,
    [accountId, limit, ...(after ?? [])],
  );
  return { rows: found.map((row) => row.cells), after: found.length < limit ? null : found.at(-1)!.mark };
}
