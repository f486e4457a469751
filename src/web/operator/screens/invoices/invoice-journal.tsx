/**
 * The journal entries of one invoice as an accountant reads them: debit and credit in their own columns.
 * It posts and corrects nothing; a draft has no entries.
 */
import { useQuery } from '@tanstack/react-query';
import { chart } from '../../../../domain/chart.ts';
import { Button } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { asProblem } from '../../problem.ts';
import { invoiceJournalQuery, type JournalEntry } from './invoice-data.ts';

const accountName = (code: string): string =>
  chart[code as keyof typeof chart]?.label ?? code.replaceAll('_', ' ');

export function InvoiceJournal({ invoiceId }: { invoiceId: string }) {
  const found = useQuery(invoiceJournalQuery(invoiceId));
  return (
    <Panel title="In the books" description="Double entry, newest first." flush>
      {found.isLoading && (
        <div className="p-4">
          <Skeleton height="5rem" />
        </div>
      )}
      {found.error && !found.data && (
        <div className="p-4">
          <ErrorState
            problem={asProblem(found.error)}
            actions={<Button onClick={() => void found.refetch()}>Try again</Button>}
          />
        </div>
      )}
      {found.data?.items.length === 0 && (
        <p className="px-4 py-3 text-ink-3">Nothing is posted before the invoice is issued.</p>
      )}
      {found.data && found.data.items.length > 0 && <Entries entries={found.data.items} />}
    </Panel>
  );
}

const cell = 'px-4 py-1.5 text-end';

function Entries({ entries }: { entries: readonly JournalEntry[] }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Journal entries"
      className="overflow-x-auto"
    >
      <table className="w-full">
        <thead className="text-sm text-ink-3">
          <tr>
            <th scope="col" className="px-4 py-1.5 text-start font-medium">
              Account
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Debit
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Credit
            </th>
          </tr>
        </thead>
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </table>
    </section>
  );
}

function Entry({ entry }: { entry: JournalEntry }) {
  return (
    <tbody className="border-t border-line">
      <tr>
        <th
          scope="rowgroup"
          colSpan={3}
          className="px-4 pt-2 pb-0.5 text-start text-sm font-normal text-ink-2"
        >
          <DateText day={entry.postedOn} /> · {entry.memo}
        </th>
      </tr>
      {entry.postings.map((posting, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the postings of an entry never change their order.
        <tr key={index}>
          <td className={posting.amountMinor < 0 ? 'py-0.5 ps-9 pe-4' : 'px-4 py-0.5'}>
            {accountName(posting.account)}
          </td>
          <td className="px-4 py-0.5 text-end">
            {posting.amountMinor > 0 && <Money minor={posting.amountMinor} currency={entry.currency} />}
          </td>
          <td className="px-4 py-0.5 text-end">
            {posting.amountMinor < 0 && <Money minor={-posting.amountMinor} currency={entry.currency} />}
          </td>
        </tr>
      ))}
    </tbody>
  );
}
