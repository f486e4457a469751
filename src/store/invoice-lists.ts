/**
 * Lists over invoices: keyset pages with filters, and the sums of the dashboard. Labels in filters come from the
 * database's own label functions, which a test holds equal to the domain's.
 */
import type { Reader } from './database.ts';
import type { InvoiceRow } from './invoices.ts';

export interface InvoiceListRow extends InvoiceRow {
  clientName: string;
  clientEmail: string | null;
  jobNumber: string | null;
  jobTitle: string | null;
}

export interface InvoiceFilter {
  /** Network statuses. */
  status: readonly string[] | null;
  readiness: readonly string[] | null;
  clientId: string | null;
  jobId: string | null;
  search: string | null;
  overdueOn: string | null;
  before: { createdAt: string; id: string } | null;
  limit: number;
}

export const listInvoices = (
  reader: Reader,
  accountId: string,
  filter: InvoiceFilter,
): Promise<InvoiceListRow[]> =>
  reader.rows<InvoiceListRow>(
    `select i.*, c.name as client_name, c.email as client_email, j.number as job_number, j.title as job_title
     from invoice i
     join client c on c.account_id = i.account_id and c.id = i.client_id
     left join job j on j.account_id = i.account_id and j.id = i.job_id
     where i.account_id = $1 and i.doc <> 'discarded'
       and ($2::text[] is null or app.network_status(i) = any ($2))
       and ($3::text[] is null or app.readiness(i) = any ($3))
       and ($4::text is null or i.client_id = $4)
       and ($5::text is null or i.job_id = $5)
       and ($6::text is null or i.number ilike '%' || $6 || '%' or c.name ilike '%' || $6 || '%' or i.title ilike '%' || $6 || '%')
       and ($7::date is null or (i.owed_minor > 0 and i.due_on < $7::date and i.withdrawn_minor = 0))
       and ($8::timestamptz is null or (i.created_at, i.id) < ($8::timestamptz, $9::text))
     order by i.created_at desc, i.id desc limit $10`,
    [
      accountId,
      filter.status,
      filter.readiness,
      filter.clientId,
      filter.jobId,
      filter.search,
      filter.overdueOn,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );

export interface StatusSum {
  status: string;
  currency: string;
  count: bigint;
  totalMinor: bigint;
  owedMinor: bigint;
}

/** Counts and amounts by network status. */
export const sumByStatus = (reader: Reader, accountId: string): Promise<StatusSum[]> =>
  reader.rows<StatusSum>(
    `select app.network_status(i) as status, i.currency, count(*) as count, sum(i.total_minor)::bigint as total_minor, sum(i.owed_minor)::bigint as owed_minor
     from invoice i where i.account_id = $1 and i.doc <> 'discarded' group by 1, 2 order by 1, 2`,
    [accountId],
  );

export interface AgeingRow {
  bucket: 'not_due' | '1-30' | '31-60' | '61-90' | '90+';
  currency: string;
  count: bigint;
  owedMinor: bigint;
}

const bucketOf = (due: string): string =>
  `case when $2::date <= ${due} then 'not_due' when $2::date - ${due} <= 30 then '1-30' when $2::date - ${due} <= 60 then '31-60'
        when $2::date - ${due} <= 90 then '61-90' else '90+' end`;

/** What is owed now, by how long it is overdue on a day: one index, whatever the number of invoices. */
export const readAgeing = (reader: Reader, accountId: string, on: string): Promise<AgeingRow[]> =>
  reader.rows<AgeingRow>(
    `select ${bucketOf('due_on')} as bucket, currency, count(*) as count, sum(owed_minor)::bigint as owed_minor
     from invoice where account_id = $1 and owed_minor > 0 group by 1, 2 order by 2, 1`,
    [accountId, on],
  );

/** What was owed at the end of an earlier day, as the books say: receivable by invoice, up to and including it. */
export const readAgeingThen = (reader: Reader, accountId: string, on: string): Promise<AgeingRow[]> =>
  reader.rows<AgeingRow>(
    `select ${bucketOf('i.due_on')} as bucket, r.currency, count(*) as count, sum(r.owed)::bigint as owed_minor
     from (select invoice_id, currency, sum(amount_minor) as owed from posting
           where account_id = $1 and ledger_account = 'receivable' and posted_on <= $2::date and invoice_id is not null
           group by invoice_id, currency having sum(amount_minor) > 0) r
     join invoice i on i.account_id = $1 and i.id = r.invoice_id group by 1, 2 order by 2, 1`,
    [accountId, on],
  );

export interface CashRow {
  month: string;
  currency: string;
  invoicedMinor: bigint;
  collectedMinor: bigint;
}

/** Invoiced and collected by month, from a day on. */
export const readCashByMonth = (reader: Reader, accountId: string, from: string): Promise<CashRow[]> =>
  reader.rows<CashRow>(
    `select month, currency, sum(invoiced)::bigint as invoiced_minor, sum(collected)::bigint as collected_minor from (
       select to_char(issued_on, 'YYYY-MM') as month, currency, total_minor as invoiced, 0 as collected
         from invoice where account_id = $1 and doc = 'issued' and issued_on >= $2::date
       union all
       select to_char(settled_on, 'YYYY-MM'), currency, 0, amount_minor from payment where account_id = $1 and settled_on >= $2::date) both_sides
     group by month, currency order by month, currency`,
    [accountId, from],
  );

export interface LagRow {
  medianSeconds: number | null;
  slowestTenthSeconds: number | null;
  counted: bigint;
}

/** From completion to a mail that was accepted, over jobs completed on or after a day. */
export const readBillingLag = (reader: Reader, accountId: string, from: string): Promise<LagRow> =>
  reader.one<LagRow>(
    `select percentile_cont(0.5) within group (order by lag)::float8 as median_seconds, percentile_cont(0.95) within group (order by lag)::float8 as slowest_tenth_seconds, count(*) as counted
     from (select extract(epoch from min(d.accepted_at) - min(j.completed_at)) as lag
           from job j join invoice i on i.account_id = j.account_id and i.job_id = j.id
           join delivery d on d.account_id = i.account_id and d.invoice_id = i.id and d.purpose = 'invoice' and d.accepted_at is not null
           where j.account_id = $1 and j.completed_at is not null and j.completed_on >= $2::date group by j.id) lags`,
    [accountId, from],
  );
