/** The journal, newest first: each entry with its debits and credits. Entries are never changed; corrections are entries too. */
import { Link } from '@tanstack/react-router';
import { BookOpenText } from 'lucide-react';
import { chart } from '../../../../domain/chart.ts';
import { toMajor } from '../../../../domain/money.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { csvText } from '../parts/csv.ts';
import { Failed } from '../parts/loaded.tsx';
import { usePages } from '../parts/pages.ts';
import { BooksFrame } from './books-frame.tsx';

interface Entry {
  id: string;
  move: string;
  currency: string;
  postedOn: string;
  memo: string;
  postings: { account: string; amountMinor: number; invoiceId: string | null }[];
}

const labelOf = (account: string): string =>
  account in chart ? chart[account as keyof typeof chart].label : account;
const sizeOf = (entry: Entry): bigint =>
  entry.postings.reduce(
    (sum, posting) => (posting.amountMinor > 0 ? sum + BigInt(posting.amountMinor) : sum),
    0n,
  );

function Postings({ entry }: { entry: Entry }) {
  return (
    <ul className="grid gap-0.5">
      {entry.postings.map((posting, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the postings of an entry never change.
          key={index}
          className="grid grid-cols-[minmax(0,1fr)_7.5rem] gap-x-3 sm:grid-cols-[minmax(9rem,1fr)_8rem_8rem]"
        >
          <span className={posting.amountMinor < 0 ? 'ps-4 text-ink-2' : ''}>
            <span className="sr-only">{posting.amountMinor > 0 ? 'debit ' : 'credit '}</span>
            {labelOf(posting.account)}
          </span>
          <span className={`text-end ${posting.amountMinor < 0 ? 'sm:col-start-3' : ''}`}>
            <Money minor={Math.abs(posting.amountMinor)} currency={entry.currency} />
            {posting.amountMinor < 0 && (
              <span aria-hidden className="ms-1 text-xs text-ink-3 sm:hidden">
                Cr
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const columns: Column<Entry>[] = [
  {
    key: 'day',
    header: 'Day',
    place: 'value',
    width: '8.5rem',
    cell: (row) => <DateText day={row.postedOn} />,
  },
  {
    key: 'memo',
    header: 'Entry',
    place: 'title',
    cell: (row) => {
      const invoiceId = row.postings.find((posting) => posting.invoiceId !== null)?.invoiceId;
      return (
        <span className="block min-w-0">
          {invoiceId ? (
            <Link
              to="/invoices/$invoiceId"
              params={{ invoiceId }}
              className="font-medium text-accent underline underline-offset-3"
            >
              {row.memo}
            </Link>
          ) : (
            <span className="font-medium">{row.memo}</span>
          )}
          <span className="block text-sm font-normal text-ink-3">{row.move.replaceAll('_', ' ')}</span>
        </span>
      );
    },
  },
  {
    key: 'postings',
    header: 'Debit, then credit',
    place: 'plain',
    width: '55%',
    cell: (row) => <Postings entry={row} />,
  },
];

const csvOf = (entries: readonly Entry[]): string =>
  csvText(
    ['day', 'entry', 'move', 'memo', 'account', 'currency', 'debit', 'credit', 'invoice'],
    entries.flatMap((entry) =>
      entry.postings.map((posting) => {
        const major = toMajor(BigInt(Math.abs(posting.amountMinor)), entry.currency);
        return [
          entry.postedOn,
          entry.id,
          entry.move,
          entry.memo,
          labelOf(posting.account),
          entry.currency,
          posting.amountMinor > 0 ? major : '',
          posting.amountMinor < 0 ? major : '',
          posting.invoiceId,
        ];
      }),
    ),
  );

export function JournalScreen() {
  const pages = usePages<Entry>('books', '/reports/journal?limit=50');
  const entries = pages.items;
  return (
    <BooksFrame
      summary="Every entry balances on its own. The download has the entries that are shown."
      download={
        entries.length > 0
          ? { name: `journal to ${entries[0]!.postedOn}`, text: () => csvOf(entries) }
          : undefined
      }
    >
      <Panel flush>
        <DataTable
          caption="Journal"
          columns={columns}
          rows={entries}
          rowId={(row) => row.id}
          rowName={(row) => `${row.memo}, ${sizeOf(row)}`}
          loading={pages.isLoading}
          instead={
            pages.problem ? (
              <Failed problem={pages.problem} onRetry={pages.retry} />
            ) : (
              <EmptyState icon={BookOpenText} title="No entries yet">
                The first invoice that is issued makes the first entry.
              </EmptyState>
            )
          }
          onLoadMore={pages.loadMore}
          loadingMore={pages.isLoadingMore}
        />
      </Panel>
    </BooksFrame>
  );
}
