/** Changes the account's own words and rules: who it is on paper, terms, tax, numbering, who releases. Issued documents keep theirs. */
import { z } from 'zod';
import { parseNumberPattern } from '../domain/numbering.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { parseTerms } from '../domain/terms.ts';
import { parseZone } from '../domain/time.ts';
import { updateAccount } from '../store/accounts.ts';
import { defineAction } from './action.ts';
import { brand, oneLine, paymentInstructions, seller, tax, version } from './input.ts';

export const changeSettings = defineAction({
  name: 'change-settings',
  permission: 'settings.write',
  input: z.strictObject({
    version,
    name: oneLine(200).optional(),
    seller: seller.optional(),
    brand: brand.optional(),
    tax: tax.optional(),
    terms: z.string().optional(),
    timeZone: z.string().optional(),
    paymentInstructions: paymentInstructions.optional(),
    numberPattern: z.string().optional(),
    releases: z.enum(['self', 'others']).optional(),
  }),
  async run(context, { version: seen, ...change }) {
    const account = await context.account();
    if (change.terms !== undefined) orRefuse(parseTerms(change.terms, 'terms'));
    if (change.timeZone !== undefined) orRefuse(parseZone(change.timeZone, 'timeZone'));
    if (change.numberPattern !== undefined)
      orRefuse(parseNumberPattern(change.numberPattern, 'numberPattern'));
    const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    if (!(await updateAccount(context.tx, { ...account, ...defined, version: seen }))) {
      refuse('stale_version', { evidence: [{ fact: 'version', value: account.version, ref: account.id }] });
    }
    context.emit({
      type: 'account.settings_changed',
      subject: { type: 'account', id: account.id },
      data: { fields: Object.keys(defined) },
    });
    return { version: seen + 1 };
  },
});
