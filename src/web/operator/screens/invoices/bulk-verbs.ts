/**
 * What can be done with many rows at once, and which of the chosen rows each verb takes: at most one verb takes a row.
 * It reads what the API said of each row and calls nothing; bulk-run.ts does.
 */
import type { BillingRow } from './invoice-columns.tsx';

export type BulkKind = 'draft' | 'request' | 'approve' | 'send' | 'approve-and-send';

export interface BulkVerb {
  kind: BulkKind;
  /** As on the button, without the count. */
  label: string;
  /** Said of the rows for which it worked: "5 drafted". */
  done: string;
  /** Asked before it runs: it leaves the house, or opens the way. */
  asks: boolean;
  takes: (row: BillingRow) => boolean;
}

const gateState = (row: BillingRow): string | undefined =>
  row.kind === 'invoice' && row.invoice.allowedActions.includes('send') ? row.invoice.gate?.state : undefined;
const isUnsent = (row: BillingRow): boolean => row.kind === 'invoice' && row.invoice.doc === 'draft';
const inOneStep = (row: BillingRow): boolean =>
  row.kind === 'invoice' && row.invoice.gate?.inOneStep === true;

/** In the order of the work. Bulk sends drafts only: sending an issued invoice again is a decision about one client. */
export function bulkVerbs(may: (permission: string) => boolean): readonly BulkVerb[] {
  const all: (BulkVerb & { permission: string })[] = [
    {
      kind: 'draft',
      label: 'Draft invoices',
      done: 'drafted',
      asks: false,
      permission: 'job.invoice',
      takes: (row) => row.kind === 'candidate',
    },
    {
      kind: 'approve-and-send',
      label: 'Approve and send',
      done: 'sent',
      asks: true,
      permission: 'send.approve',
      takes: (row) =>
        isUnsent(row) && inOneStep(row) && ['needs_approval', 'waiting'].includes(gateState(row) ?? ''),
    },
    {
      kind: 'request',
      label: 'Request approval',
      done: 'requested',
      asks: false,
      permission: 'approval.request',
      takes: (row) => isUnsent(row) && gateState(row) === 'needs_approval' && !inOneStep(row),
    },
    {
      kind: 'approve',
      label: 'Approve',
      done: 'approved',
      asks: true,
      permission: 'send.approve',
      takes: (row) =>
        gateState(row) === 'waiting' &&
        row.kind === 'invoice' &&
        row.invoice.gate?.mayDecide === true &&
        !inOneStep(row),
    },
    {
      kind: 'send',
      label: 'Send',
      done: 'sent',
      asks: true,
      permission: 'send.perform',
      takes: (row) => isUnsent(row) && ['approved', 'open'].includes(gateState(row) ?? ''),
    },
  ];
  return all.filter((verb) => may(verb.permission));
}
