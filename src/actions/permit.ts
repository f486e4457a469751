/**
 * The gates and the only maker of effects. A permit is proof that a gate was open or that one approval was consumed in
 * this transaction; without it no effect row can be written. There is no way around it and no force flag.
 */
import { isRole, type Permission, permissionsOf, whoMayLabels } from '../domain/access.ts';
import { type Closure, type Gate, type Plan, planHash, policyFor, strictest } from '../domain/gates.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import { addSeconds } from '../domain/time.ts';
import { readMembers, readPolicies } from '../store/accounts.ts';
import {
  type ApprovalRow,
  consumeApprovals,
  insertApprovals,
  lockOpenApprovals,
} from '../store/approvals.ts';
import { insertEffects } from '../store/queue.ts';
import type { ActionContext } from './context.ts';

declare const minted: unique symbol;
export interface Permit {
  readonly [minted]: true;
  readonly permit: 'approval' | 'open_policy' | 'house';
  readonly approvalId: string | null;
  readonly subjectId: string;
}

const mint = (permit: Permit['permit'], approvalId: string | null, subjectId: string): Permit =>
  ({ permit, approvalId, subjectId }) as Permit;

/** Mail that the house may always send about its own doings: sign-in, invitation, receipt. */
export const housePermit = (subjectId: string): Permit => mint('house', null, subjectId);

/** How long a request or a key stays good. */
export const approvalLifeSeconds = 7 * 24 * 3600;

export interface PlannedAction {
  plan: Plan;
  closures: readonly Closure[];
}

/**
 * Passes each plan's gates or says why not, for a whole list at once.
 * @param approveNow the actor approves what it sends, in one step, where the account allows that
 */
export async function passGates(
  context: ActionContext,
  planned: readonly PlannedAction[],
  options: { approveNow: boolean },
): Promise<Map<string, Permit | Refusal>> {
  const policies = await readPolicies(context.tx, context.accountId);
  const open = await lockOpenApprovals(
    context.tx,
    context.accountId,
    planned.map(({ plan }) => plan.subject.id),
  );
  const passed = new Map<string, Permit | Refusal>();
  const keys: { plan: Plan; approval: ApprovalRow }[] = [];
  const waiting: Plan[] = [];
  for (const { plan, closures } of planned) {
    const policy = strictest(
      plan.gates.map((gate) =>
        policyFor(policies, gate, { clientId: plan.clientId, amountMinor: BigInt(plan.amountMinor) }),
      ),
    );
    context.gates.push({
      subjectId: plan.subject.id,
      gates: plan.gates,
      opensWith: closures.length > 0 ? 'closed' : policy,
    });
    const first = closures[0];
    if (first) passed.set(plan.subject.id, closedBy(first));
    else if (policy === 'closed') passed.set(plan.subject.id, closedBy(closedByPolicy(plan)));
    else if (policy === 'open') passed.set(plan.subject.id, mint('open_policy', null, plan.subject.id));
    else {
      const hash = planHash(plan);
      const key = open.find(
        (row) =>
          row.state === 'approved' &&
          row.subjectId === plan.subject.id &&
          row.planHash === hash &&
          row.expiresAt > context.now,
      );
      if (key) keys.push({ plan, approval: key });
      else waiting.push(plan);
    }
  }
  await spendKeys(context, keys, passed);
  const minted = options.approveNow
    ? await approveInOneStep(context, waiting)
    : new Map<string, Permit | Refusal>();
  for (const plan of waiting)
    passed.set(plan.subject.id, minted.get(plan.subject.id) ?? needsKey(plan, open));
  return passed;
}

async function spendKeys(
  context: ActionContext,
  keys: readonly { plan: Plan; approval: ApprovalRow }[],
  passed: Map<string, Permit | Refusal>,
): Promise<void> {
  if (keys.length === 0) return;
  const used = new Set(
    await consumeApprovals(
      context.tx,
      context.accountId,
      keys.map(({ approval }) => approval.id),
      context.now,
    ),
  );
  for (const { plan, approval } of keys) {
    if (!used.has(approval.id)) {
      passed.set(plan.subject.id, needsKey(plan, []));
      continue;
    }
    passed.set(plan.subject.id, mint('approval', approval.id, plan.subject.id));
    context.emit({
      type: 'approval.consumed',
      subject: { type: 'approval', id: approval.id },
      data: { plan: approval.planHash, of: plan.subject.id },
    });
  }
}

/** "Just me": the sender holds the permission to approve and the account knows nobody else, or says that this is enough. */
async function approveInOneStep(
  context: ActionContext,
  plans: readonly Plan[],
): Promise<Map<string, Permit | Refusal>> {
  const passed = new Map<string, Permit | Refusal>();
  const allowed = await mayApproveOwn(
    context,
    plans.flatMap((plan) => plan.gates),
  );
  const rows: ApprovalRow[] = [];
  for (const plan of plans) {
    const refused = allowed ?? overLimit(context, plan);
    if (refused) {
      passed.set(plan.subject.id, refused);
      continue;
    }
    const row: ApprovalRow = {
      ...approvalRow(context, plan, null),
      state: 'consumed',
      decidedBy: context.actor.id,
      decidedAt: context.now,
      selfApproved: true,
      consumedAt: context.now,
    };
    rows.push(row);
    passed.set(plan.subject.id, mint('approval', row.id, plan.subject.id));
    context.emit({
      type: 'approval.approved',
      subject: { type: 'approval', id: row.id },
      data: { plan: row.planHash, of: plan.subject.id, selfApproved: true },
    });
    context.emit({
      type: 'approval.consumed',
      subject: { type: 'approval', id: row.id },
      data: { plan: row.planHash, of: plan.subject.id },
    });
  }
  await insertApprovals(context.tx, rows);
  return passed;
}

