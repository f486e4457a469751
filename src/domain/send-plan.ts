/**
 * The plan of sending an invoice: what the client will see and get, in the exact form that a key is bound to, and the
 * preconditions that close its gates. Preview, request, approval and sending all call this one function.
 */
import type { Closure, Plan } from './gates.ts';

export interface SendSubject {
  accountId: string;
  live: boolean;
  seller: { legalName: string };
  invoice: {
    id: string;
    doc: 'draft' | 'issued';
    /** Known once issued; outside the hash, like the dates. */
    number: string | null;
    clientId: string;
    jobId: string | null;
    title: string;
    currency: string;
    terms: string;
    purchaseOrder: string | null;
    note: string | null;
    netMinor: bigint;
    taxMinor: bigint;
    totalMinor: bigint;
    owedMinor: bigint;
    holds: readonly { reason: string }[];
    link: string;
  };
  lines: readonly {
    kind: string;
    title: string;
    detail: string | null;
    quantity: string;
    unit: string;
    unitPrice: string;
    discountPercent: string | null;
    taxRate: string;
    taxCategory: string;
    taxName: string;
    netMinor: bigint;
    servedOn: string | null;
    factId: string | null;
  }[];
  client: { id: string; name: string; email: string | null };
  /** What earlier mail to this address came to, for this invoice. */
  bounced: boolean;
  /** Facts that do not agree, or a gateway event that nobody could place. */
  unclear: readonly string[];
  ways: {
    payment: { gateway: string; live: boolean } | null;
    mail: 'smtp' | 'mailbox' | 'none';
    instructions: number;
  };
}

export function sendPlan(subject: SendSubject): { plan: Plan; closures: Closure[] } {
  const { invoice, client } = subject;
  const payable = invoice.doc === 'draft' ? invoice.totalMinor > 0n : invoice.owedMinor > 0n;
  const plan: Plan = {
    action: 'send-invoice',
    accountId: subject.accountId,
    live: subject.live,
    subject: { type: 'invoice', id: invoice.id },
    clientId: client.id,
    gates: payable ? ['send', 'payment_link'] : ['send'],
    currency: invoice.currency,
    amountMinor: invoice.totalMinor.toString(),
    content: {
      issues: invoice.doc === 'draft',
      title: invoice.title,
      jobId: invoice.jobId,
      terms: invoice.terms,
      purchaseOrder: invoice.purchaseOrder,
      note: invoice.note,
      client: client.name,
      netMinor: invoice.netMinor,
      taxMinor: invoice.taxMinor,
      totalMinor: invoice.totalMinor,
      lines: subject.lines.map((line) => ({ ...line })),
    },
    effects:
      client.email === null ? [] : [{ kind: 'mail', purpose: 'invoice', channel: 'email', to: client.email }],
  };
  return { plan, closures: closuresOf(subject, payable) };
}

function closuresOf(subject: SendSubject, payable: boolean): Closure[] {
  const { invoice, client, ways } = subject;
  const closures: Closure[] = [];
  const close = (
    gate: Closure['gate'],
    precondition: Closure['precondition'],
    reason: string,
    next: string,
    evidence: Closure['evidence'] = [],
  ): void => {
    closures.push({ gate, precondition, reason, next, evidence });
  };
  if (client.email === null) {
    close(
      'send',
      'no_recipient',
      `${client.name} has no e-mail address.`,
      'Add a billing e-mail address to the client.',
      [{ fact: 'client_email', value: null, ref: client.id }],
    );
  }
  if (subject.bounced) {
    close(
      'send',
      'recipient_bounced',
      'Mail to this address came back.',
      'Correct the address of the client.',
      [{ fact: 'delivery', value: 'bounced', ref: client.id }],
    );
  }
  for (const hold of invoice.holds) {
    close('send', 'on_hold', `The invoice is on hold: ${hold.reason}.`, 'Release the hold.', [
      { fact: 'hold', value: hold.reason },
    ]);
  }
  for (const fact of subject.unclear) {
    close('send', 'state_unclear', `The state is unclear: ${fact}.`, 'Resolve the open incident first.', [
      { fact: 'state_unclear', value: fact },
    ]);
  }
  if (subject.seller.legalName.trim() === '') {
    close(
      'send',
      'missing_seller',
      'The account has no legal name to print on the invoice.',
      'Enter it in Settings › Invoicing.',
    );
  }
  if (ways.mail === 'none' || (subject.live && ways.mail === 'mailbox')) {
    close(
      'send',
      'mail_not_configured',
      'No mail server is configured.',
      'Set SMTP_URL and MAIL_FROM, then start again.',
      [{ fact: 'mail', value: ways.mail }],
    );
  }
  if (payable && ways.payment === null && ways.instructions === 0) {
    close(
      'payment_link',
      'no_active_processor',
      'There is no way to pay: no active payment gateway and no published bank or cheque details.',
      'Connect a payment gateway or publish bank details.',
      [{ fact: 'payment_gateway', value: null }],
    );
  }
  return closures;
}
