/** A query's three faces: loading, failing with a way on, and its data. A refresh that fails keeps the data on screen. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { SkeletonPage } from '../../../ui/skeleton.tsx';
import { asProblem, type Problem } from '../../problem.ts';

export interface LoadedProps<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
  /** What comes, for screen readers. */
  label?: string;
  /** For a whole page: its heading while there is nothing to name it by. */
  title?: string;
}

export function Loaded<Data>({ query, children, label, title }: LoadedProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <>
        {title && <PageHeader title={title} />}
        <Failed problem={asProblem(query.error)} onRetry={() => void query.refetch()} />
      </>
    );
  }
  return <SkeletonPage label={label} />;
}

/** A read that failed: nothing was changed by it, so trying again is always safe. */
export function Failed({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const isAnswer = problem.status >= 400 && problem.status < 500 && problem.status !== 429;
  return (
    <ErrorState
      problem={problem}
      actions={isAnswer ? undefined : <Button onClick={onRetry}>Try again</Button>}
    />
  );
}
