/**
 * The Invoices screen: candidates and invoices in one list, filtered by the address, with bulk verbs and a legend.
 * The server filters and orders; this screen holds the selection and nothing else.
 */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { FileSearch, ReceiptText } from 'lucide-react';
import { useState } from 'react';
import { readinessLabels } from '../../../../domain/labels.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { LabelLegend } from '../../../ui/label-badge.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { InvoiceSearch } from '../../list-search.ts';
import { sessionQuery } from '../../session.ts';
import { dashboardQuery } from '../home/dashboard-data.ts';
import { Failed } from '../parts/loaded.tsx';
import { usePages, withQuery } from '../parts/pages.ts';
import { BulkActions } from './bulk-actions.tsx';
import { BulkDialog, type BulkJob } from './bulk-dialog.tsx';
import { useBulk } from './bulk-run.ts';
import { bulkVerbs } from './bulk-verbs.ts';
import { type BillingRow, billingColumns, rowId, rowMinor, rowName } from './invoice-columns.tsx';
import type { Candidate, InvoiceSummary } from './invoice-data.ts';
import { InvoiceFilters } from './invoice-filters.tsx';

const place = getRouteApi('/shell/invoices');

/** On "All", so many candidates stand on top; the rest is one press away. */
const candidatesOnTop = 5;

function useBillingRows(search: InvoiceSearch) {
  const currency = useQuery(sessionQuery).data?.account.currency ?? 'USD';
  const onlyCandidates = search.view === 'candidates';
  const isFiltered = Boolean(
    search.status || search.readiness || search.overdue || search.owed || search.jobId,
  );
  const candidates = usePages<Candidate>(
    'jobs',
    withQuery('/candidates', { search: search.search, clientId: search.clientId }),
    { enabled: onlyCandidates || !isFiltered },
  );
  const { view: _view, overdue, owed, ...filter } = search;
  const invoices = usePages<InvoiceSummary>(
    'invoices',
    withQuery('/invoices', {
      ...filter,
      ...(owed ? { status: 'Open,Failed' } : {}),
      overdue: overdue && 'true',
    }),
    { enabled: !onlyCandidates },
  );
  const toRow = (job: Candidate): BillingRow => ({ kind: 'candidate', id: job.id, currency, job });
  const isNarrowed = isFiltered || Boolean(search.search || search.clientId);
  if (onlyCandidates) return { ...candidates, rows: candidates.items.map(toRow), hidden: false, isNarrowed };
  const top = isFiltered ? [] : candidates.items.slice(0, candidatesOnTop).map(toRow);
  const rows = invoices.items.map(
    (invoice): BillingRow => ({ kind: 'invoice', id: invoice.id, currency: invoice.currency, invoice }),
  );
  const isLoading = invoices.isLoading || (!isFiltered && candidates.isLoading);
  const problem = invoices.problem ?? (isFiltered ? null : candidates.problem);
  return {
    ...invoices,
    // One half alone would pass for the whole list.
    rows: isLoading || problem ? [] : [...top, ...rows],
    isLoading,
    problem,
    hidden: !isFiltered && candidates.items.length > top.length,
    isNarrowed,
  };
}

/** The selection, without rows that are no longer shown. */
function useChosen(rows: readonly BillingRow[]) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const chosen = rows.filter((row) => ids.has(row.id));
  return { chosen, ids: new Set(chosen.map((row) => row.id)), setIds };
}

/** How many there are of each status, over all currencies. */
function useCounts() {
  const dashboard = useQuery(dashboardQuery).data;
  const statuses: Record<string, number> = {};
  for (const row of dashboard?.statuses ?? []) statuses[row.status] = (statuses[row.status] ?? 0) + row.count;
  return { statuses, candidates: dashboard?.candidates.count };
}

/** A filter by client or job stands in the address by id; the first row knows its name. */
function namesOf(first: BillingRow | undefined): { client: string | undefined; job: string | undefined } {
  if (first?.kind === 'invoice') return { client: first.invoice.client.name, job: first.invoice.job?.number };
  return { client: first?.job.client.name, job: undefined };
}

