/** Opens an account with its first member, as the house: at the first start, and when a hub adds a workspace. */
import { z } from 'zod';
import { isRole } from '../domain/access.ts';
import { currencies } from '../domain/money.ts';
import { defaultNumberPattern, parseNumberPattern } from '../domain/numbering.ts';
import { orRefuse } from '../domain/refusal.ts';
import { parseTerms } from '../domain/terms.ts';
import { parseZone } from '../domain/time.ts';
import { insertAccounts, insertMembers } from '../store/accounts.ts';
import { defineAction } from './action.ts';
import { brand, email, id, oneLine, paymentInstructions, seller, tax } from './input.ts';

const input = z.strictObject({
  id: id('account'),
  parentId: id('account').nullable().default(null),
  kind: z.enum(['hub', 'workspace']),
  name: oneLine(200),
  practice: z.boolean().default(false),
  currency: z.string().refine((code) => currencies.includes(code), 'it is not a supported currency'),
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
  timeZone: z.string(),
  seller,
  brand,
  tax,
  terms: z.string().default('net_30'),
  paymentInstructions: paymentInstructions.default([]),
  numberPattern: z.string().default(defaultNumberPattern),
  releases: z.enum(['self', 'others']).default('others'),
  owner: z.strictObject({
    userId: oneLine(200),
    role: z.string().refine(isRole, 'it is not a role'),
    name: oneLine(200),
    email,
  }),
});

export const openAccount = defineAction({
  name: 'open-account',
  permission: 'account.open',
  input,
  async run(context, { owner, ...account }) {
    orRefuse(parseZone(account.timeZone, 'timeZone'));
    orRefuse(parseTerms(account.terms, 'terms'));
    orRefuse(parseNumberPattern(account.numberPattern, 'numberPattern'));
    await insertAccounts(context.tx, [
      { ...account, linkSecretVersion: 1, version: 1, createdAt: context.now },
    ]);
    const memberId = context.id('member');
    await insertMembers(context.tx, [
      {
        accountId: account.id,
        id: memberId,
        userId: owner.userId,
        role: owner.role,
        name: owner.name,
        email: owner.email,
        approveLimitMinor: null,
        createdAt: context.now,
        removedAt: null,
      },
    ]);
    context.emit(
      {
        type: 'account.created',
        subject: { type: 'account', id: account.id },
        data: { kind: account.kind, currency: account.currency, practice: account.practice },
      },
      account.id,
    );
    context.emit(
      {
        type: 'member.added',
        subject: { type: 'member', id: memberId },
        data: { role: owner.role },
        personal: { name: owner.name, email: owner.email },
      },
      account.id,
    );
    return { accountId: account.id, memberId };
  },
});
