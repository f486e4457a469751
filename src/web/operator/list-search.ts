/**
 * The filters of the two lists as they stand in the address. Unknown or broken values are dropped, not refused:
 * an old bookmark must still open. It asks the API for nothing.
 */
import type { NetworkStatus, Readiness } from '../../domain/labels.ts';

// Written as keys, so that the compiler misses none; the router loads first and must not bring the whole law with it.
const statuses: Record<NetworkStatus, true> = {
  Void: true,
  Draft: true,
  Paid: true,
  Failed: true,
  Open: true,
};
const readinesses: Record<Readiness, true> = {
  draft: true,
  'needs-link': true,
  'link-ready': true,
  paid: true,
  reversed: true,
};

export interface InvoiceSearch {
  view?: 'candidates';
  status?: NetworkStatus;
  readiness?: Readiness;
  overdue?: true;
  /** Whatever is still owed: open, or failed at the last try. */
  owed?: true;
  clientId?: string;
  jobId?: string;
  search?: string;
}

const keyOf = <T extends string>(keys: Record<T, true>, value: unknown): T | undefined =>
  (Object.keys(keys) as T[]).find((key) => key === value);
const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined =>
  list.find((item) => item === value);

const flag = (value: unknown): true | undefined => (value === true || value === 'true' ? true : undefined);

/** The router reads ?search=123 as a number; here it is text again. */
const text = (value: unknown): string | undefined => {
  const words = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return words === '' ? undefined : words.slice(0, 100);
};

/** Leaves out what is absent, so that the address stays short. */
function present<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

export function readInvoiceSearch(raw: Record<string, unknown>): InvoiceSearch {
  return present<InvoiceSearch>({
    view: raw.view === 'candidates' ? 'candidates' : undefined,
    status: keyOf(statuses, raw.status),
    readiness: keyOf(readinesses, raw.readiness),
    overdue: flag(raw.overdue),
    owed: flag(raw.owed),
    clientId: text(raw.clientId),
    jobId: text(raw.jobId),
    search: text(raw.search),
  });
}

export const jobStates = ['new', 'scheduled', 'in_progress', 'completed', 'closed', 'cancelled'] as const;
export type JobStateName = (typeof jobStates)[number];

export interface JobSearch {
  state?: JobStateName;
  clientId?: string;
  search?: string;
}

export function readJobSearch(raw: Record<string, unknown>): JobSearch {
  return present<JobSearch>({
    state: oneOf(jobStates, raw.state),
    clientId: text(raw.clientId),
    search: text(raw.search),
  });
}
