/**
 * Approvals as approvers read them: people by name, the state as of now, and what the same document would do now, so that
 * a screen can say what changed since it was asked. It decides nothing and changes no state.
 */
import { approvalStateAt } from '../domain/approval.ts';
import { type Closure, gateTitles, type Plan, planHash } from '../domain/gates.ts';
import { type PlanChange, planChanges } from '../domain/plan-changes.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import { sendPlan } from '../domain/send-plan.ts';
import { readAccounts, readMembers } from '../store/accounts.ts';
import type { ApprovalRow } from '../store/approvals.ts';
import { readInvoices } from '../store/invoices.ts';
import { readSendMaterial } from '../store/send-subjects.ts';
import { whyNotMine } from './decision-view.ts';
import { readNames } from './people.ts';
import type { ReadContext } from './route.ts';

export type ApprovalView = Omit<ApprovalRow, 'accountId' | 'amountMinor'> & {
  amountMinor: number;
  requestedByName: string | null;
  decidedByName: string | null;
  gateTitles: string[];
};

export interface ApprovalDetail extends ApprovalView {
  /** What the same document would do now; null when it can no longer be sent at all (discarded, void). */
  now: { plan: Plan; closures: Closure[]; number: string | null } | null;
  /** What the reader may decide while it waits; `obstacle` says why not, and who may. */
  decision: {
    mayApprove: boolean;
    mayDeny: boolean;
    obstacle: { reason: string; next: string; approvers: readonly string[] } | null;
  };
  /** What differs between what was asked and now; empty while the key still fits. */
  changes: PlanChange[];
}

export async function viewApprovals(
  context: ReadContext,
  rows: readonly ApprovalRow[],
): Promise<ApprovalView[]> {
  const names = await readNames(
    context.tx,
    context.actor.accountId,
    rows.flatMap((row) => [row.requestedBy, row.decidedBy ?? '']),
  );
  const now = context.house.environment.business.now();
  return rows.map(({ accountId: _account, ...row }) => ({
    ...row,
    amountMinor: Number(row.amountMinor),
    state: approvalStateAt(row.state, row.expiresAt, now),
    requestedByName: names.get(row.requestedBy) ?? null,
    decidedByName: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? null),
    gateTitles: row.plan.gates.map((gate) => gateTitles[gate]),
  }));
}

export async function viewApproval(context: ReadContext, row: ApprovalRow): Promise<ApprovalDetail> {
  const [view] = await viewApprovals(context, [row]);
  const [account] = await readAccounts(context.tx, [context.actor.accountId]);
  const invoices = (await readInvoices(context.tx, context.actor.accountId, [row.subjectId])).filter(
    (invoice) => invoice.doc === 'draft' || invoice.doc === 'issued',
  );
  const found = account
    ? (await readSendMaterial(context.tx, account, invoices, context.house.ways)).get(row.subjectId)
    : undefined;
  const current = found ? sendPlan(found.subject) : null;
  const members = account ? await readMembers(context.tx, account.id) : [];
  const other = account && whyNotMine(context.actor, account, row, members);
  const fits = current !== null && planHash(current.plan) === row.planHash;
  const obstacle = other ?? (fits ? undefined : refusal('approval_stale'));
  const isWaiting = view!.state === 'requested';
  return {
    ...view!,
    decision: {
      mayApprove: isWaiting && obstacle === undefined,
      // What changed since can still be denied, so that it waits no longer.
      mayDeny: isWaiting && other === undefined,
      obstacle: isWaiting && obstacle ? obstacleOf(obstacle) : null,
    },
    now: current && { ...current, number: found!.invoice.number },
    changes:
      current && (row.state === 'requested' || row.state === 'approved' || row.state === 'stale')
        ? planChanges(row.plan, current.plan)
        : [],
  };
}

const obstacleOf = ({ reason, next, approvers }: Refusal) => ({ reason, next, approvers });
