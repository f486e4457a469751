/**
 * What happened to a record, in order, with who did it and when.
 * It draws the order it is given and does not merge or hide events.
 */
import { CircleDot, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { DateText } from './date-text.tsx';
import { toneClasses } from './label-badge.tsx';
import type { Tone } from './label-words.ts';

export interface TimelineEvent {
  id: string;
  /** ISO instant. */
  at: string;
  title: ReactNode;
  /** "Dana Ortiz", "Stripe", "Closeout". */
  actor?: string;
  detail?: ReactNode;
  icon?: LucideIcon;
  tone?: Tone;
}

export function Timeline({ events, timeZone }: { events: readonly TimelineEvent[]; timeZone?: string }) {
  return (
    <ol className="grid">
      {events.map(({ id, at, title, actor, detail, icon: Icon = CircleDot, tone = 'neutral' }) => (
        <li key={id} className="group relative grid grid-cols-[1.75rem_1fr] gap-x-3 pb-5 last:pb-0">
          <span
            aria-hidden
            className="absolute start-[0.8125rem] top-7 bottom-0 w-px bg-line group-last:hidden"
          />
          <span
            className={classNames('grid size-7 place-items-center rounded-full border', toneClasses[tone])}
          >
            <Icon aria-hidden size={14} />
          </span>
          <div className="min-w-0 pt-0.5">
            <p className="font-medium wrap-anywhere">{title}</p>
            <p className="text-sm text-ink-3">
              {actor && <>{actor} · </>}
              <DateText at={at} timeZone={timeZone} />
            </p>
            {detail && <div className="mt-1 text-ink-2">{detail}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
