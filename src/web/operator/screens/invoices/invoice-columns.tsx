/**
 * The row of the invoice list: number, client, job, amount, readiness, due, stop; and the same row for a candidate,
 * which is completed work and not an invoice yet. Everything can be read without opening the row.
 */
import { Link } from '@tanstack/react-router';
import type { Column } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { LabelBadge } from '../../../ui/label-badge.tsx';
import { Money } from '../../../ui/money.tsx';
import { type Candidate, type InvoiceSummary, invoiceName, isStopShown } from './invoice-data.ts';
import { Badges, DueText, Label, StopMark } from './invoice-labels.tsx';

export type BillingRow =
  | { kind: 'candidate'; id: string; currency: string; job: Candidate }
  | { kind: 'invoice'; id: string; currency: string; invoice: InvoiceSummary };

export const rowId = (row: BillingRow): string => row.id;
export const rowName = (row: BillingRow): string =>
  row.kind === 'candidate'
    ? `candidate ${row.job.number}`
    : `${invoiceName(row.invoice)} ${row.invoice.client.name}`;
export const rowMinor = (row: BillingRow): number =>
  row.kind === 'candidate' ? row.job.unbilledMinor : row.invoice.totalMinor;

function NumberCell({ row }: { row: BillingRow }) {
  if (row.kind === 'candidate') {
    return (
      <Link
        to="/jobs/$jobId"
        params={{ jobId: row.job.id }}
        className="row-link font-medium whitespace-nowrap text-ink-2"
      >
        Not invoiced
      </Link>
    );
  }
  return (
    <Link to="/invoices/$invoiceId" params={{ invoiceId: row.id }} className="row-link figures font-medium">
      {invoiceName(row.invoice)}
    </Link>
  );
}

function ClientCell({ row }: { row: BillingRow }) {
  const { name, title } =
    row.kind === 'candidate'
      ? { name: row.job.client.name, title: row.job.title }
      : { name: row.invoice.client.name, title: row.invoice.title };
  return (
    <span className="grid min-w-0">
      {name}
      <span className="line-clamp-1 text-sm text-ink-3">{title}</span>
    </span>
  );
}

function JobCell({ row }: { row: BillingRow }) {
  const job = row.kind === 'candidate' ? row.job : row.invoice.job;
  if (!job) {
    const reason = row.kind === 'invoice' ? row.invoice.adHocReason : null;
    return <span className="text-ink-3">{reason ?? 'No job'}</span>;
  }
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: job.id }}
      title={job.title}
      className="figures text-accent underline-offset-3 hover:underline"
    >
      {job.number}
    </Link>
  );
}

function ReadinessCell({ row }: { row: BillingRow }) {
  if (row.kind === 'candidate') return <LabelBadge label="candidate" />;
  return (
    <span className="flex flex-wrap gap-1">
      <Label word={row.invoice.labels.readiness} />
      <Badges badges={row.invoice.badges} without={['overdue', 'practice']} />
    </span>
  );
}

function DueCell({ row }: { row: BillingRow }) {
  if (row.kind === 'invoice') return <DueText invoice={row.invoice} />;
  return (
    <span className="text-sm whitespace-nowrap text-ink-3">
      Done <DateText day={row.job.completedOn ?? undefined} />
    </span>
  );
}

function StopCell({ row }: { row: BillingRow }) {
  const gate = row.kind === 'invoice' && isStopShown(row.invoice) ? row.invoice.gate : null;
  if (gate) return <StopMark state={gate.state} action={gate.title} reason={gate.reason} />;
  return (
    <span className="text-ink-3">
      <span aria-hidden>–</span>
      <span className="sr-only">No stop now</span>
    </span>
  );
}

export const billingColumns: readonly Column<BillingRow>[] = [
  { key: 'number', header: 'Invoice', place: 'title', cell: (row) => <NumberCell row={row} /> },
  {
    key: 'client',
    header: 'Client',
    place: 'plain',
    width: '34%',
    cell: (row) => <ClientCell row={row} />,
  },
  { key: 'job', header: 'Job', cell: (row) => <JobCell row={row} /> },
  { key: 'readiness', header: 'Readiness', place: 'plain', cell: (row) => <ReadinessCell row={row} /> },
  { key: 'due', header: 'Due', cell: (row) => <DueCell row={row} /> },
  {
    key: 'amount',
    header: 'Amount',
    align: 'end',
    place: 'value',
    cell: (row) => <Money minor={rowMinor(row)} currency={row.currency} />,
  },
  { key: 'stop', header: 'Stop', cell: (row) => <StopCell row={row} /> },
];
