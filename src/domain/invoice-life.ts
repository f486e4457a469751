/**
 * An invoice's life: draft, then issued or discarded; issued, then void. Sending, paying and crediting change its facts,
 * not its life. Totals are in invoice.ts, words for people in labels.ts.
 */
import type { DocState, InvoiceFacts } from './facts.ts';
import { owed } from './labels.ts';
import { defineLife } from './life.ts';
import { accept, decline, type Evidence, type Result } from './refusal.ts';

export type InvoiceVerb = 'issue' | 'discard' | 'void';

export const invoiceLife = defineLife<DocState, InvoiceVerb>('An invoice', {
  draft: { issue: 'issued', discard: 'discarded' },
  discarded: {},
  issued: { void: 'void' },
  void: {},
});

/** Void only when nothing was received and nothing is in flight; refuses with `move_unlawful` or `invoice_has_money`. */
export function voidInvoice(facts: InvoiceFacts): Result<DocState> {
  const moved = invoiceLife.move(facts.doc, 'void');
  if (!moved.ok) return moved;
  const { P, K, H, X } = facts.money;
  const evidence: Evidence[] = [];
  for (const [fact, amount] of [
    ['settled', P],
    ['credit_applied', K],
    ['under_review', H],
    ['in_flight', X],
  ] as const) {
    if (amount !== 0n) evidence.push({ fact, value: amount.toString() });
  }
  return evidence.length === 0 ? moved : decline('invoice_has_money', { evidence });
}

/** What a person can do with an invoice, lives and facts taken together; gates are asked afterwards. */
export const invoiceActions = [
  'edit',
  'issue',
  'discard',
  'send',
  'link',
  'charge',
  'mark_paid',
  'credit',
  'refund',
  'write_off',
  'void',
] as const;
export type InvoiceAction = (typeof invoiceActions)[number];

/** The buttons that a screen may offer; total, so that none is offered that the API would refuse for its state. */
export function lawfulInvoiceActions(facts: InvoiceFacts): InvoiceAction[] {
  const isDraft = facts.doc === 'draft';
  const isIssued = facts.doc === 'issued';
  const isOwed = owed(facts) > 0n;
  const { money } = facts;
  const isLawful: Record<InvoiceAction, boolean> = {
    edit: isDraft,
    issue: isDraft,
    discard: isDraft,
    // Sending a draft issues it; sending an issued invoice again is a reminder of the same document.
    send: isDraft || isIssued,
    link: isIssued && isOwed && facts.link.state !== 'dead',
    charge: isIssued && isOwed && money.X === 0n && money.H === 0n,
    // A cheque may come while a debit is in flight; the surplus becomes client credit.
    mark_paid: isIssued && isOwed,
    credit: isIssued && money.C < money.T,
    refund: isIssued && money.P - money.refundedMinor - money.L - money.H > 0n,
    write_off: isIssued && isOwed,
    void: voidInvoice(facts).ok,
  };
  return invoiceActions.filter((action) => isLawful[action]);
}

/** Refuses with `move_unlawful` what `lawfulInvoiceActions` would not offer. */
export function allowInvoiceAction(facts: InvoiceFacts, action: InvoiceAction): Result<true> {
  if (action === 'void') {
    const result = voidInvoice(facts);
    return result.ok ? accept(true) : result;
  }
  const lawful = lawfulInvoiceActions(facts);
  if (lawful.includes(action)) return accept(true);
  const words = (text: string): string => text.replaceAll('_', ' ');
  return decline('move_unlawful', {
    reason: `This invoice does not allow "${words(action)}" now.`,
    evidence: [
      { fact: 'doc', value: facts.doc },
      { fact: 'owed', value: owed(facts).toString() },
    ],
    next: lawful.length === 0 ? 'This state is final.' : `It allows: ${lawful.map(words).join(', ')}.`,
  });
}
