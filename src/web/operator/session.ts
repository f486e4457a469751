/**
 * Who is signed in, which accounts they may work in, and what kind of installation this is: one query for the shell.
 * It does not sign anybody in.
 */
import { queryOptions } from '@tanstack/react-query';
import { request } from './api.ts';
import type { AccountChoice, Installation } from './shell/shell-view.ts';

export interface Session {
  user: { id: string; name: string; email: string; role: string };
  /** What this member may do here; the API refuses everything else. */
  permissions: readonly string[];
  accounts: readonly AccountChoice[];
  accountId: string;
  /** The account's own currency, zone and terms. */
  account: { currency: string; locale: string; timeZone: string; terms: string; releases: 'self' | 'others' };
  installation: Installation;
  approvalsWaiting: number;
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => request<Session>('GET', '/session', undefined, { signal }),
});
