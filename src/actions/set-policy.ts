/** Changes the policy of a gate: an explicit, audited act of an owner. Opening a gate never opens a precondition. */
import { z } from 'zod';
import { whoMayLabels } from '../domain/access.ts';
import { gateNames } from '../domain/gates.ts';
import { refuse } from '../domain/refusal.ts';
import { writePolicy } from '../store/accounts.ts';
import { readClients } from '../store/clients.ts';
import { defineAction } from './action.ts';
import { amountMinor, id } from './input.ts';

export const setPolicy = defineAction({
  name: 'set-policy',
  permission: 'policy.perform',
  input: z.strictObject({
    gate: z.enum(gateNames),
    policy: z.enum(['approval', 'open', 'closed']),
    clientId: id('client').nullable().default(null),
    fromMinor: amountMinor.nullable().default(null),
    toMinor: amountMinor.nullable().default(null),
  }),
  async run(context, row) {
    // Opening a gate is as good as holding every key to it.
    const needed = ['policy.approve', `${row.gate}.approve`] as const;
    const lacking = needed.find((permission) => !context.actor.permissions.has(permission));
    if (lacking) {
      refuse('permission_denied', {
        reason: `Changing this policy needs "${lacking}" as well.`,
        evidence: [{ fact: 'permission', value: lacking }],
        approvers: whoMayLabels(lacking),
      });
    }
    if (row.clientId !== null) {
      const [client] = await readClients(context.tx, context.accountId, [row.clientId]);
      if (!client) refuse('not_found', { field: 'clientId' });
    }
    const policyId = context.id('policy');
    await writePolicy(context.tx, { accountId: context.accountId, id: policyId, ...row });
    context.emit({
      type: 'policy.changed',
      subject: { type: 'account', id: context.accountId },
      data: {
        gate: row.gate,
        policy: row.policy,
        clientId: row.clientId,
        fromMinor: row.fromMinor?.toString() ?? null,
        toMinor: row.toMinor?.toString() ?? null,
      },
    });
    return { gate: row.gate, policy: row.policy };
  },
});
