/**
 * Drafts one invoice per job from the job's own facts. Each line points at its fact, nothing is retyped, and a fact that
 * another live invoice bills is never taken again. It sends nothing and allots no number.
 */
import { z } from 'zod';
import { computeInvoice, type InvoiceTotals } from '../domain/invoice.ts';
import type { LineInput } from '../domain/lines.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { toTaxSubtotal } from '../domain/tax.ts';
import type { AccountRow } from '../store/accounts.ts';
import { type ClientRow, readClients } from '../store/clients.ts';
import { type DraftRow, type InvoiceLineRow, insertDrafts, insertLines } from '../store/invoices.ts';
import { claimFacts, type FactRow, type JobRow, lockJobs, readFacts } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { ids } from './input.ts';

const input = z.strictObject({ jobIds: ids('job') });

export const draftInvoice = defineAction({
  name: 'draft-invoice',
  permission: 'job.invoice',
  input,
  async run(context, { jobIds }) {
    const account = await context.account();
    const jobs = await lockJobs(context.tx, account.id, jobIds);
    const missing = jobIds.find((id) => !jobs.some((job) => job.id === id));
    if (missing) refuse('not_found', { evidence: [{ fact: 'job', value: missing }] });
    const facts = await readFacts(context.tx, account.id, jobIds);
    const clients = new Map(
      (
        await readClients(
          context.tx,
          account.id,
          jobs.map((job) => job.clientId),
        )
      ).map((row) => [row.id, row]),
    );
    const inOrder = jobIds.map((id) => jobs.find((job) => job.id === id)!);
    const drafts = inOrder.map((job) =>
      draftOf(
        context,
        account,
        job,
        facts.filter((fact) => fact.jobId === job.id),
        clients.get(job.clientId)!,
      ),
    );
    await store(context, drafts);
    return {
      invoices: drafts.map(({ row }) => ({
        id: row.id,
        jobId: row.jobId,
        totalMinor: row.totalMinor,
        currency: row.currency,
      })),
    };
  },
});

interface Draft {
  row: DraftRow;
  lines: InvoiceLineRow[];
}

function draftOf(
  context: ActionContext,
  account: AccountRow,
  job: JobRow,
  facts: readonly FactRow[],
  client: ClientRow,
): Draft {
  if (job.state !== 'completed' && job.state !== 'closed') {
    refuse('job_not_completed', {
      reason: `Job ${job.number} is ${job.state.replaceAll('_', ' ')}, not completed.`,
      evidence: [{ fact: 'job_state', value: job.state, ref: job.id }],
    });
  }
  const billable = facts.filter((fact) => fact.billedBy === null && fact.waivedAt === null);
  if (billable.length === 0 || job.history) {
    refuse('nothing_to_bill', {
      reason: job.history
        ? `Job ${job.number} is older work that was imported as history.`
        : `Every fact of job ${job.number} is billed or waived already.`,
      evidence: [
        { fact: 'facts', value: facts.length, ref: job.id },
        { fact: 'billable_facts', value: billable.length, ref: job.id },
      ],
    });
  }
  const totals = orRefuse(
    computeInvoice(
      billable.map((fact) => lineOf(context, account, client, job, fact)),
      account.currency,
    ),
  );
  const row: DraftRow = {
    accountId: account.id,
    id: context.id('invoice'),
    doc: 'draft',
    clientId: client.id,
    jobId: job.id,
    adHocReason: null,
    title: job.title,
    currency: account.currency,
    terms: client.terms ?? account.terms,
    purchaseOrder: job.purchaseOrder,
    note: null,
    netMinor: totals.netMinor,
    taxMinor: totals.taxMinor,
    totalMinor: totals.totalMinor,
    taxes: totals.taxes.map(toTaxSubtotal),
    periodFrom: null,
    periodTo: null,
    createdAt: context.now,
    createdBy: context.actor.id,
  };
  return { row, lines: lineRows(row, totals) };
}

function lineOf(
  context: ActionContext,
  account: AccountRow,
  client: ClientRow,
  job: JobRow,
  fact: FactRow,
): LineInput {
  const exempt = client.taxExemptReason !== null;
  const rate = fact.taxRate ?? account.tax.rate;
  return {
    id: context.id('line'),
    title: fact.title,
    detail: fact.detail,
    kind: fact.kind,
    quantity: fact.quantity,
    unit: fact.unit,
    unitPrice: fact.unitPrice,
    discountPercent: null,
    taxRate: exempt ? '0' : rate,
    taxCategory: exempt
      ? 'E'
      : /^0(\.0+)?$/.test(rate)
        ? account.tax.category === 'S'
          ? 'Z'
          : account.tax.category
        : account.tax.category,
    taxName: exempt ? `Exempt: ${client.taxExemptReason}` : account.tax.name,
    servedOn: fact.servedOn ?? job.completedOn,
    source: { jobId: job.id, factId: fact.id },
  };
}

const lineRows = (row: DraftRow, totals: InvoiceTotals): InvoiceLineRow[] =>
  totals.lines.map((line, index) => ({
    accountId: row.accountId,
    id: line.id,
    invoiceId: row.id,
    ordinal: index + 1,
    kind: line.kind,
    title: line.title,
    detail: line.detail,
    quantity: line.quantity,
    unit: line.unit,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent,
    taxRate: line.taxRate,
    taxCategory: line.taxCategory,
    taxName: line.taxName,
    netMinor: line.netMinor,
    servedOn: line.servedOn,
    jobId: line.source?.jobId ?? null,
    factId: line.source?.factId ?? null,
    live: true,
  }));

async function store(context: ActionContext, drafts: readonly Draft[]): Promise<void> {
  const lines = drafts.flatMap((draft) => draft.lines);
  await insertDrafts(
    context.tx,
    drafts.map((draft) => draft.row),
  );
  await insertLines(context.tx, lines);
  const pairs = lines.flatMap((line) =>
    line.factId === null ? [] : [{ factId: line.factId, lineId: line.id }],
  );
  const taken = await claimFacts(context.tx, context.accountId, pairs);
  // The jobs are locked, so this can only be a bug; the unique index on live lines says the same.
  if (taken !== pairs.length) throw new Error(`${pairs.length} facts were to be billed, ${taken} were free`);
  for (const { row, lines: own } of drafts) {
    context.emit({
      type: 'invoice.drafted',
      subject: { type: 'invoice', id: row.id },
      data: {
        jobId: row.jobId,
        clientId: row.clientId,
        currency: row.currency,
        totalMinor: row.totalMinor.toString(),
        lines: own.length,
      },
    });
  }
}
