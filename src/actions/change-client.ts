/** Changes a client. Open approvals for its invoices go stale by themselves: name and address are part of what they hash. */
import { z } from 'zod';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { parseTerms } from '../domain/terms.ts';
import { readClients, updateClient } from '../store/clients.ts';
import { defineAction } from './action.ts';
import { address, email, id, oneLine, version } from './input.ts';

const input = z.strictObject({
  clientId: id('client'),
  version,
  name: oneLine(200).optional(),
  contactName: oneLine(200).nullable().optional(),
  email: email.nullable().optional(),
  phone: oneLine(50).nullable().optional(),
  address: address.optional(),
  terms: z.string().nullable().optional(),
  taxExemptReason: oneLine(200).nullable().optional(),
});

export const changeClient = defineAction({
  name: 'change-client',
  permission: 'client.write',
  input,
  async run(context, { clientId, version: seen, ...change }) {
    const [row] = await readClients(context.tx, context.accountId, [clientId]);
    if (!row) refuse('not_found');
    if (change.terms) orRefuse(parseTerms(change.terms, 'terms'));
    const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    if (!(await updateClient(context.tx, { ...row, ...defined, version: seen }))) {
      refuse('stale_version', { evidence: [{ fact: 'version', value: row.version, ref: clientId }] });
    }
    context.emit({
      type: 'client.changed',
      subject: { type: 'client', id: clientId },
      data: { fields: Object.keys(defined) },
      ...(change.email ? { personal: { email: change.email } } : {}),
    });
    return { id: clientId, version: seen + 1 };
  },
});
