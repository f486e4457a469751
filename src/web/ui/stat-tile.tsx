/**
 * One figure with its name and, always, the way to the records behind it.
 * It does not draw trends: a number here can be opened and counted.
 */
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import type { Tone } from './label-words.ts';

export interface StatTileProps {
  name: string;
  value: ReactNode;
  /** "12 invoices, oldest 41 days". */
  note?: ReactNode;
  /** A link to the records; its text is the words of the link. */
  link?: ReactNode;
  tone?: Tone;
}

const edges: Record<Tone, string> = {
  neutral: 'border-t-line-strong',
  amber: 'border-t-amber-fg',
  blue: 'border-t-blue-fg',
  green: 'border-t-green-fg',
  violet: 'border-t-violet-fg',
  orange: 'border-t-orange-fg',
  red: 'border-t-red-fg',
};

export function StatTile({ name, value, note, link, tone = 'neutral' }: StatTileProps) {
  return (
    <div
      className={classNames(
        '@container flex flex-col rounded-b-m border border-t-2 border-line bg-surface px-4 pt-3 pb-3.5',
        edges[tone],
      )}
    >
      <p className="text-sm text-ink-2">{name}</p>
      <p className="figures mt-0.5 text-[clamp(1rem,12cqi,1.5rem)] leading-tight font-semibold tracking-tight">
        {value}
      </p>
      {note && <p className="text-sm text-ink-2">{note}</p>}
      {link && <p className="mt-auto pt-2 text-sm font-medium text-accent">{link}</p>}
    </div>
  );
}

export function StatRow({ children }: { children: ReactNode }) {
  return <div className="grid grid-cols-2 gap-3 max-[22rem]:grid-cols-1 lg:grid-cols-4">{children}</div>;
}
