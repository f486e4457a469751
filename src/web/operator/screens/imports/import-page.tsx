/** One import: how far it is, then its report. While it runs the page is told of each batch, and asks by itself as well. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { buttonClass } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProgressBar } from '../../../ui/progress.tsx';
import { request } from '../../api.ts';
import { Loaded } from '../parts/loaded.tsx';
import { type ImportDetail, importFiles } from './import.ts';
import { ImportReport } from './import-report.tsx';
import { ImportState } from './import-state.tsx';

const askAgainMs = 1_000;

export function ImportScreen() {
  const { importId } = useParams({ from: '/shell/imports/$importId' });
  const query = useQuery({
    queryKey: ['imports', 'one', importId],
    queryFn: ({ signal }) =>
      request<ImportDetail>('GET', `/imports/${importId}?limit=200`, undefined, { signal }),
    // The stream tells of each batch; asking as well covers a stream that is down.
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? askAgainMs : false),
  });
  return <Loaded query={query}>{(detail) => <ImportPage detail={detail} />}</Loaded>;
}

function ImportPage({ detail }: { detail: ImportDetail }) {
  const names = importFiles.flatMap((file) => detail.fileNames[file] ?? []);
  return (
    <>
      <PageHeader
        trail={
          <Link to="/imports" className="underline underline-offset-3">
            Imports
          </Link>
        }
        title={names[0] ?? 'Import'}
        status={<ImportState of={detail} />}
        summary={
          <>
            {names.slice(1).join(', ')}
            {names.length > 1 && ' · '}
            started <DateText at={detail.startedAt} />
          </>
        }
        actions={
          detail.state === 'done' && (
            <>
              <Link to="/imports/new" className={buttonClass()}>
                Import more
              </Link>
              <Link to="/invoices" className={buttonClass('primary')}>
                Go to Invoices
              </Link>
            </>
          )
        }
      />
      <div className="grid grid-cols-1 gap-5">
        {detail.state === 'running' && (
          <Panel>
            <ProgressBar
              label="Bringing in clients and jobs"
              done={detail.progress.done}
              total={detail.progress.total}
              unit="records"
            />
            <p className="mt-3 text-sm text-ink-2">
              You can leave this page; the import goes on. What is in already can be used.
            </p>
          </Panel>
        )}
        {detail.failure && (
          <Notice kind="warning">
            <strong className="font-semibold">{detail.failure.reason}</strong>{' '}
            {detail.failure.next?.join(' ')} {detail.progress.done.toLocaleString()} of{' '}
            {detail.progress.total.toLocaleString()} records were brought in before.
          </Notice>
        )}
        {detail.report && <Finished detail={detail} />}
      </div>
    </>
  );
}

function Finished({ detail }: { detail: ImportDetail }) {
  const more = useInfiniteQuery({
    queryKey: ['imports', 'problems', detail.id],
    initialPageParam: detail.problems.nextCursor,
    enabled: false,
    queryFn: async ({ pageParam, signal }) =>
      (
        await request<ImportDetail>(
          'GET',
          `/imports/${detail.id}?limit=200&cursor=${encodeURIComponent(pageParam ?? '')}`,
          undefined,
          { signal },
        )
      ).problems,
    getNextPageParam: (last) => last.nextCursor,
  });
  const problems = [...detail.problems.items, ...(more.data?.pages.flatMap((page) => page.items) ?? [])];
  const hasMore = more.data ? more.hasNextPage : detail.problems.nextCursor !== null;
  return (
    <ImportReport
      report={detail.report!}
      problems={problems}
      problemsTotal={detail.problems.total}
      tense="has"
      onMoreProblems={hasMore ? () => void (more.data ? more.fetchNextPage() : more.refetch()) : undefined}
    />
  );
}
