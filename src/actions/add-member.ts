/** Adds a person to the account with a role and, for approvers, a limit. Identity (how they sign in) is not touched. */
import { z } from 'zod';
import { type Permission, permissionsOf, type Role, roleLabels } from '../domain/access.ts';
import { refuse } from '../domain/refusal.ts';
import { insertMembers, readMembers } from '../store/accounts.ts';
import { defineAction } from './action.ts';
import { amountMinor, email, oneLine } from './input.ts';

const memberRoles = ['hub_admin', 'workspace_owner', 'office', 'field_tech', 'accountant'] as const;

const input = z.strictObject({
  userId: oneLine(200),
  role: z.enum(memberRoles),
  name: oneLine(200),
  email,
  approveLimitMinor: amountMinor.nullable().default(null),
});

export const addMember = defineAction({
  name: 'add-member',
  permission: 'member.manage',
  input,
  async run(context, member) {
    refuseHigherRole(context.actor.permissions, member.role);
    const there = (await readMembers(context.tx, context.accountId)).find(
      (row) => row.userId === member.userId,
    );
    if (there) return { memberId: there.id };
    const memberId = context.id('member');
    const added = await insertMembers(context.tx, [
      { accountId: context.accountId, id: memberId, ...member, createdAt: context.now, removedAt: null },
    ]);
    if (added === 0) {
      // Somebody else added the same person at the same moment.
      const same = (await readMembers(context.tx, context.accountId)).find(
        (row) => row.userId === member.userId,
      );
      if (same) return { memberId: same.id };
    }
    context.emit({
      type: 'member.added',
      subject: { type: 'member', id: memberId },
      data: { role: member.role, approveLimitMinor: member.approveLimitMinor?.toString() ?? null },
      personal: { name: member.name, email: member.email },
    });
    return { memberId };
  },
});

/** Nobody hands out what they do not have themselves; a key with chosen permissions least of all. */
function refuseHigherRole(own: ReadonlySet<Permission>, role: Role): void {
  const beyond = permissionsOf(role).find((permission) => !own.has(permission));
  if (beyond === undefined) return;
  refuse('permission_denied', {
    field: 'role',
    reason: `You cannot make somebody ${roleLabels[role]}: that role may "${beyond}", and you may not.`,
    evidence: [{ fact: 'permission', value: beyond }],
  });
}
