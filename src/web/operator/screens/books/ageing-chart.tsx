/**
 * Bars of what is owed by age, as plain SVG. It is one picture with one description; the table beside it has the figures,
 * so nothing here needs to be pressed. Bar lengths are for the eye only: no amount is read back from them.
 */
import { moneyText } from '../../../ui/money-text.ts';

export const buckets = ['not_due', '1-30', '31-60', '61-90', '90+'] as const;
export type Bucket = (typeof buckets)[number];

export const bucketWords: Record<Bucket, string> = {
  not_due: 'Not due yet',
  '1-30': '1 to 30 days',
  '31-60': '31 to 60 days',
  '61-90': '61 to 90 days',
  '90+': 'More than 90 days',
};

const fills: Record<Bucket, string> = {
  not_due: 'fill-blue-fg',
  '1-30': 'fill-amber-fg',
  '31-60': 'fill-orange-fg',
  '61-90': 'fill-orange-fg',
  '90+': 'fill-red-fg',
};

const step = 46;
const barTop = 20;
const barHeight = 14;

export function AgeingChart({
  rows,
  currency,
}: {
  rows: readonly { bucket: Bucket; owedMinor: number; count: number }[];
  currency: string;
}) {
  const most = Math.max(1, ...rows.map((row) => row.owedMinor));
  const words = rows
    .map((row) => `${bucketWords[row.bucket]}: ${moneyText(row.owedMinor, currency)}`)
    .join('; ');
  return (
    <svg role="img" aria-label={`Owed by age. ${words}.`} className="w-full" height={rows.length * step}>
      {rows.map((row, index) => {
        const top = index * step;
        return (
          <g key={row.bucket}>
            <text x="0" y={top + 13} className="fill-ink-2 text-sm">
              {bucketWords[row.bucket]}
            </text>
            <text x="100%" y={top + 13} textAnchor="end" className="figures fill-ink text-sm">
              {moneyText(row.owedMinor, currency)}
            </text>
            <rect y={top + barTop} width="100%" height={barHeight} rx="3" className="fill-sunken" />
            {row.owedMinor > 0 && (
              <rect
                y={top + barTop}
                width={`${Math.max((row.owedMinor / most) * 100, 0.5)}%`}
                height={barHeight}
                rx="3"
                className={fills[row.bucket]}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}
