/** What is owed, by how long it is overdue: bars for the eye and the same figures as a table. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { toMajor } from '../../../../domain/money.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { DateField } from '../../../ui/text-fields.tsx';
import { request } from '../../api.ts';
import { csvText } from '../parts/csv.ts';
import { Loaded } from '../parts/loaded.tsx';
import { withQuery } from '../parts/pages.ts';
import { AgeingChart, type Bucket, buckets, bucketWords } from './ageing-chart.tsx';
import { BooksFrame } from './books-frame.tsx';

interface Ageing {
  on: string;
  buckets: { bucket: Bucket; currency: string; count: number; owedMinor: number }[];
}

interface Row {
  bucket: Bucket;
  currency: string;
  count: number;
  owedMinor: number;
}

/** All five buckets of a currency; those without invoices are zero, so that the picture keeps its shape. */
const rowsOf = (ageing: Ageing, currency: string): Row[] =>
  buckets.map(
    (bucket) =>
      ageing.buckets.find((row) => row.bucket === bucket && row.currency === currency) ?? {
        bucket,
        currency,
        count: 0,
        owedMinor: 0,
      },
  );

const columns: Column<Row>[] = [
  {
    key: 'bucket',
    header: 'Overdue',
    place: 'title',
    cell: (row) => <span className="font-medium">{bucketWords[row.bucket]}</span>,
  },
  { key: 'count', header: 'Invoices', align: 'end', cell: (row) => row.count.toLocaleString() },
  {
    key: 'owed',
    header: 'Owed',
    align: 'end',
    place: 'value',
    cell: (row) => (
      <Money
        minor={row.owedMinor}
        currency={row.currency}
        emphasis={row.owedMinor === 0 ? 'muted' : 'strong'}
      />
    ),
  },
];

const csvOf = (ageing: Ageing, currencies: readonly string[]): string =>
  csvText(
    ['on', 'overdue', 'invoices', 'currency', 'owed'],
    currencies.flatMap((currency) =>
      rowsOf(ageing, currency).map((row) => [
        ageing.on,
        bucketWords[row.bucket],
        row.count,
        currency,
        toMajor(BigInt(row.owedMinor), currency),
      ]),
    ),
  );

export function AgeingScreen() {
  const { on } = useSearch({ from: '/shell/books/ageing' });
  const navigate = useNavigate();
  const query = useQuery({
    queryKey: ['books', 'ageing', on ?? 'today'],
    queryFn: ({ signal }) =>
      request<Ageing>('GET', withQuery('/reports/ageing', { on }), undefined, { signal }),
  });
  const currencies = [...new Set(query.data?.buckets.map((row) => row.currency))];
  const { data } = query;
  return (
    <BooksFrame
      summary="What clients owe now, by how many days the due day has passed."
      download={
        data && currencies.length > 0
          ? { name: `ageing ${data.on}`, text: () => csvOf(data, currencies) }
          : undefined
      }
    >
      <div className="mb-4 max-w-56">
        <DateField
          label="Counted on"
          value={on ?? data?.on ?? ''}
          onChange={(day) =>
            void navigate({ to: '/books/ageing', search: day === '' ? {} : { on: day }, replace: true })
          }
        />
      </div>
      <Loaded query={query}>
        {(ageing) =>
          currencies.length === 0 ? (
            <Panel>
              <EmptyState icon={CircleCheck} title="Nothing is owed">
                No client owes anything.
              </EmptyState>
            </Panel>
          ) : (
            <div className="grid grid-cols-1 gap-5">
              {currencies.map((currency) => (
                <AgeingOf key={currency} rows={rowsOf(ageing, currency)} currency={currency} />
              ))}
              <p>
                <Link
                  to="/invoices"
                  search={{ overdue: true }}
                  className="font-medium text-accent underline underline-offset-3"
                >
                  Open the overdue invoices
                </Link>
              </p>
            </div>
          )
        }
      </Loaded>
    </BooksFrame>
  );
}

function AgeingOf({ rows, currency }: { rows: readonly Row[]; currency: string }) {
  const owed = rows.reduce((sum, row) => sum + BigInt(row.owedMinor), 0n);
  return (
    <Panel
      title={`Owed in ${currency}`}
      actions={
        <span className="text-lg">
          <Money minor={owed} currency={currency} emphasis="total" />
        </span>
      }
      flush
    >
      <div className="px-4 pt-4">
        <AgeingChart rows={rows} currency={currency} />
      </div>
      <DataTable
        caption={`Ageing in ${currency}`}
        columns={columns}
        rows={rows}
        rowId={(row) => row.bucket}
        rowName={(row) => bucketWords[row.bucket]}
      />
    </Panel>
  );
}
