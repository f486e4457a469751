/** Adds a person to the account with a role and, for approvers, a limit. Identity (how they sign in) is not touched. */
import { z } from 'zod';
import { isRole } from '../domain/access.ts';
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
    if (!isRole(member.role)) refuse('input_invalid', { field: 'role' });
    const there = (await readMembers(context.tx, context.accountId)).find(
      (row) => row.userId === member.userId,
    );
    if (there) return { memberId: there.id };
    const memberId = context.id('member');
    await insertMembers(context.tx, [
      { accountId: context.accountId, id: memberId, ...member, createdAt: context.now, removedAt: null },
    ]);
    context.emit({
      type: 'member.added',
      subject: { type: 'member', id: memberId },
      data: { role: member.role, approveLimitMinor: member.approveLimitMinor?.toString() ?? null },
      personal: { name: member.name, email: member.email },
    });
    return { memberId };
  },
});
