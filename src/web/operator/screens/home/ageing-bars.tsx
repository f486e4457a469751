/** What is owed by how late it is: one bar per bucket beside its amount and count. The bar repeats the amount and adds nothing. */
import { Link } from '@tanstack/react-router';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { AgeingRow, Bucket } from './dashboard-data.ts';

const buckets: { bucket: Bucket; word: string; fill: string }[] = [
  { bucket: 'not_due', word: 'Not due yet', fill: 'bg-accent-line' },
  { bucket: '1-30', word: '1–30 days late', fill: 'bg-amber-fg' },
  { bucket: '31-60', word: '31–60 days late', fill: 'bg-orange-fg' },
  { bucket: '61-90', word: '61–90 days late', fill: 'bg-orange-fg' },
  { bucket: '90+', word: 'Over 90 days late', fill: 'bg-red-fg' },
];

export function AgeingBars({ rows, currency }: { rows: readonly AgeingRow[]; currency: string }) {
  const own = rows.filter((row) => row.currency === currency);
  const most = Math.max(1, ...own.map((row) => row.owedMinor));
  return (
    <Panel
      title="Ageing"
      actions={
        <Link
          to="/invoices"
          search={{ overdue: true }}
          className="text-sm font-medium text-accent underline-offset-3 hover:underline"
        >
          Overdue invoices
        </Link>
      }
    >
      <ul className="grid gap-2.5">
        {buckets.map(({ bucket, word, fill }) => {
          const row = own.find((each) => each.bucket === bucket);
          const owed = row?.owedMinor ?? 0;
          return (
            <li key={bucket} className="grid gap-1">
              <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                <span>
                  {word}{' '}
                  <span className="figures text-sm text-ink-3">({(row?.count ?? 0).toLocaleString()})</span>
                </span>
                <Money minor={owed} currency={currency} emphasis={owed === 0 ? 'muted' : 'strong'} />
              </span>
              <span aria-hidden className="h-1.5 overflow-hidden rounded-s bg-sunken">
                <span
                  className={`block h-full rounded-s ${fill}`}
                  style={{ width: `${(owed / most) * 100}%` }}
                />
              </span>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
