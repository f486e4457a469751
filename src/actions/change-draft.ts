/** Changes the words of a draft: note, purchase order, terms. Amounts come from the job's facts and are not typed here. */
import { z } from 'zod';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { parseTerms } from '../domain/terms.ts';
import { lockOpenApprovals, writeStale } from '../store/approvals.ts';
import { lockInvoices, writeDraftWords } from '../store/invoices.ts';
import { defineAction } from './action.ts';
import { id, oneLine, optionalText, version } from './input.ts';

export const changeDraft = defineAction({
  name: 'change-draft',
  permission: 'invoice.draft',
  input: z.strictObject({
    invoiceId: id('invoice'),
    version,
    note: optionalText(2000),
    purchaseOrder: oneLine(100).nullable().optional(),
    terms: z.string().optional(),
  }),
  async run(context, { invoiceId, version: seen, note, purchaseOrder, terms }) {
    const [row] = await lockInvoices(context.tx, [context.accountId], [invoiceId]);
    if (!row) refuse('not_found');
    if (row.doc !== 'draft')
      refuse('invoice_issued', { evidence: [{ fact: 'doc', value: row.doc, ref: row.id }] });
    if (terms !== undefined) orRefuse(parseTerms(terms, 'terms'));
    const next = {
      ...row,
      version: seen,
      note: note === undefined ? row.note : note,
      purchaseOrder: purchaseOrder === undefined ? row.purchaseOrder : purchaseOrder,
      terms: terms ?? row.terms,
    };
    if (!(await writeDraftWords(context.tx, next)))
      refuse('stale_version', { evidence: [{ fact: 'version', value: row.version, ref: row.id }] });
    const stale = await lockOpenApprovals(context.tx, context.accountId, [invoiceId]);
    await writeStale(
      context.tx,
      context.accountId,
      stale.map((approval) => approval.id),
    );
    for (const approval of stale)
      context.emit({ type: 'approval.stale', subject: { type: 'approval', id: approval.id }, data: {} });
    return { id: invoiceId, version: seen + 1, approvalsGoneStale: stale.length };
  },
});
