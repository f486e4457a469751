/** The imports of this account, newest first, each with what it brought. */
import { Link } from '@tanstack/react-router';
import { FileInput, Plus } from 'lucide-react';
import { buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Failed } from '../parts/loaded.tsx';
import { usePages } from '../parts/pages.ts';
import { type ImportView, importFiles } from './import.ts';
import { ImportState } from './import-state.tsx';

const columns: Column<ImportView>[] = [
  {
    key: 'files',
    header: 'Files',
    place: 'title',
    cell: (row) => (
      <Link
        to="/imports/$importId"
        params={{ importId: row.id }}
        className="row-link font-semibold wrap-anywhere"
      >
        {importFiles.flatMap((file) => row.fileNames[file] ?? []).join(', ')}
      </Link>
    ),
  },
  { key: 'started', header: 'Started', cell: (row) => <DateText at={row.startedAt} /> },
  { key: 'state', header: 'State', place: 'value', cell: (row) => <ImportState of={row} /> },
  {
    key: 'jobs',
    header: 'Jobs',
    align: 'end',
    cell: (row) =>
      row.report
        ? row.report.came.jobs.landed.toLocaleString()
        : `${row.progress.done.toLocaleString()} of ${row.progress.total.toLocaleString()}`,
  },
  {
    key: 'skipped',
    header: 'Left out',
    align: 'end',
    cell: (row) => row.report?.skippedRows.toLocaleString() ?? '–',
  },
  {
    key: 'worth',
    header: 'Worth',
    align: 'end',
    cell: (row) =>
      row.report ? <Money minor={row.report.came.landedMinor} currency={row.report.currency} /> : '–',
  },
];

export function ImportsScreen() {
  const pages = usePages<ImportView>('imports', '/imports?limit=50');
  const begin = (
    <Link to="/imports/new" className={buttonClass('primary')}>
      <Plus aria-hidden size={16} />
      New import
    </Link>
  );
  return (
    <>
      <PageHeader
        title="Imports"
        summary="Jobs, service lines and clients from another program, as CSV files."
        actions={begin}
      />
      <Panel flush>
        <DataTable
          caption="Imports"
          columns={columns}
          rows={pages.items}
          rowId={(row) => row.id}
          rowName={(row) => row.fileNames.jobs ?? row.id}
          loading={pages.isLoading}
          instead={
            pages.problem ? (
              <Failed problem={pages.problem} onRetry={pages.retry} />
            ) : (
              <EmptyState icon={FileInput} title="Nothing imported yet" actions={begin}>
                The columns are guessed and shown, and can be corrected before anything lands.
              </EmptyState>
            )
          }
          onLoadMore={pages.loadMore}
          loadingMore={pages.isLoadingMore}
        />
      </Panel>
    </>
  );
}
