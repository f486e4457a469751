/** Whether this screen is told of changes as they happen: a shape and a word, not a colour alone. */
import { classNames } from './class-names.ts';

export type ConnectionState = 'live' | 'connecting' | 'off';

const rows: Record<ConnectionState, { word: string; means: string; mark: string }> = {
  live: { word: 'Live', means: 'Changes appear here as they happen.', mark: 'bg-green-fg border-green-fg' },
  connecting: {
    word: 'Connecting',
    means: 'Waiting for the server; it tries again by itself.',
    mark: 'border-amber-fg pulse',
  },
  off: {
    word: 'Not live',
    means: 'Changes by others appear when you reload.',
    mark: 'border-ink-3 border-dashed',
  },
};

export function ConnectionDot({ state }: { state: ConnectionState }) {
  const { word, means, mark } = rows[state];
  return (
    <span
      role="status"
      title={means}
      className="inline-flex items-center gap-2 text-sm whitespace-nowrap text-ink-2"
    >
      <span aria-hidden className={classNames('size-2.5 rounded-full border-2', mark)} />
      {word}
      <span className="sr-only">: {means}</span>
    </span>
  );
}