export function InvoiceList() {
  const search = place.useSearch();
  const list = useBillingRows(search);
  const counts = useCounts();
  return (
    <>
      <PageHeader
        title="Invoices"
        summary="Completed work first appears as a candidate; every invoice carries exactly one readiness label."
      />
      <InvoiceFilters search={search} counts={counts} names={namesOf(list.rows[0])} />
      <Panel flush>
        <BillingTable search={search} list={list} />
        {list.hidden && <MoreCandidates search={search} />}
      </Panel>
      <Legend />
    </>
  );
}

function BillingTable({ search, list }: { search: InvoiceSearch; list: ReturnType<typeof useBillingRows> }) {
  const { chosen, ids, setIds } = useChosen(list.rows);
  const session = useQuery(sessionQuery).data;
  const [job, setJob] = useState<BulkJob | null>(null);
  const bulk = useBulk((outcomes, done) => {
    setJob({ ...done, outcomes });
    setIds(new Set());
  });
  const actions = (
    <BulkActions
      verbs={bulkVerbs((permission) => session?.permissions.includes(permission) ?? false)}
      chosen={chosen}
      pending={bulk.isSending}
      onPress={(verb, rows) =>
        verb.asks ? setJob({ verb, rows, outcomes: null }) : bulk.send({ verb, rows })
      }
    />
  );
  return (
    <>
      {bulk.problem && job === null && (
        <div className="p-4">
          <ErrorState problem={bulk.problem} kept="Every row, and your selection." />
        </div>
      )}
      <DataTable
        caption="Candidates and invoices"
        columns={billingColumns}
        rows={list.rows}
        rowId={rowId}
        rowName={rowName}
        loading={list.isLoading}
        instead={
          <Instead
            problem={list.problem}
            isFiltered={list.isNarrowed}
            view={search.view}
            onRetry={list.retry}
          />
        }
        selection={{ ids, onChange: setIds, summary: <ChosenSum rows={chosen} />, actions }}
        onLoadMore={list.loadMore}
        loadingMore={list.isLoadingMore}
      />
      <BulkDialog
        job={job}
        pending={bulk.isSending}
        problem={bulk.problem}
        onRun={() => job && bulk.send(job)}
        onClose={() => setJob(null)}
      />
    </>
  );
}

function ChosenSum({ rows }: { rows: readonly BillingRow[] }) {
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + BigInt(rowMinor(row)));
  return [...sums].map(([currency, minor]) => (
    <Money key={currency} minor={minor} currency={currency} emphasis="strong" />
  ));
}

function MoreCandidates({ search }: { search: InvoiceSearch }) {
  return (
    <p className="border-t border-line px-4 py-2.5 text-sm text-ink-2">
      The {candidatesOnTop} newest candidates stand on top.{' '}
      <Link
        to="/invoices"
        search={{ ...search, view: 'candidates' }}
        className="font-medium text-accent underline underline-offset-3"
      >
        Show all candidates
      </Link>
    </p>
  );
}

interface InsteadProps {
  problem: ReturnType<typeof useBillingRows>['problem'];
  isFiltered: boolean;
  view: InvoiceSearch['view'];
  onRetry: () => void;
}

function Instead({ problem, isFiltered, view, onRetry }: InsteadProps) {
  if (problem) {
    return (
      <div className="p-4">
        <Failed problem={problem} onRetry={onRetry} />
      </div>
    );
  }
  if (isFiltered) {
    return (
      <EmptyState
        icon={FileSearch}
        title="Nothing fits these filters"
        actions={
          <Link to="/invoices" className={buttonClass()}>
            Clear filters
          </Link>
        }
      >
        There may be invoices that the filters hide.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={ReceiptText}
      title={view ? 'No work waits to be invoiced' : 'No invoices yet'}
      actions={
        <Link to="/jobs" className={buttonClass('primary')}>
          Go to jobs
        </Link>
      }
    >
      Complete a job and it appears here as a candidate, before any invoice exists.
    </EmptyState>
  );
}

function Legend() {
  return (
    <details className="mt-5 rounded-m border border-line bg-surface px-4 py-2.5">
      <summary className="font-medium text-ink-2">What the labels mean</summary>
      <div className="pt-3 pb-1">
        <LabelLegend labels={['candidate', ...readinessLabels, 'overdue']} />
      </div>
    </details>
  );
}
