/** The state of an import as a badge: running, done, failed. */
import { CircleCheck, CircleMinus, CircleX, LoaderCircle } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { toneClasses } from '../../../ui/label-badge.tsx';
import type { ImportView } from './import.ts';
import { whatLands } from './what-lands.ts';

const rows = {
  running: { word: 'Running', tone: 'blue', icon: LoaderCircle },
  done: { word: 'Done', tone: 'green', icon: CircleCheck },
  here: { word: 'Done, nothing new', tone: 'neutral', icon: CircleMinus },
  none: { word: 'Nothing came in', tone: 'amber', icon: CircleMinus },
  failed: { word: 'Stopped', tone: 'red', icon: CircleX },
} as const;

/** An import that ended and brought nothing is not a green one. */
function rowOf({ state, report }: Pick<ImportView, 'state' | 'report'>): keyof typeof rows {
  if (state !== 'done' || report === null) return state;
  const lands = whatLands(report);
  return lands === 'some' ? state : lands;
}

export function ImportState({ of }: { of: Pick<ImportView, 'state' | 'report'> }) {
  const state = rowOf(of);
  const { word, tone, icon: Icon } = rows[state];
  return (
    <span
      className={classNames(
        'inline-flex h-6 w-fit items-center gap-1.5 rounded-s border px-2 text-sm font-medium whitespace-nowrap',
        toneClasses[tone],
      )}
    >
      <Icon aria-hidden size={14} className={state === 'running' ? 'animate-spin' : undefined} />
      {word}
    </span>
  );
}
