/**
 * Gives or denies keys. An approver sees the plan that was hashed; if the document says something else by now, the
 * request is stale and nothing is approved. One's own request is decided only where nobody else could, and it says so.
 */
import { z } from 'zod';
import { type Permission, whoMayLabels } from '../domain/access.ts';
import { planHash } from '../domain/gates.ts';
import { type Refusal, refusal, refuse } from '../domain/refusal.ts';
import { sendPlan } from '../domain/send-plan.ts';
import { type ApprovalRow, lockApprovals, writeDecision, writeStale } from '../store/approvals.ts';
import { readInvoices } from '../store/invoices.ts';
import { readSendMaterial } from '../store/send-subjects.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { ids, optionalText } from './input.ts';
import { mayApproveOwn, overLimit } from './permit.ts';

const input = z
  .strictObject({
    approvalIds: ids('approval'),
    decision: z.enum(['approve', 'deny']),
    comment: optionalText(1000),
  })
  .refine((value) => value.decision === 'approve' || Boolean(value.comment), {
    path: ['comment'],
    message: 'a denial needs a comment',
  });

export const decideApproval = defineAction({
  name: 'decide-approval',
  permission: 'approval.read',
  input,
  async run(context, { approvalIds, decision, comment }) {
    const rows = await lockApprovals(context.tx, context.accountId, approvalIds);
    const fresh = await freshHashes(context, rows);
    const items: { approvalId: string; state: string; refusal: Refusal | null }[] = [];
    const decided = { own: [] as string[], others: [] as string[], stale: [] as string[] };
    for (const id of approvalIds) {
      const row = rows.find((candidate) => candidate.id === id);
      const no = row ? await judge(context, row, decision, fresh.get(row.subjectId)) : refusal('not_found');
      if (no?.code === 'approval_stale') decided.stale.push(id);
      else if (!no) (row!.requestedBy === context.actor.id ? decided.own : decided.others).push(id);
      items.push({
        approvalId: id,
        state: no ? (row?.state ?? 'missing') : decision === 'approve' ? 'approved' : 'denied',
        refusal: no ?? null,
      });
    }
    const [only] = items;
    if (items.length === 1 && only?.refusal && decided.stale.length === 0)
      refuse(only.refusal.code, only.refusal);
    await write(context, decided, decision, comment ?? null);
    return { items };
  },
});

async function judge(
  context: ActionContext,
  row: ApprovalRow,
  decision: 'approve' | 'deny',
  freshHash: string | undefined,
): Promise<Refusal | undefined> {
  const lacking = row.gates
    .map((gate) => `${gate}.approve` as Permission)
    .find((permission) => !context.actor.permissions.has(permission));
  if (lacking)
    return refusal('permission_denied', {
      reason: `Your role may not decide this: it needs "${lacking}".`,
      approvers: whoMayLabels(lacking),
      evidence: [{ fact: 'permission', value: lacking }],
    });
  if (row.state !== 'requested')
    return refusal('approval_decided', {
      evidence: [{ fact: 'approval_state', value: row.state, ref: row.id }],
    });
  if (row.expiresAt <= context.now)
    return refusal('approval_expired', {
      evidence: [{ fact: 'expires_at', value: row.expiresAt, ref: row.id }],
    });
  if (decision === 'deny') return undefined;
  if (freshHash !== row.planHash)
    return refusal('approval_stale', {
      evidence: [
        { fact: 'plan_hash_asked', value: row.planHash },
        { fact: 'plan_hash_now', value: freshHash ?? null },
      ],
    });
  const above = overLimit(context, row.plan);
  if (above) return above;
  return row.requestedBy === context.actor.id ? mayApproveOwn(context, row.plan.gates) : undefined;
}

/** What the documents would be approved for now. */
async function freshHashes(
  context: ActionContext,
  rows: readonly ApprovalRow[],
): Promise<Map<string, string>> {
  const account = await context.account();
  const invoices = await readInvoices(
    context.tx,
    account.id,
    rows.map((row) => row.subjectId),
  );
  const material = await readSendMaterial(
    context.tx,
    account,
    invoices.filter((invoice) => invoice.doc === 'draft' || invoice.doc === 'issued'),
    context.house.ways,
  );
  return new Map([...material].map(([id, found]) => [id, planHash(sendPlan(found.subject).plan)]));
}

async function write(
  context: ActionContext,
  decided: { own: string[]; others: string[]; stale: string[] },
  decision: 'approve' | 'deny',
  comment: string | null,
): Promise<void> {
  const state = decision === 'approve' ? 'approved' : 'denied';
  for (const [idsOf, selfApproved] of [
    [decided.others, false],
    [decided.own, decision === 'approve'],
  ] as const) {
    await writeDecision(context.tx, context.accountId, idsOf, {
      state,
      decidedBy: context.actor.id,
      decidedAt: context.now,
      comment,
      selfApproved,
    });
    for (const id of idsOf)
      context.emit({ type: `approval.${state}`, subject: { type: 'approval', id }, data: { selfApproved } });
  }
  await writeStale(context.tx, context.accountId, decided.stale);
  for (const id of decided.stale)
    context.emit({ type: 'approval.stale', subject: { type: 'approval', id }, data: {} });
}
