/**
 * What the invoice screens read, with the shapes the API answers in. The summary's type is the API's own.
 * It derives nothing: labels, gates and lawful actions arrive with the data.
 */
import { queryOptions } from '@tanstack/react-query';
import type { GateView, InvoiceSummary } from '../../../../api/invoice-view.ts';
import type { LabelFamily } from '../../../../domain/labels.ts';
import type { InvoiceSnapshot } from '../../../../domain/snapshot.ts';
import type { EvidenceItem } from '../../../ui/evidence-list.tsx';
import { request } from '../../api.ts';
import type { LogEvent } from '../../event-timeline.tsx';

export type { GateView, InvoiceSummary } from '../../../../api/invoice-view.ts';

export interface InvoiceLine {
  id: string;
  ordinal: number;
  kind: string;
  title: string;
  detail: string | null;
  quantity: string;
  unit: string;
  unitPrice: string;
  netMinor: number;
  taxRate: string;
  taxName: string;
  servedOn: string | null;
  source: { jobId: string; factId: string } | null;
}

export interface Delivery {
  id: string;
  purpose: string;
  channel: string;
  recipient: string;
  state: 'queued' | 'accepted' | 'delivered' | 'bounced' | 'failed' | 'unknown';
  acceptanceId: string | null;
  acceptedAt: string | null;
  reason: string | { message?: string } | null;
  createdAt: string;
}

export interface Attempt {
  id: string;
  gateway: string;
  gatewayRef: string | null;
  state: string;
  amountMinor: number;
  reason: { code: string; message: string } | null;
  createdAt: string;
  changedAt: string;
}

export interface Payment {
  id: string;
  gateway: string;
  gatewayRef: string | null;
  method: string;
  amountMinor: number;
  allocatedMinor: number;
  feeMinor: number | null;
  settledOn: string;
  settledAt: string;
}

export interface ApprovalOfInvoice {
  id: string;
  state: 'requested' | 'approved' | 'denied' | 'expired' | 'consumed' | 'stale';
  requestedBy: string;
  requestedAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  comment: string | null;
  selfApproved: boolean;
}

export interface InvoiceDetail extends InvoiceSummary {
  netMinor: number;
  taxMinor: number;
  taxes: { name: string; rate: string; baseMinor: number; taxMinor: number }[];
  terms: string;
  purchaseOrder: string | null;
  note: string | null;
  link: string;
  payPath: string | null;
  collection: { state: string; reason: { code: string; message: string } | null; attempt: number };
  snapshotSha256: string | null;
  paidAt: string | null;
  issuedAt: string | null;
  lines: InvoiceLine[];
  deliveries: Delivery[];
  attempts: Attempt[];
  payments: Payment[];
  /** Newest first. */
  approvals: ApprovalOfInvoice[];
}

export interface JournalEntry {
  id: string;
  move: string;
  currency: string;
  postedOn: string;
  memo: string;
  postings: { account: string; amountMinor: number; invoiceId: string | null }[];
}

export interface Preview {
  isIssued: boolean;
  to: string | null;
  mail: { subject: string; html: string; text: string };
  snapshot: InvoiceSnapshot;
  note: string;
}

export interface Candidate {
  id: string;
  number: string;
  title: string;
  client: { id: string; name: string };
  completedOn: string | null;
  unbilledMinor: number;
  photos: number;
}

const get = <T>(path: string, signal: AbortSignal) => request<T>('GET', path, undefined, { signal });

export const invoiceQuery = (id: string) =>
  queryOptions({
    queryKey: ['invoices', 'one', id],
    queryFn: ({ signal }) => get<InvoiceDetail>(`/invoices/${id}`, signal),
  });

export const whyQuery = (id: string, family: LabelFamily) =>
  queryOptions({
    queryKey: ['invoices', 'why', id, family],
    queryFn: ({ signal }) =>
      get<{ label: string | null; evidence: EvidenceItem[] }>(`/invoices/${id}/why?family=${family}`, signal),
  });

export const invoiceTimelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['invoices', 'timeline', id],
    queryFn: ({ signal }) => get<{ items: LogEvent[] }>(`/invoices/${id}/timeline`, signal),
  });

export const invoiceJournalQuery = (id: string) =>
  queryOptions({
    queryKey: ['books', 'journal', id],
    queryFn: ({ signal }) =>
      get<{ items: JournalEntry[] }>(`/reports/journal?invoiceId=${id}&limit=200`, signal),
  });

export const previewQuery = (id: string, version: number) =>
  queryOptions({
    // The version stands in the key: a preview of an earlier version is not a preview.
    queryKey: ['invoices', 'preview', id, version],
    queryFn: ({ signal }) => get<Preview>(`/invoices/${id}/preview`, signal),
  });

/** What an invoice is called before it has a number. */
export const invoiceName = (invoice: Pick<InvoiceSummary, 'number' | 'doc'>): string =>
  invoice.number ?? (invoice.doc === 'discarded' ? 'Discarded draft' : 'Draft');

/** Whether the stop is worth a mark: the next step of this invoice needs a key or cannot be done. */
export const isStopShown = (invoice: Pick<InvoiceSummary, 'doc' | 'gate' | 'nextFollowUp'>): boolean =>
  invoice.gate !== null &&
  (invoice.doc === 'draft' || invoice.nextFollowUp.isGated || invoice.gate.state === 'waiting');

export type GateState = GateView['state'];
