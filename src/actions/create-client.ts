/** A client on file: who is billed, where the mail goes, on which terms. */
import { z } from 'zod';
import { orRefuse } from '../domain/refusal.ts';
import { parseTerms } from '../domain/terms.ts';
import { insertClients } from '../store/clients.ts';
import { defineAction } from './action.ts';
import { address, email, oneLine } from './input.ts';

const input = z.strictObject({
  name: oneLine(200),
  contactName: oneLine(200).nullable().default(null),
  email: email.nullable().default(null),
  phone: oneLine(50).nullable().default(null),
  address: address.default({}),
  terms: z.string().nullable().default(null),
  taxExemptReason: oneLine(200).nullable().default(null),
  externalId: oneLine(100).nullable().default(null),
});

export const createClient = defineAction({
  name: 'create-client',
  permission: 'client.write',
  input,
  async run(context, client) {
    if (client.terms !== null) orRefuse(parseTerms(client.terms, 'terms'));
    const id = context.id('client');
    await insertClients(context.tx, [
      {
        accountId: context.accountId,
        id,
        ...client,
        linkedAccountId: null,
        extra: {},
        version: 1,
        createdAt: context.now,
      },
    ]);
    context.emit({
      type: 'client.created',
      subject: { type: 'client', id },
      data: { externalId: client.externalId },
      personal: { name: client.name, ...(client.email ? { email: client.email } : {}) },
    });
    return { id };
  },
});
