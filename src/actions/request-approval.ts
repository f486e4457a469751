/**
 * Asks for keys: one request per invoice, bound to the hash of everything that would leave. Bulk is a list.
 * What cannot be sent whatever the key (no address, on hold) is refused by name and stops none of its neighbours.
 */
import { z } from 'zod';
import { planHash } from '../domain/gates.ts';
import { type Refusal, refusal, refuse } from '../domain/refusal.ts';
import { sendPlan } from '../domain/send-plan.ts';
import { type ApprovalRow, insertApprovals, lockOpenApprovals, writeStale } from '../store/approvals.ts';
import { lockInvoices } from '../store/invoices.ts';
import { readSendMaterial } from '../store/send-subjects.ts';
import { defineAction } from './action.ts';
import { ids } from './input.ts';
import { approvalRow, closedBy } from './permit.ts';

const input = z.strictObject({ action: z.literal('send-invoice'), invoiceIds: ids('invoice') });

export interface RequestedItem {
  invoiceId: string;
  approvalId: string | null;
  refusal: Refusal | null;
}

export const requestApproval = defineAction({
  name: 'request-approval',
  permission: 'approval.request',
  input,
  async run(context, { invoiceIds }) {
    const account = await context.account();
    const invoices = await lockInvoices(context.tx, [account.id], invoiceIds);
    const material = await readSendMaterial(context.tx, account, invoices, context.house.ways);
    const open = await lockOpenApprovals(context.tx, account.id, invoiceIds);
    const batchId = invoiceIds.length > 1 ? context.id('request') : null;
    const rows: ApprovalRow[] = [];
    const stale: string[] = [];
    const items = invoiceIds.map((invoiceId): RequestedItem => {
      const found = material.get(invoiceId);
      if (!found || !['draft', 'issued'].includes(found.invoice.doc))
        return { invoiceId, approvalId: null, refusal: refusal('not_found') };
      const { plan, closures } = sendPlan(found.subject);
      if (closures[0]) return { invoiceId, approvalId: null, refusal: closedBy(closures[0]) };
      const mine = open.filter((row) => row.subjectId === invoiceId);
      const same = mine.find((row) => row.planHash === planHash(plan) && row.expiresAt > context.now);
      if (same) return { invoiceId, approvalId: same.id, refusal: null };
      stale.push(...mine.map((row) => row.id));
      const row = approvalRow(context, plan, batchId);
      rows.push(row);
      return { invoiceId, approvalId: row.id, refusal: null };
    });
    const [only] = items;
    if (items.length === 1 && only?.refusal) refuse(only.refusal.code, only.refusal);
    await writeStale(context.tx, account.id, stale);
    for (const id of stale)
      context.emit({ type: 'approval.stale', subject: { type: 'approval', id }, data: {} });
    await insertApprovals(context.tx, rows);
    for (const row of rows) {
      context.emit({
        type: 'approval.requested',
        subject: { type: 'approval', id: row.id },
        data: {
          plan: row.planHash,
          of: row.subjectId,
          gates: row.gates,
          amountMinor: row.amountMinor.toString(),
          currency: row.currency,
        },
      });
    }
    return { batchId, items };
  },
});
