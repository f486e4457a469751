/** The rows that did not come in, or came in and want a look, each by file and line, and the list as a file to correct from. */
import { Download } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { csvText, downloadCsv } from '../parts/csv.ts';
import type { ImportProblem } from './import.ts';

const columns: Column<ImportProblem & { place: number }>[] = [
  {
    key: 'where',
    header: 'Where',
    place: 'title',
    cell: (row) => (
      <span className="font-medium whitespace-nowrap">
        {row.file}, line {row.line.toLocaleString()}
      </span>
    ),
  },
  {
    key: 'column',
    header: 'Column',
    cell: (row) =>
      row.column ? (
        <code className="font-mono text-sm wrap-anywhere">{row.column}</code>
      ) : (
        <span className="text-ink-3">the row</span>
      ),
  },
  {
    key: 'reason',
    header: 'Why',
    place: 'plain',
    cell: (row) => <span className="text-pretty wrap-anywhere">{row.reason}</span>,
  },
  {
    key: 'effect',
    header: 'So',
    place: 'value',
    cell: (row) =>
      row.effect === 'skipped' ? (
        <span className="font-semibold whitespace-nowrap text-danger">left out</span>
      ) : (
        <span className="whitespace-nowrap text-amber-fg">came in, look</span>
      ),
  },
];

const csvOf = (problems: readonly ImportProblem[]): string =>
  csvText(
    ['file', 'line', 'column', 'effect', 'code', 'reason'],
    problems.map((row) => [row.file, row.line, row.column, row.effect, row.code, row.reason]),
  );

export function ProblemList({
  problems,
  total,
  onMore,
}: {
  problems: readonly ImportProblem[];
  total: number;
  onMore?: (() => void) | undefined;
}) {
  return (
    <Panel
      title="Rows to look at"
      description={
        total > problems.length
          ? `The first ${problems.length.toLocaleString()} of ${total.toLocaleString()}.`
          : undefined
      }
      flush
      actions={
        <Button
          size="small"
          icon={Download}
          onClick={() => downloadCsv('rows-to-look-at.csv', csvOf(problems))}
        >
          Download
        </Button>
      }
    >
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label="Rows, scrolling"
        className="max-h-160 overflow-y-auto"
      >
        <DataTable
          caption="Rows to look at"
          columns={columns}
          rows={problems.map((row, place) => ({ ...row, place }))}
          rowId={(row) => String(row.place)}
          rowName={(row) => `${row.file}, line ${row.line}`}
          onLoadMore={onMore}
        />
      </section>
    </Panel>
  );
}