/** Undefined when the actor may approve its own request here; otherwise the refusal. */
export async function mayApproveOwn(
  context: ActionContext,
  gates: readonly Gate[],
): Promise<Refusal | undefined> {
  const lacking = gates
    .map((gate) => `${gate}.approve` as Permission)
    .find((permission) => !context.actor.permissions.has(permission));
  if (lacking) {
    return refusal('permission_denied', {
      reason: `Your role may not approve this: it needs "${lacking}".`,
      approvers: whoMayLabels(lacking),
      evidence: [{ fact: 'permission', value: lacking }],
    });
  }
  const account = await context.account();
  if (account.releases === 'self') return undefined;
  const members = await readMembers(context.tx, context.accountId);
  const others = members.filter(
    (member) =>
      member.userId !== context.actor.id &&
      isRole(member.role) &&
      gates.every((gate) => permissionsOf(member.role as never).includes(`${gate}.approve` as Permission)),
  );
  if (others.length === 0) return undefined;
  return refusal('second_person_required', {
    approvers: others.map((member) => member.name),
    evidence: [{ fact: 'other_approvers', value: others.length }],
  });
}

export function overLimit(context: ActionContext, plan: Pick<Plan, 'amountMinor'>): Refusal | undefined {
  const limit = context.actor.approveLimitMinor;
  if (limit === null || BigInt(plan.amountMinor) <= limit) return undefined;
  return refusal('approval_limit', {
    evidence: [
      { fact: 'amount_minor', value: plan.amountMinor },
      { fact: 'limit_minor', value: limit.toString() },
    ],
  });
}

export function approvalRow(context: ActionContext, plan: Plan, batchId: string | null): ApprovalRow {
  return {
    accountId: context.accountId,
    id: context.id('approval'),
    action: plan.action,
    gates: [...plan.gates],
    subjectType: plan.subject.type,
    subjectId: plan.subject.id,
    batchId,
    plan,
    planHash: planHash(plan),
    amountMinor: BigInt(plan.amountMinor),
    currency: plan.currency,
    state: 'requested',
    requestedBy: context.actor.id,
    requestedAt: context.now,
    expiresAt: addSeconds(context.now, approvalLifeSeconds),
    decidedBy: null,
    decidedAt: null,
    selfApproved: false,
    comment: null,
    consumedAt: null,
    version: 1,
  };
}

const closedByPolicy = (plan: Plan): Closure => ({
  gate: plan.gates[0] ?? 'send',
  precondition: 'policy_closed',
  reason: 'The policy of this account keeps this gate closed.',
  next: 'Ask an owner to change the gate policy.',
  evidence: [{ fact: 'policy', value: 'closed' }],
});

export const closedBy = (closure: Closure): Refusal =>
  refusal('gate_closed', {
    reason: closure.reason,
    next: closure.next,
    approvers: whoMayLabels(`${closure.gate}.approve` as Permission),
    evidence: [
      { fact: 'gate', value: closure.gate },
      { fact: 'precondition', value: closure.precondition },
      ...closure.evidence,
    ],
  });

function needsKey(plan: Plan, open: readonly ApprovalRow[]): Refusal {
  const mine = open.filter((row) => row.subjectId === plan.subject.id);
  const hash = planHash(plan);
  const asked = mine.find((row) => row.state === 'requested' && row.planHash === hash);
  const outdated = mine.find((row) => row.planHash !== hash);
  return refusal('gate_closed', {
    reason: asked
      ? 'This waits for its approval.'
      : outdated
        ? 'The approval was for an earlier version: something changed since. It does not count any more.'
        : 'This needs an approval before it can leave.',
    next: asked ? 'Ask one of the approvers to decide.' : 'Request an approval for what it says now.',
    approvers: whoMayLabels(`${plan.gates[0] ?? 'send'}.approve` as Permission),
    evidence: [
      { fact: 'gates', value: plan.gates.join(', ') },
      { fact: 'policy', value: 'approval' },
    ],
    request: {
      action: plan.action,
      subjectId: plan.subject.id,
      planHash: hash,
      ...(asked ? { approvalId: asked.id } : {}),
    },
  });
}

export interface EffectDraft {
  permit: Permit;
  /** The effect's id where the caller needs it before (a delivery points at it). */
  id?: string;
  kind: 'mail' | 'gateway_read';
  subject: { type: string; id: string };
  payload: Record<string, unknown>;
  accountId?: string;
}

/** The one function that makes effects. @returns their ids, in order */
export async function createEffects(
  context: ActionContext,
  drafts: readonly EffectDraft[],
): Promise<string[]> {
  const rows = drafts.map((draft) => ({
    accountId: draft.accountId ?? context.accountId,
    id: draft.id ?? context.id('effect'),
    kind: draft.kind,
    permit: draft.permit.permit,
    approvalId: draft.permit.approvalId,
    subjectType: draft.subject.type,
    subjectId: draft.subject.id,
    payload: draft.payload,
    dueAt: context.house.environment.machine.now(),
    createdAt: context.now,
  }));
  await insertEffects(context.tx, rows);
  for (const row of rows)
    context.effects.push({
      kind: row.kind,
      subjectId: row.subjectId,
      payload: row.payload,
      permit: row.permit,
    });
  return rows.map((row) => row.id);
}
