/** Facts of one record as name and value. A definition list, so that a screen reader pairs them. */
import type { ReactNode } from 'react';

export interface KeyValueProps {
  items: readonly { name: string; value: ReactNode }[];
}

export function KeyValue({ items }: KeyValueProps) {
  return (
    <dl className="grid gap-x-6 gap-y-2 text-md sm:grid-cols-[minmax(7rem,auto)_1fr]">
      {items.map((item) => (
        <div key={item.name} className="grid grid-cols-[7rem_1fr] gap-x-4 sm:contents">
          <dt className="text-ink-3">{item.name}</dt>
          <dd className="min-w-0 wrap-anywhere">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
