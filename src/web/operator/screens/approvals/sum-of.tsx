/** What the given approvals come to, by currency. */
import { Money } from '../../../ui/money.tsx';
import type { ApprovalView } from './approval.ts';

/** The sum of the rows of each currency; the rows are on the screen, so it can be checked by eye. */
export function SumOf({ rows }: { rows: readonly ApprovalView[] }) {
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + BigInt(row.amountMinor));
  return (
    <span className="inline-flex gap-3">
      {[...sums].map(([currency, minor]) => (
        <Money key={currency} minor={minor} currency={currency} emphasis="strong" />
      ))}
    </span>
  );
}
