/** The frame of the settings' pages, and what all of them read: the account, and whether this reader may change it. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { PartySnapshot, TaxCategory } from '../../../../domain/snapshot.ts';
import { PageHeader } from '../../../ui/page-header.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { SubNav } from '../parts/sub-nav.tsx';

export interface AccountSettings {
  id: string;
  kind: string;
  name: string;
  practice: boolean;
  currency: string;
  locale: string;
  timeZone: string;
  seller: PartySnapshot;
  brand: { accentColor: string; logoSvg: null; footer: string | null };
  terms: string;
  tax: { rate: string; category: TaxCategory; name: string };
  paymentInstructions: { method: string; lines: string[] }[];
  numberPattern: string;
  releases: 'self' | 'others';
  version: number;
}

export const settingsQuery = queryOptions({
  queryKey: ['settings', 'account'],
  queryFn: ({ signal }) => request<AccountSettings>('GET', '/settings', undefined, { signal }),
});

export function useMay(permission: string): boolean {
  return useQuery(sessionQuery).data?.permissions.includes(permission) ?? false;
}

const places = [
  { to: '/settings', label: 'Account' },
  { to: '/settings/gates', label: 'Gates' },
  { to: '/settings/members', label: 'Members' },
  { to: '/settings/keys', label: 'API keys' },
  { to: '/settings/install', label: 'This install' },
] as const;

export function SettingsFrame({ summary, children }: { summary: ReactNode; children: ReactNode }) {
  return (
    <>
      <PageHeader title="Settings" summary={summary} />
      <SubNav label="Settings" places={places} />
      <div className="grid grid-cols-1 gap-5">{children}</div>
    </>
  );
}
