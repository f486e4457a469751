/** What the job screens read, in the shapes that the API answers in, and the words of job states. It derives nothing. */
import { queryOptions } from '@tanstack/react-query';
import type { JobMoney } from '../../../../domain/job-money.ts';
import type { LineKind } from '../../../../domain/lines.ts';
import { request } from '../../api.ts';
import type { LogEvent } from '../../event-timeline.tsx';
import type { JobStateName } from '../../list-search.ts';

export interface JobSummary {
  id: string;
  number: string;
  externalId: string | null;
  title: string;
  state: JobStateName;
  client: { id: string; name: string };
  site: string | null;
  crew: string | null;
  scheduledOn: string | null;
  completedOn: string | null;
  totalMinor: number;
  unbilledMinor: number;
  photos: number;
  money: JobMoney;
  /** Older work, imported as history: never billed here. */
  history: boolean;
  version: number;
  createdAt: string;
}

export interface JobFact {
  id: string;
  ordinal: number;
  kind: LineKind;
  title: string;
  detail: string | null;
  quantity: string;
  unit: string;
  unitPrice: string;
  taxRate: string | null;
  netMinor: number;
  servedOn: string | null;
  /** The invoice line that bills it. */
  billedBy: string | null;
  waivedReason: string | null;
  waivedAt: string | null;
}

export const photoMoments = ['before', 'during', 'after'] as const;
export type PhotoMoment = (typeof photoMoments)[number];

export interface JobPhoto {
  id: string;
  moment: PhotoMoment;
  caption: string | null;
  width: number;
  height: number;
  addedBy: string;
  addedAt: string;
}

export interface JobNote {
  id: string;
  text: string;
  addedBy: string;
  addedAt: string;
}

export interface JobInvoice {
  id: string;
  number: string | null;
  doc: 'draft' | 'discarded' | 'issued' | 'void';
  totalMinor: number;
  owedMinor: number;
  currency: string;
}

export interface JobDetail extends Omit<JobSummary, 'photos'> {
  purchaseOrder: string | null;
  extra: Record<string, unknown>;
  facts: JobFact[];
  photos: JobPhoto[];
  notes: JobNote[];
  invoices: JobInvoice[];
  allowedActions: string[];
  timeline: LogEvent[];
}

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['jobs', 'one', id],
    queryFn: ({ signal }) => request<JobDetail>('GET', `/jobs/${id}`, undefined, { signal }),
  });

/** What a change of a job touches elsewhere. */
export const jobTopics = ['jobs', 'invoices', 'dashboard'];
