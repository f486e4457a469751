/** Puts the making or revoking of an API key on record. The key itself belongs to identity and is never in the log. */
import { z } from 'zod';
import { defineAction } from './action.ts';
import { oneLine } from './input.ts';

export const recordKey = defineAction({
  name: 'record-key',
  permission: 'key.manage',
  input: z.strictObject({
    keyId: z.string().min(1).max(80),
    name: oneLine(100).nullable(),
    what: z.enum(['created', 'revoked']),
    permissions: z.array(z.string()).nullable(),
  }),
  async run(context, { keyId, name, what, permissions }) {
    context.emit({
      type: `key.${what}`,
      subject: { type: 'account', id: context.accountId },
      data: { keyId, name, permissions },
    });
    return { keyId };
  },
});
