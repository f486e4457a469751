/**
 * A list that the API gives in pages: the pages joined, and the way to the next one.
 * It does not sort or filter; that is in the path.
 */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { request } from './api.ts';
import { asProblem, type Problem } from './problem.ts';

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

export interface KeysetList<Row> {
  rows: readonly Row[];
  loading: boolean;
  problem: Problem | null;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: (() => void) | undefined;
  retry: () => void;
}

/** A path with its query; what is undefined or empty is left out. */
export function withQuery(path: string, query: Record<string, string | number | boolean | undefined>): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  if (pairs.length === 0) return path;
  return `${path}?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
}

/** `topic` comes first in the query's key, so that the live stream can name it. */
export function useKeysetList<Row>(
  topic: string,
  path: string,
  query: Record<string, string | number | boolean | undefined>,
  options: { enabled?: boolean } = {},
): KeysetList<Row> {
  const found = useInfiniteQuery({
    queryKey: [topic, 'list', path, query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Row>>('GET', withQuery(path, { ...query, cursor: pageParam }), undefined, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  return {
    rows: found.data?.pages.flatMap((page) => page.items) ?? [],
    loading: found.isLoading,
    problem: found.error && !found.data ? asProblem(found.error) : null,
    hasMore: found.hasNextPage,
    loadingMore: found.isFetchingNextPage,
    loadMore: found.hasNextPage ? () => void found.fetchNextPage() : undefined,
    retry: () => void found.refetch(),
  };
}
