/**
 * What differs between the plan that a key was asked for and the plan as it is now, in words an approver can check.
 * It compares and does not judge: any difference makes the hashes differ, and then the key does not fit.
 */
import { canonicalJson } from './canonical.ts';
import type { Plan } from './gates.ts';

export interface PlanChange {
  /** What changed, for people: "Total", "Recipient". */
  what: string;
  /** Amounts are minor units as text, in the plan's currency. */
  kind: 'money' | 'text';
  before: string | null;
  after: string | null;
}

interface Line {
  title?: unknown;
  quantity?: unknown;
  unitPrice?: unknown;
  netMinor?: unknown;
}

const words: Record<string, string> = {
  title: 'Title',
  client: 'Client',
  terms: 'Terms',
  purchaseOrder: 'Purchase order',
  note: 'Note on the invoice',
};

const textOf = (value: unknown): string | null =>
  value === null || value === undefined || value === '' ? null : String(value);

/** Differences in the order in which they matter: money, recipients, gates, words, lines. Empty when the plans are equal. */
export function planChanges(before: Plan, after: Plan): PlanChange[] {
  const changes: PlanChange[] = [];
  const add = (what: string, kind: PlanChange['kind'], was: string | null, is: string | null): void => {
    if (was !== is) changes.push({ what, kind, before: was, after: is });
  };
  if (before.currency === after.currency) add('Total', 'money', before.amountMinor, after.amountMinor);
  else
    add(
      'Total',
      'text',
      `${before.amountMinor} ${before.currency}`,
      `${after.amountMinor} ${after.currency}`,
    );
  add('Recipient', 'text', recipients(before), recipients(after));
  add('Gates', 'text', before.gates.join(', '), after.gates.join(', '));
  add('Real or practice', 'text', before.live ? 'live' : 'sandbox', after.live ? 'live' : 'sandbox');
  const was = contentOf(before);
  const is = contentOf(after);
  for (const [name, what] of Object.entries(words)) add(what, 'text', textOf(was[name]), textOf(is[name]));
  changes.push(...lineChanges(linesOf(was), linesOf(is)));
  if (changes.length === 0 && canonicalJson(before) !== canonicalJson(after)) {
    changes.push({
      what: 'The printed document (addresses, ways to pay or details of lines)',
      kind: 'text',
      before: null,
      after: null,
    });
  }
  return changes;
}

const recipients = (plan: Plan): string | null => plan.effects.map((effect) => effect.to).join(', ') || null;
const contentOf = (plan: Plan): Record<string, unknown> => (plan.content ?? {}) as Record<string, unknown>;
const linesOf = (content: Record<string, unknown>): Line[] =>
  Array.isArray(content.lines) ? (content.lines as Line[]) : [];

function lineChanges(before: readonly Line[], after: readonly Line[]): PlanChange[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, index): PlanChange[] => {
    const [was, is] = [before[index], after[index]];
    const name = (line: Line | undefined): string => textOf(line?.title) ?? 'no title';
    const net = (line: Line | undefined): string | null => textOf(line?.netMinor);
    const what = `Line ${index + 1}: ${name(is ?? was)}`;
    if (was === undefined || is === undefined || net(was) !== net(is))
      return [{ what, kind: 'money', before: net(was), after: net(is) }];
    const said = (line: Line): string =>
      `${name(line)}, ${textOf(line.quantity)} × ${textOf(line.unitPrice)}`;
    return said(was) === said(is) ? [] : [{ what, kind: 'text', before: said(was), after: said(is) }];
  }).flat();
}
