/**
 * The Jobs screen: where the work stands and, beside it, where its money stands. Filters live in the address.
 * The server filters and orders; nothing is kept here.
 */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { Briefcase, Camera, FileSearch, Plus, X } from 'lucide-react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { type LabelWord, labelRows } from '../../../ui/label-words.ts';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { type JobSearch, jobStates } from '../../list-search.ts';
import { sessionQuery } from '../../session.ts';
import { SearchBox } from '../invoices/invoice-filters.tsx';
import { Failed } from '../parts/loaded.tsx';
import { usePages, withQuery } from '../parts/pages.ts';
import type { JobSummary } from './job-data.ts';
import { JobMoneyLabel, JobState } from './job-labels.tsx';

const place = getRouteApi('/shell/jobs');

const columnsOf = (currency: string): readonly Column<JobSummary>[] => [
  {
    key: 'number',
    header: 'Job',
    place: 'title',
    cell: (job) => (
      <span className="grid min-w-0">
        <Link to="/jobs/$jobId" params={{ jobId: job.id }} className="row-link figures font-medium">
          {job.number}
        </Link>
        <span className="line-clamp-1 text-sm font-normal text-ink-2">{job.title}</span>
      </span>
    ),
  },
  { key: 'client', header: 'Client', place: 'plain', cell: (job) => job.client.name },
  {
    key: 'state',
    header: 'Work and money',
    place: 'plain',
    cell: (job) => (
      <span className="flex flex-wrap gap-1">
        <JobState state={job.state} />
        <JobMoneyLabel money={job.money} />
        {job.history && <span className="text-sm text-ink-3">history</span>}
      </span>
    ),
  },
  {
    key: 'day',
    header: 'Day',
    cell: (job) => <DateText day={job.completedOn ?? job.scheduledOn ?? undefined} />,
  },
  {
    key: 'photos',
    header: 'Photos',
    align: 'end',
    cell: (job) => (
      <span className={`figures inline-flex items-center gap-1.5 ${job.photos === 0 ? 'text-ink-3' : ''}`}>
        <Camera aria-hidden size={14} />
        {job.photos.toLocaleString()}
      </span>
    ),
  },
  {
    key: 'total',
    header: 'Net',
    align: 'end',
    place: 'value',
    cell: (job) => <Money minor={job.totalMinor} currency={currency} />,
  },
];

export function JobList() {
  const search = place.useSearch();
  const navigate = useNavigate({ from: '/jobs' });
  const session = useQuery(sessionQuery).data;
  const list = usePages<JobSummary>('jobs', withQuery('/jobs', { ...search }));
  const change = (part: Partial<JobSearch>) =>
    void navigate({ to: '/jobs', search: { ...search, ...part }, replace: true });
  const mayWrite = session?.permissions.includes('job.write') ?? false;
  return (
    <>
      <PageHeader
        title="Jobs"
        summary="Work with its facts. A completed job becomes a candidate for an invoice."
        actions={
          mayWrite && (
            <Link to="/jobs/new" className={buttonClass('primary')}>
              <Plus aria-hidden size={16} />
              New job
            </Link>
          )
        }
      />
      <JobFilters search={search} clientName={list.items[0]?.client.name} onChange={change} />
      <Panel flush>
        <DataTable
          caption="Jobs"
          columns={columnsOf(session?.account.currency ?? 'USD')}
          rows={list.items}
          rowId={(job) => job.id}
          rowName={(job) => job.number}
          loading={list.isLoading}
          instead={
            <Instead
              problem={list.problem}
              isNarrowed={Object.keys(search).length > 0}
              onRetry={list.retry}
            />
          }
          onLoadMore={list.loadMore}
          loadingMore={list.isLoadingMore}
        />
      </Panel>
    </>
  );
}

interface JobFiltersProps {
  search: JobSearch;
  clientName: string | undefined;
  onChange: (part: Partial<JobSearch>) => void;
}

function JobFilters({ search, clientName, onChange }: JobFiltersProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 pb-4">
      <SearchBox
        value={search.search}
        label="Search number, title or client"
        onChange={(text) => onChange({ search: text })}
      />
      <label>
        <span className="sr-only">State of the work</span>
        <select
          className="control w-auto!"
          value={search.state ?? ''}
          onChange={(event) => onChange({ state: jobStates.find((state) => state === event.target.value) })}
        >
          <option value="">Any state</option>
          {jobStates.map((state) => (
            <option key={state} value={state}>
              {labelRows[state.replace('_', '-') as LabelWord].word}
            </option>
          ))}
        </select>
      </label>
      {search.clientId && (
        <Button size="small" icon={X} onClick={() => onChange({ clientId: undefined })}>
          {`Client: ${clientName ?? 'one'}`}
        </Button>
      )}
    </div>
  );
}

function Instead({
  problem,
  isNarrowed,
  onRetry,
}: {
  problem: ReturnType<typeof usePages>['problem'];
  isNarrowed: boolean;
  onRetry: () => void;
}) {
  if (problem) {
    return (
      <div className="p-4">
        <Failed problem={problem} onRetry={onRetry} />
      </div>
    );
  }
  if (isNarrowed) {
    return (
      <EmptyState
        icon={FileSearch}
        title="No job fits these filters"
        actions={
          <Link to="/jobs" className={buttonClass()}>
            Clear filters
          </Link>
        }
      >
        There may be jobs that the filters hide.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Briefcase}
      title="No jobs yet"
      actions={
        <>
          <Link to="/imports" className={buttonClass('primary')}>
            Import jobs
          </Link>
          <Link to="/jobs/new" className={buttonClass()}>
            New job
          </Link>
        </>
      }
    >
      Bring them from the system you use, or write one here.
    </EmptyState>
  );
}
