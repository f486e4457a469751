/** The invoices and the jobs of one client, newest first. The rows lead to the records; nothing is done here. */
import { Link } from '@tanstack/react-router';
import { Briefcase, ReceiptText } from 'lucide-react';
import type { InvoiceSummary } from '../../../../api/invoice-view.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LabelBadge } from '../../../ui/label-badge.tsx';
import { type LabelWord, labelRows } from '../../../ui/label-words.ts';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Failed } from '../parts/loaded.tsx';
import { usePages, withQuery } from '../parts/pages.ts';

/** A label of the domain as the badge knows it: `in_progress` is `in-progress` there. */
function Label({ word }: { word: string }) {
  const label = word.toLowerCase().replaceAll('_', '-');
  return label in labelRows ? <LabelBadge label={label as LabelWord} size="small" /> : <span>{word}</span>;
}

const invoiceColumns: Column<InvoiceSummary>[] = [
  {
    key: 'number',
    header: 'Invoice',
    place: 'title',
    cell: (row) => (
      <Link to="/invoices/$invoiceId" params={{ invoiceId: row.id }} className="row-link font-semibold">
        {row.number ?? 'Draft'}
      </Link>
    ),
  },
  { key: 'title', header: 'For', place: 'plain', cell: (row) => row.title },
  { key: 'due', header: 'Due', cell: (row) => <DateText day={row.dueOn ?? undefined} /> },
  {
    key: 'label',
    header: 'Stands',
    cell: (row) => <Label word={row.labels.dueState === 'Overdue' ? 'overdue' : row.labels.readiness} />,
  },
  {
    key: 'owed',
    header: 'Owed',
    align: 'end',
    cell: (row) => (
      <Money
        minor={row.owedMinor}
        currency={row.currency}
        emphasis={row.owedMinor === 0 ? 'muted' : 'plain'}
      />
    ),
  },
  {
    key: 'total',
    header: 'Total',
    align: 'end',
    place: 'value',
    cell: (row) => <Money minor={row.totalMinor} currency={row.currency} emphasis="strong" />,
  },
];

export function ClientInvoices({ clientId }: { clientId: string }) {
  const pages = usePages<InvoiceSummary>('invoices', withQuery('/invoices', { clientId, limit: 25 }));
  return (
    <Panel flush>
      <DataTable
        caption="Invoices of this client"
        columns={invoiceColumns}
        rows={pages.items}
        rowId={(row) => row.id}
        rowName={(row) => row.number ?? row.title}
        loading={pages.isLoading}
        instead={
          pages.problem ? (
            <Failed problem={pages.problem} onRetry={pages.retry} />
          ) : (
            <EmptyState icon={ReceiptText} title="No invoices yet">
              Complete a job of this client, then invoice it.
            </EmptyState>
          )
        }
        onLoadMore={pages.loadMore}
        loadingMore={pages.isLoadingMore}
      />
    </Panel>
  );
}

interface JobRow {
  id: string;
  number: string;
  title: string;
  state: string;
  money: string;
  completedOn: string | null;
  scheduledOn: string | null;
  totalMinor: number;
}

const jobColumns = (currency: string): Column<JobRow>[] => [
  {
    key: 'number',
    header: 'Job',
    place: 'title',
    cell: (row) => (
      <Link to="/jobs/$jobId" params={{ jobId: row.id }} className="row-link font-semibold">
        {row.number}
      </Link>
    ),
  },
  { key: 'title', header: 'What', place: 'plain', cell: (row) => row.title },
  {
    key: 'day',
    header: 'Day',
    cell: (row) => <DateText day={row.completedOn ?? row.scheduledOn ?? undefined} />,
  },
  { key: 'state', header: 'Work', cell: (row) => <Label word={row.state} /> },
  { key: 'money', header: 'Money', cell: (row) => <Label word={row.money} /> },
  {
    key: 'total',
    header: 'Total',
    align: 'end',
    place: 'value',
    cell: (row) => <Money minor={row.totalMinor} currency={currency} emphasis="strong" />,
  },
];

export function ClientJobs({ clientId, currency }: { clientId: string; currency: string }) {
  const pages = usePages<JobRow>('jobs', withQuery('/jobs', { clientId, limit: 25 }));
  return (
    <Panel flush>
      <DataTable
        caption="Jobs of this client"
        columns={jobColumns(currency)}
        rows={pages.items}
        rowId={(row) => row.id}
        rowName={(row) => row.number}
        loading={pages.isLoading}
        instead={
          pages.problem ? (
            <Failed problem={pages.problem} onRetry={pages.retry} />
          ) : (
            <EmptyState icon={Briefcase} title="No jobs yet">
              Jobs come with an import, or are created on the Jobs page.
            </EmptyState>
          )
        }
        onLoadMore={pages.loadMore}
        loadingMore={pages.isLoadingMore}
      />
    </Panel>
  );
}
