/**
 * Invoiced against collected by month: bars drawn by hand in SVG, and the same figures as a table.
 * The chart is a picture with a name; the table is what a screen reader, and a careful reader, uses. One currency at a time.
 */
import { BarChart3 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { moneyText } from '../../../ui/money-text.ts';
import { Panel } from '../../../ui/panel.tsx';
import { gridOf, lastMonths, monthLabel, shortMoney } from './chart-scale.ts';
import type { MonthRow } from './dashboard-data.ts';

const height = 240;
const left = 52;
const bottom = 26;
const top = 10;
const plotHeight = height - top - bottom;

interface CashChartProps {
  months: readonly MonthRow[];
  today: string;
  currency: string;
}

export function CashChart({ months, today, currency }: CashChartProps) {
  const [asTable, setAsTable] = useState(false);
  const rows = lastMonths(today, 12).map((month) => {
    const found = months.find((row) => row.month === month && row.currency === currency);
    return { month, invoicedMinor: found?.invoicedMinor ?? 0, collectedMinor: found?.collectedMinor ?? 0 };
  });
  const isEmpty = rows.every((row) => row.invoicedMinor === 0 && row.collectedMinor === 0);
  return (
    <Panel
      title="Invoiced and collected"
      description={`By month, ${currency}, the last 12 months.`}
      actions={
        !isEmpty && (
          <Button size="small" variant="quiet" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as chart' : 'Show as table'}
          </Button>
        )
      }
    >
      {isEmpty && (
        <EmptyState icon={BarChart3} title="Nothing issued in the last 12 months">
          The first issued invoice draws the first bar.
        </EmptyState>
      )}
      {!isEmpty && !asTable && (
        <>
          <Bars rows={rows} currency={currency} width={640} className="max-sm:hidden" />
          {/* A phone shows half the year at a size that can be read. */}
          <Bars rows={rows.slice(-6)} currency={currency} width={340} className="sm:hidden" />
        </>
      )}
      {!isEmpty && (
        <div className={asTable ? 'overflow-x-auto' : 'sr-only'}>
          <MonthTable rows={rows} currency={currency} />
        </div>
      )}
    </Panel>
  );
}

type Row = Omit<MonthRow, 'currency'>;

function Bars({
  rows,
  currency,
  width,
  className,
}: {
  rows: readonly Row[];
  currency: string;
  width: number;
  className: string;
}) {
  const grid = gridOf(Math.max(...rows.flatMap((row) => [row.invoicedMinor, row.collectedMinor])));
  const ceiling = grid.at(-1) ?? 1;
  const y = (minor: number) => top + plotHeight * (1 - minor / ceiling);
  const slot = (width - left) / rows.length;
  const bar = Math.min(18, slot * 0.36);
  return (
    <figure className={className}>
      <svg viewBox={`0 0 ${width} ${height}`} className="w-full" aria-hidden="true">
        {grid.map((minor) => (
          <g key={minor}>
            <line x1={left} x2={width} y1={y(minor)} y2={y(minor)} className="stroke-line" strokeWidth={1} />
            <text x={left - 8} y={y(minor) + 4} textAnchor="end" className="fill-ink-3 text-[11px]">
              {shortMoney(minor, currency)}
            </text>
          </g>
        ))}
        {rows.map((row, index) => {
          const middle = left + slot * (index + 0.5);
          return (
            <g key={row.month}>
              <title>{`${monthLabel(row.month, 'long')}: invoiced ${moneyText(row.invoicedMinor, currency)}, collected ${moneyText(row.collectedMinor, currency)}`}</title>
              <rect x={left + slot * index} y={top} width={slot} height={plotHeight} fill="transparent" />
              <Bar
                x={middle - bar - 1}
                width={bar}
                from={y(0)}
                to={y(row.invoicedMinor)}
                className="fill-accent-line"
              />
              <Bar
                x={middle + 1}
                width={bar}
                from={y(0)}
                to={y(row.collectedMinor)}
                className="fill-green-fg"
              />
              <text x={middle} y={height - 8} textAnchor="middle" className="fill-ink-3 text-[11px]">
                {monthLabel(row.month, 'narrow')}
              </text>
            </g>
          );
        })}
      </svg>
      <Keys />
    </figure>
  );
}

const Keys = () => (
  <figcaption className="flex flex-wrap gap-x-5 gap-y-1 ps-1 pt-1 text-sm text-ink-2">
    <Key className="bg-accent-line" word="Invoiced" />
    <Key className="bg-green-fg" word="Collected" />
  </figcaption>
);

function Bar({
  x,
  width: w,
  from,
  to,
  className,
}: {
  x: number;
  width: number;
  from: number;
  to: number;
  className: string;
}) {
  // A sliver shows that there is something; nothing shows that there is nothing.
  const tall = to >= from ? 0 : Math.max(1.5, from - to);
  return <rect x={x} y={from - tall} width={w} height={tall} rx={1.5} className={className} />;
}

function Key({ className, word }: { className: string; word: string }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className={`size-3 rounded-s ${className}`} />
      {word}
    </span>
  );
}

function MonthTable({ rows, currency }: { rows: readonly Row[]; currency: string }) {
  return (
    <table className="w-full">
      <caption className="sr-only">Invoiced and collected by month</caption>
      <thead className="text-sm text-ink-3">
        <tr>
          <th scope="col" className="py-1 text-start font-medium">
            Month
          </th>
          <th scope="col" className="py-1 text-end font-medium">
            Invoiced
          </th>
          <th scope="col" className="py-1 text-end font-medium">
            Collected
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.month} className="border-t border-line">
            <th scope="row" className="py-1 text-start font-normal">
              {monthLabel(row.month, 'long')}
            </th>
            <td className="py-1 text-end">
              <Money
                minor={row.invoicedMinor}
                currency={currency}
                emphasis={row.invoicedMinor === 0 ? 'muted' : 'plain'}
              />
            </td>
            <td className="py-1 text-end">
              <Money
                minor={row.collectedMinor}
                currency={currency}
                emphasis={row.collectedMinor === 0 ? 'muted' : 'plain'}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
