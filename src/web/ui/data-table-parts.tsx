/**
 * The parts around the rows of a DataTable: loading rows, "Load more" and the bar of bulk actions.
 * They hold no state.
 */
import { Button } from './button.tsx';
import type { Selection } from './data-table-types.ts';
import { Skeleton } from './skeleton.tsx';

/**
 * Said aloud although the elements imply them: on cards their display is not a table's, and browsers then drop the
 * implied roles.
 */
export const roles = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  cell: { role: 'cell' },
} as const;

const places = ['title', 'value', 'plain'] as const;
const widths = ['70%', '45%', '85%', '55%', '65%'];

export function SkeletonRows({ columns }: { columns: number }) {
  return ['a', 'b', 'c', 'd', 'e'].map((name, line) => (
    <tr {...roles.row} key={name}>
      {Array.from({ length: columns }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <td {...roles.cell} key={index} data-place={places[index] ?? 'hidden'}>
          <Skeleton width={widths[(index + line) % widths.length]} />
        </td>
      ))}
    </tr>
  ));
}

interface LoadMoreProps {
  shown: number;
  loading: boolean;
  onLoadMore: (() => void) | undefined;
}

export function LoadMore({ shown, loading, onLoadMore }: LoadMoreProps) {
  return (
    <div className="flex items-center justify-between gap-3 px-3 py-2 text-sm text-ink-3 empty:hidden">
      <p role="status" className="figures">
        {shown > 0 && `${shown.toLocaleString()} shown`}
        {shown > 0 && !onLoadMore && ', all there are'}
      </p>
      {onLoadMore && (
        <Button size="small" loading={loading} onClick={onLoadMore}>
          Load more
        </Button>
      )}
    </div>
  );
}

export function SelectionBar({ selection }: { selection: Selection }) {
  return (
    <section
      aria-label="Selected rows"
      data-print="hide"
      className="sticky bottom-[calc(var(--bottom-bar,0px)+0.75rem)] z-10 mx-2 mb-2 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-m border border-accent-line bg-raised px-3 py-2 shadow-2"
    >
      <p role="status" className="figures font-semibold">
        {selection.ids.size.toLocaleString()} selected
      </p>
      {selection.summary && <div className="text-ink-2">{selection.summary}</div>}
      <div className="ms-auto flex flex-wrap items-center gap-2">
        {selection.actions}
        <Button variant="quiet" size="small" onClick={() => selection.onChange(new Set())}>
          Clear
        </Button>
      </div>
    </section>
  );
}
