/**
 * Whether the reader could decide a waiting approval, and what stands in the way, so that no button is offered in vain.
 * It foresees what decide-approval would refuse; that action judges again under a lock.
 */
import type { Actor } from '../actions/actor.ts';
import { isRole, may, type Permission, whoMayLabels } from '../domain/access.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import type { AccountRow, MemberRow } from '../store/accounts.ts';
import type { ApprovalRow } from '../store/approvals.ts';

/** Why somebody else has to decide; undefined when this reader may. */
export function whyNotMine(
  actor: Actor,
  account: AccountRow,
  waiting: ApprovalRow,
  members: readonly MemberRow[],
): Refusal | undefined {
  const needed = waiting.gates.map((gate) => `${gate}.approve` as Permission);
  const lacking = needed.find((permission) => !actor.permissions.has(permission));
  if (lacking)
    return refusal('permission_denied', {
      reason: 'Your role may not decide this.',
      next: 'One of the approvers decides.',
      approvers: whoMayLabels(lacking),
    });
  if (actor.approveLimitMinor !== null && waiting.amountMinor > actor.approveLimitMinor)
    return refusal('approval_limit');
  if (waiting.requestedBy !== actor.id || account.releases === 'self') return undefined;
  const others = members.filter(
    ({ userId, role }) =>
      userId !== actor.id && isRole(role) && needed.every((permission) => may(role, permission)),
  );
  return others.length === 0
    ? undefined
    : refusal('second_person_required', { approvers: others.map(({ name }) => name) });
}
