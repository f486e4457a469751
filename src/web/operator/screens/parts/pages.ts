/** A list that comes page by page behind a cursor, as one flat list. It does not sort, filter or count: the server does. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { request } from '../../api.ts';
import { asProblem, type Problem } from '../../problem.ts';

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Pages<Item> {
  items: readonly Item[];
  isLoading: boolean;
  /** Present while nothing could be shown because the first page failed. */
  problem: Problem | null;
  retry: () => void;
  loadMore: (() => void) | undefined;
  isLoadingMore: boolean;
}

/** @param topic the first element of the query's key, which the live stream invalidates. @param path below /api/v1, with its filters */
export function usePages<Item>(
  topic: string,
  path: string,
  options: { enabled?: boolean } = {},
): Pages<Item> {
  const query = useInfiniteQuery({
    queryKey: [topic, 'pages', path],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => {
      const cursor =
        pageParam === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(pageParam)}`;
      return request<Page<Item>>('GET', `${path}${cursor}`, undefined, { signal });
    },
    getNextPageParam: (last) => last.nextCursor,
    // While a filter changes, the old rows stay instead of a flash of nothing.
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items) ?? [],
    isLoading: query.isLoading,
    problem: query.isError && !query.data ? asProblem(query.error) : null,
    retry: () => void query.refetch(),
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : undefined,
    isLoadingMore: query.isFetchingNextPage,
  };
}

/** A path with the filters that are set. */
export function withQuery(path: string, filters: Record<string, string | number | undefined>): string {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined && value !== '');
  return set.length === 0
    ? path
    : `${path}?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`;
}
