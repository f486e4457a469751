/** The state of an import as a badge: running, done, failed. */
import { CircleCheck, CircleX, LoaderCircle } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { toneClasses } from '../../../ui/label-badge.tsx';
import type { ImportView } from './import.ts';

const rows = {
  running: { word: 'Running', tone: 'blue', icon: LoaderCircle },
  done: { word: 'Done', tone: 'green', icon: CircleCheck },
  failed: { word: 'Stopped', tone: 'red', icon: CircleX },
} as const;

export function ImportState({ state }: { state: ImportView['state'] }) {
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
