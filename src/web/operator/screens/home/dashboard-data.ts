/** What the Home screen reads: the dashboard as the API answers it, and its sums. Amounts are minor units of each row's currency. */
import { queryOptions } from '@tanstack/react-query';
import { request } from '../../api.ts';

export interface StatusRow {
  status: 'Void' | 'Draft' | 'Paid' | 'Failed' | 'Open';
  currency: string;
  count: number;
  totalMinor: number;
  owedMinor: number;
}

export type Bucket = 'not_due' | '1-30' | '31-60' | '61-90' | '90+';

export interface AgeingRow {
  bucket: Bucket;
  currency: string;
  count: number;
  owedMinor: number;
}

export interface MonthRow {
  /** 'YYYY-MM' */
  month: string;
  currency: string;
  invoicedMinor: number;
  collectedMinor: number;
}

export interface Dashboard {
  today: string;
  statuses: StatusRow[];
  ageing: AgeingRow[];
  months: MonthRow[];
  billingLag: { medianSeconds: number | null; slowestTenthSeconds: number | null; counted: number };
  candidates: { count: number; isMore: boolean; unbilledMinor: number };
  approvalsWaiting: number;
  incidentsOpen: number;
}

export const dashboardQuery = queryOptions({
  queryKey: ['dashboard'],
  queryFn: ({ signal }) => request<Dashboard>('GET', '/dashboard', undefined, { signal }),
});

/** Whether any job is there at all; for the first-run guide. */
export const anyJobQuery = queryOptions({
  queryKey: ['jobs', 'any'],
  queryFn: ({ signal }) =>
    request<{ items: { id: string }[] }>('GET', '/jobs?limit=1', undefined, { signal }),
});

export interface Sum {
  count: number;
  /** By currency: amounts of different currencies are never added. */
  amounts: ReadonlyMap<string, bigint>;
}

export function sumOf(rows: readonly { currency: string; count?: number; minor: number }[]): Sum {
  const amounts = new Map<string, bigint>();
  for (const row of rows) amounts.set(row.currency, (amounts.get(row.currency) ?? 0n) + BigInt(row.minor));
  return { count: rows.reduce((total, row) => total + (row.count ?? 0), 0), amounts };
}

export const overdueOf = (dashboard: Dashboard): Sum =>
  sumOf(
    dashboard.ageing
      .filter((row) => row.bucket !== 'not_due')
      .map((row) => ({ ...row, minor: row.owedMinor })),
  );

/** Owed in all: an invoice whose last try failed is owed too. */
export const openOf = (dashboard: Dashboard): Sum =>
  sumOf(
    dashboard.statuses
      .filter((row) => row.status === 'Open' || row.status === 'Failed')
      .map((row) => ({ ...row, minor: row.owedMinor })),
  );

export const countOf = (dashboard: Dashboard, statuses: readonly StatusRow['status'][]): number =>
  dashboard.statuses
    .filter((row) => statuses.includes(row.status))
    .reduce((total, row) => total + row.count, 0);
