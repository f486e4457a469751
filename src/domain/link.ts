/**
 * The life of a pay link, and what its public page shows. One page for life: it changes what it says, never its address.
 * Tokens and their hashes are not made here.
 */
import type { InvoiceFacts, LinkState } from './facts.ts';
import { owed } from './labels.ts';
import { defineLife } from './life.ts';

/** `kill` comes with a void; `suspend` with a withdrawal or a hold; `reopen` is a person's gated decision. */
export type LinkVerb = 'create' | 'suspend' | 'reopen' | 'expire' | 'renew' | 'kill';

export const linkLife = defineLife<LinkState, LinkVerb>('A pay link', {
  none: { create: 'active', kill: 'dead' },
  active: { suspend: 'suspended', expire: 'expired', kill: 'dead' },
  suspended: { reopen: 'active', kill: 'dead' },
  expired: { renew: 'active', kill: 'dead' },
  dead: {},
});

/** What the public page answers: `pay` and `read_only` and `receipt` are 200, `missing` is 404, `gone` is 410. */
export type PayPage = 'missing' | 'pay' | 'read_only' | 'receipt' | 'gone';

/** Total. A draft is as unknown as a wrong address; money in flight or under review hides the pay button, not the page. */
export function payPage(facts: InvoiceFacts): PayPage {
  if (facts.doc === 'void') return 'gone';
  if (facts.doc !== 'issued' || facts.link.state === 'none') return 'missing';
  if (facts.link.state === 'dead') return 'gone';
  if (facts.money.H > 0n) return 'read_only';
  if (owed(facts) <= 0n) return 'receipt';
  return facts.link.state === 'active' && facts.money.X === 0n ? 'pay' : 'read_only';
}
