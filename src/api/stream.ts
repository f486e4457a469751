/**
 * Live updates: what was committed, told to open screens as server-sent events. A hint, never data: a screen that hears
 * of a change reads it again through the same doors as always.
 */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

export interface Change {
  accountId: string;
  types: string[];
  subjects: string[];
}

export interface Bell {
  /** Calls back for each change; an empty list of types means that something may have been missed. */
  subscribe(onChange: (change: Change) => void): () => void;
}

const heartbeatMs = 20_000;

/** What a screen has to read again after events of these types; all of it when something may have been missed. */
const topics: Record<string, readonly string[]> = {
  account: ['session', 'settings'],
  member: ['settings'],
  key: ['settings'],
  policy: ['gates', 'invoices'],
  clock: ['session', 'invoices', 'dashboard'],
  client: ['clients', 'invoices'],
  job: ['jobs', 'dashboard'],
  import: ['imports', 'jobs', 'clients', 'dashboard'],
  invoice: ['invoices', 'jobs', 'dashboard', 'books'],
  approval: ['approvals', 'invoices', 'session', 'dashboard'],
  delivery: ['invoices', 'jobs'],
  document: ['invoices'],
  attempt: ['invoices', 'dashboard'],
  payment: ['invoices', 'jobs', 'dashboard', 'books'],
  incident: ['incidents', 'dashboard', 'invoices'],
};
const everything = [...new Set(Object.values(topics).flat())];

const topicsOf = (types: readonly string[]): string[] =>
  types.length === 0
    ? everything
    : [...new Set(types.flatMap((type) => topics[type.split('.')[0] ?? ''] ?? []))];

export function streamRoute(bell: Bell, accountId: string, context: Context): Response {
  context.header('x-accel-buffering', 'no');
  return streamSSE(context, async (stream) => {
    let stop = (): void => {};
    const ended = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const unsubscribe = bell.subscribe((change) => {
      if (change.accountId === accountId || change.types.length === 0)
        void stream
          .writeSSE({
            event: 'change',
            data: JSON.stringify({ topics: topicsOf(change.types), subjects: change.subjects }),
          })
          .catch(stop);
    });
    stream.onAbort(stop);
    const beat = setInterval(
      () => void stream.writeSSE({ event: 'beat', data: '' }).catch(stop),
      heartbeatMs,
    );
    beat.unref();
    await stream.writeSSE({ event: 'ready', data: '' });
    await ended;
    clearInterval(beat);
    unsubscribe();
  });
}
