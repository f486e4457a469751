/**
 * The one event stream of the app: it turns "this topic changed" into invalidated queries, and knows whether it is
 * connected. It carries no data: what changed is read through the API, so a missed event can never show a wrong amount.
 *
 * A message is `event: change` with `{"topics": ["invoices", "jobs"]}`; the first element of a query's key is its topic.
 */
import type { QueryClient } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { ConnectionState } from '../ui/connection-dot.tsx';

const reopenMs = [1_000, 2_000, 5_000, 15_000, 30_000];

export interface LiveStream {
  getState: () => ConnectionState;
  subscribe: (listener: () => void) => () => void;
  close: () => void;
}

function topicsOf(data: string): string[] {
  const parsed: unknown = JSON.parse(data);
  const topics = typeof parsed === 'object' && parsed !== null && 'topics' in parsed ? parsed.topics : [];
  return Array.isArray(topics) ? topics.filter((topic): topic is string => typeof topic === 'string') : [];
}

/** Opens the stream for an account and keeps it open until `close()`. */
export function openLiveStream(queries: QueryClient, accountId: string | null): LiveStream {
  const listeners = new Set<() => void>();
  let state: ConnectionState = 'connecting';
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasLive = false;

  const become = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const listener of listeners) listener();
  };
  const open = () => {
    // EventSource cannot send headers, so the account travels in the query.
    const query = accountId === null ? '' : `?account=${encodeURIComponent(accountId)}`;
    source = new EventSource(`/api/v1/stream${query}`);
    source.onopen = () => {
      failures = 0;
      // Whatever happened while we were away was not told to us.
      if (wasLive) void queries.invalidateQueries();
      wasLive = true;
      become('live');
    };
    source.addEventListener('change', (event) => {
      for (const topic of topicsOf(event.data)) void queries.invalidateQueries({ queryKey: [topic] });
    });
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return become('connecting');
      // The browser gives up for good after an HTTP error; a server that restarts answers 502 for a moment.
      const pauseMs = reopenMs[Math.min(failures, reopenMs.length - 1)];
      failures += 1;
      become(failures > 2 ? 'off' : 'connecting');
      timer = setTimeout(open, pauseMs);
    };
  };
  const rest = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
  };
  const unfollow = followVisibility(open, rest, () => source !== null);
  open();
  return {
    getState: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      unfollow();
      rest();
    },
  };
}

/**
 * A browser gives one host six connections, and keeps those of pages that were left (to go back to) and of other tabs.
 * So only a page that is looked at holds a stream; coming back reads everything anew.
 */
function followVisibility(open: () => void, rest: () => void, isOpen: () => boolean): () => void {
  const follow = () => {
    if (document.visibilityState === 'hidden') rest();
    else if (!isOpen()) open();
  };
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', rest);
  addEventListener('pageshow', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    removeEventListener('pagehide', rest);
    removeEventListener('pageshow', follow);
  };
}

const never = () => () => {};

/** The stream's state for a component; 'off' where there is no stream. */
export function useConnection(stream: LiveStream | null): ConnectionState {
  return useSyncExternalStore(stream?.subscribe ?? never, () => stream?.getState() ?? 'off');
}
