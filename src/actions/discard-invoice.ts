/** Discards drafts: their facts are billable again and open approvals go stale. A draft has no number, so no gap arises. */
import { z } from 'zod';
import { invoiceLife } from '../domain/invoice-life.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { lockOpenApprovals, writeStale } from '../store/approvals.ts';
import { lockInvoices, writeDiscarded } from '../store/invoices.ts';
import { releaseFacts } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { ids } from './input.ts';

export const discardInvoice = defineAction({
  name: 'discard-invoice',
  permission: 'invoice.discard',
  input: z.strictObject({ invoiceIds: ids('invoice') }),
  async run(context, { invoiceIds }) {
    const rows = await lockInvoices(context.tx, [context.accountId], invoiceIds);
    if (rows.length !== invoiceIds.length) refuse('not_found');
    for (const row of rows) orRefuse(invoiceLife.move(row.doc, 'discard'));
    await releaseFacts(context.tx, context.accountId, invoiceIds);
    await writeDiscarded(context.tx, context.accountId, invoiceIds);
    const stale = await lockOpenApprovals(context.tx, context.accountId, invoiceIds);
    await writeStale(
      context.tx,
      context.accountId,
      stale.map((row) => row.id),
    );
    for (const { id } of stale)
      context.emit({ type: 'approval.stale', subject: { type: 'approval', id }, data: {} });
    for (const row of rows)
      context.emit({
        type: 'invoice.discarded',
        subject: { type: 'invoice', id: row.id },
        data: { jobId: row.jobId },
      });
    return { discarded: invoiceIds };
  },
});
