/** Every ledger account with its balance at the end of a day, and whether debits equal credits. It adds up only to check. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BookOpenText } from 'lucide-react';
import { toMajor } from '../../../../domain/money.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { DateField } from '../../../ui/text-fields.tsx';
import { request } from '../../api.ts';
import { csvText } from '../parts/csv.ts';
import { Loaded } from '../parts/loaded.tsx';
import { withQuery } from '../parts/pages.ts';
import { BooksFrame } from './books-frame.tsx';

interface AccountRow {
  ledgerAccount: string;
  label: string;
  type: string | null;
  currency: string;
  debitMinor: number;
  creditMinor: number;
  balanceMinor: number;
}

interface TrialBalance {
  on: string;
  accounts: AccountRow[];
}

function Balance({ row }: { row: AccountRow }) {
  const isDebit = row.balanceMinor >= 0;
  return (
    <span className="whitespace-nowrap">
      <Money minor={Math.abs(row.balanceMinor)} currency={row.currency} emphasis="strong" />
      <abbr
        title={isDebit ? 'debit' : 'credit'}
        className="ms-1.5 inline-block w-5 text-start text-sm text-ink-3 no-underline"
      >
        {isDebit ? 'Dr' : 'Cr'}
      </abbr>
    </span>
  );
}

const columns: Column<AccountRow>[] = [
  {
    key: 'account',
    header: 'Account',
    place: 'title',
    cell: (row) => <span className="font-medium">{row.label}</span>,
  },
  {
    key: 'type',
    header: 'Kind',
    place: 'plain',
    cell: (row) => <span className="text-ink-2 capitalize">{row.type ?? 'other'}</span>,
  },
  {
    key: 'debits',
    header: 'All debits',
    align: 'end',
    cell: (row) => <Money minor={row.debitMinor} currency={row.currency} emphasis="muted" />,
  },
  {
    key: 'credits',
    header: 'All credits',
    align: 'end',
    cell: (row) => <Money minor={row.creditMinor} currency={row.currency} emphasis="muted" />,
  },
  { key: 'balance', header: 'Balance', align: 'end', place: 'value', cell: (row) => <Balance row={row} /> },
];

/** Kinds in the order of a balance sheet, then of an income statement. */
const kinds = ['asset', 'liability', 'equity', 'income', 'expense'];
const inOrder = (rows: readonly AccountRow[]): AccountRow[] =>
  [...rows].sort((a, b) => kinds.indexOf(a.type ?? '') - kinds.indexOf(b.type ?? ''));

const csvOf = ({ accounts }: TrialBalance): string =>
  csvText(
    ['account', 'kind', 'currency', 'debits', 'credits', 'balance'],
    inOrder(accounts).map((row) => [
      row.label,
      row.type,
      row.currency,
      ...[row.debitMinor, row.creditMinor, row.balanceMinor].map((minor) =>
        toMajor(BigInt(minor), row.currency),
      ),
    ]),
  );

export function TrialBalanceScreen() {
  const { on } = useSearch({ from: '/shell/books' });
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ['books', 'trial-balance', on ?? 'today'],
    queryFn: ({ signal }) =>
      request<TrialBalance>('GET', withQuery('/reports/trial-balance', { on }), undefined, { signal }),
  });
  const { data } = query;
  return (
    <BooksFrame
      summary="Double entry, accrual. Every invoice and every payment posts here."
      download={
        data && data.accounts.length > 0
          ? { name: `trial-balance ${data.on}`, text: () => csvOf(data) }
          : undefined
      }
    >
      <div className="mb-4 max-w-56">
        <DateField
          label="At the end of"
          value={on ?? data?.on ?? ''}
          onChange={(day) =>
            void navigate({ to: '/books', search: day === '' ? {} : { on: day }, replace: true })
          }
        />
      </div>
      <Loaded query={query}>{(loaded) => <Balances trial={loaded} />}</Loaded>
    </BooksFrame>
  );
}

function Balances({ trial }: { trial: TrialBalance }) {
  const currencies = [...new Set(trial.accounts.map((row) => row.currency))];
  return (
    <div className="grid grid-cols-1 gap-4">
      {currencies.map((currency) => (
        <Check
          key={currency}
          currency={currency}
          rows={trial.accounts.filter((row) => row.currency === currency)}
        />
      ))}
      <Panel flush>
        <DataTable
          caption="Trial balance"
          columns={columns}
          rows={inOrder(trial.accounts)}
          rowId={(row) => `${row.ledgerAccount} ${row.currency}`}
          rowName={(row) => row.label}
          instead={
            <EmptyState icon={BookOpenText} title="No entries yet">
              Nothing was posted up to <DateText day={trial.on} />. The first invoice that is issued posts
              here.
            </EmptyState>
          }
        />
      </Panel>
    </div>
  );
}

function Check({ currency, rows }: { currency: string; rows: readonly AccountRow[] }) {
  const difference = rows.reduce((sum, row) => sum + BigInt(row.balanceMinor), 0n);
  const debits = rows.reduce((sum, row) => sum + BigInt(Math.max(0, row.balanceMinor)), 0n);
  if (difference !== 0n) {
    return (
      <Notice kind="warning">
        Debits and credits differ by <Money minor={difference} currency={currency} emphasis="strong" />. This
        must not happen: tell whoever runs this install.
      </Notice>
    );
  }
  return (
    <Notice kind="success">
      The books balance: <Money minor={debits} currency={currency} emphasis="strong" /> on each side.
    </Notice>
  );
}
