/**
 * Runs a bulk verb over rows, in bounded batches, and tells what became of every single row. The API decides; a row that
 * is refused drops out by name and stops none of its neighbours, except in drafting, which is all or none.
 */
import { request } from '../../api.ts';
import { asProblem } from '../../problem.ts';
import { useSend } from '../parts/send.ts';
import type { BulkKind, BulkVerb } from './bulk-verbs.ts';
import { type BillingRow, rowName } from './invoice-columns.tsx';

export interface BulkOutcome {
  id: string;
  name: string;
  /** Where to look at it: the new draft for a candidate, else the invoice. */
  invoiceId: string | null;
  refusal: { reason: string; next: string } | null;
}

interface Item {
  invoiceId?: string;
  approvalId?: string;
  jobId?: string;
  id?: string;
  number?: string | null;
  refusal?: { reason: string; next: string } | null;
}

/** The API takes at most 200 in one transaction. */
const batchRows = 200;

function callOf(kind: BulkKind, rows: readonly BillingRow[]): { path: string; body: unknown } {
  const ids = rows.map((row) => row.id);
  switch (kind) {
    case 'draft':
      return { path: '/invoices/draft', body: { jobIds: ids } };
    case 'request':
      return { path: '/approvals', body: { action: 'send-invoice', invoiceIds: ids } };
    case 'approve':
      return { path: '/approvals/decide', body: { approvalIds: rows.map(approvalOf), decision: 'approve' } };
    case 'send':
      return { path: '/invoices/send', body: { invoiceIds: ids } };
    case 'approve-and-send':
      return { path: '/invoices/send', body: { invoiceIds: ids, approveNow: true } };
  }
}

const approvalOf = (row: BillingRow): string =>
  row.kind === 'invoice' ? (row.invoice.gate?.approvalId ?? '') : '';

function outcomeOf(row: BillingRow, items: readonly Item[]): BulkOutcome {
  const item = items.find(
    (each) =>
      [each.invoiceId, each.jobId].includes(row.id) ||
      (each.approvalId !== undefined && each.approvalId === approvalOf(row)),
  );
  const invoiceId = row.kind === 'candidate' ? (item?.id ?? null) : row.id;
  return { id: row.id, name: item?.number ?? rowName(row), invoiceId, refusal: item?.refusal ?? null };
}

const refusedAll = (rows: readonly BillingRow[], fault: unknown): BulkOutcome[] => {
  const { detail, next, status } = asProblem(fault);
  // Silence and faults are not answers: the form repeats the same submission under the same keys.
  if (status === 0 || status >= 500) throw fault;
  return rows.map((row) => ({
    id: row.id,
    name: rowName(row),
    invoiceId: row.kind === 'invoice' ? row.id : null,
    refusal: { reason: detail, next },
  }));
};

/** A batch that is refused as a whole (drafting, or a batch of one) is refused for each of its rows. */
async function runBatch(
  kind: BulkKind,
  rows: readonly BillingRow[],
  idempotencyKey: string,
): Promise<BulkOutcome[]> {
  const { path, body } = callOf(kind, rows);
  try {
    const answer = await request<{ items?: Item[]; invoices?: Item[] }>('POST', path, body, {
      idempotencyKey,
    });
    return rows.map((row) => outcomeOf(row, answer.items ?? answer.invoices ?? []));
  } catch (fault) {
    return refusedAll(rows, fault);
  }
}

interface BulkInput {
  verb: BulkVerb;
  rows: readonly BillingRow[];
}

async function runAll({ verb, rows }: BulkInput, idempotencyKey: string): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (let from = 0; from < rows.length; from += batchRows) {
    outcomes.push(
      ...(await runBatch(verb.kind, rows.slice(from, from + batchRows), `${idempotencyKey}-${from}`)),
    );
  }
  return outcomes;
}

/** Runs a bulk verb over rows, in bounded batches, and tells what became of each. */
export const useBulk = (onDone: (outcomes: BulkOutcome[], input: BulkInput) => void) =>
  useSend<BulkInput, BulkOutcome[]>({
    call: runAll,
    topics: ['invoices', 'jobs', 'approvals', 'dashboard', 'session'],
    onDone,
  });
