/**
 * The lines of an invoice, each with the way back to the job fact that it bills, and the totals beneath.
 * It adds nothing up: net, tax and total are the invoice's own.
 */
import { Link } from '@tanstack/react-router';
import { ListX } from 'lucide-react';
import { formatPercent, formatPrice, formatQuantity } from '../../../../domain/format.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { InvoiceDetail, InvoiceLine } from './invoice-data.ts';

const columnsOf = (currency: string): readonly Column<InvoiceLine>[] => [
  {
    key: 'title',
    header: 'Line',
    place: 'title',
    cell: (line) => (
      <span className="grid">
        <span className="font-medium">{line.title}</span>
        {line.detail && <span className="text-sm font-normal text-ink-2">{line.detail}</span>}
      </span>
    ),
  },
  { key: 'served', header: 'Day', cell: (line) => <DateText day={line.servedOn ?? undefined} /> },
  {
    key: 'quantity',
    header: 'Quantity',
    align: 'end',
    cell: (line) => `${formatQuantity(line.quantity, navigator.language)} ${line.unit}`,
  },
  {
    key: 'price',
    header: 'Price',
    align: 'end',
    cell: (line) => formatPrice(line.unitPrice, currency, navigator.language),
  },
  {
    key: 'tax',
    header: 'Tax',
    align: 'end',
    cell: (line) => <span title={line.taxName}>{formatPercent(line.taxRate, navigator.language)}</span>,
  },
  {
    key: 'source',
    header: 'Source',
    cell: (line) =>
      line.source ? (
        <Link
          to="/jobs/$jobId"
          params={{ jobId: line.source.jobId }}
          hash={line.source.factId}
          className="text-accent underline-offset-3 hover:underline"
        >
          Job fact<span className="sr-only"> of {line.title}</span>
        </Link>
      ) : (
        <span className="text-ink-3">Typed</span>
      ),
  },
  {
    key: 'net',
    header: 'Net',
    align: 'end',
    place: 'value',
    cell: (line) => <Money minor={line.netMinor} currency={currency} />,
  },
];

export function InvoiceLines({ invoice }: { invoice: InvoiceDetail }) {
  const { currency } = invoice;
  return (
    <Panel title="Lines" description="Nothing is retyped: each line bills one fact of the job." flush>
      <DataTable
        caption="Lines"
        columns={columnsOf(currency)}
        rows={invoice.lines}
        rowId={(line) => line.id}
        rowName={(line) => line.title}
        instead={
          <EmptyState icon={ListX} title="No lines">
            The draft was discarded; its facts are billable again.
          </EmptyState>
        }
      />
      <dl className="ms-auto grid w-full max-w-sm grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 border-t border-line px-4 py-3">
        <dt className="text-ink-2">Net</dt>
        <dd className="text-end">
          <Money minor={invoice.netMinor} currency={currency} />
        </dd>
        {invoice.taxes.map((tax) => (
          <div key={`${tax.name} ${tax.rate}`} className="contents">
            <dt className="text-ink-2">
              {tax.name} {formatPercent(tax.rate, navigator.language)}
            </dt>
            <dd className="text-end">
              <Money minor={tax.taxMinor} currency={currency} />
            </dd>
          </div>
        ))}
        <dt className="font-semibold">Total</dt>
        <dd className="text-end">
          <Money minor={invoice.totalMinor} currency={currency} emphasis="total" />
        </dd>
        {invoice.doc === 'issued' && (
          <>
            <dt className="text-ink-2">Owed</dt>
            <dd className="text-end">
              <Money
                minor={invoice.owedMinor}
                currency={currency}
                emphasis={invoice.owedMinor > 0 ? 'strong' : 'muted'}
              />
            </dd>
          </>
        )}
      </dl>
    </Panel>
  );
}
