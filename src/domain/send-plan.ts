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
  /** SHA-256 of the document as it would be printed now, or of the issued one: seller, buyer, ways to pay and all. */
  documentSha256: string;
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
      documentSha256: subject.documentSha256,
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

/** The preconditions, each in one place: what closes which gate, why, and what puts it right. */
function closuresOf(subject: SendSubject, payable: boolean): Closure[] {
  const { invoice, ways } = subject;
  const closures = recipientClosures(subject);
  for (const { reason } of invoice.holds) {
    closures.push({
      ...{ gate: 'send', precondition: 'on_hold', next: 'Release the hold.' },
      reason: `The invoice is on hold: ${reason}.`,
      evidence: [{ fact: 'hold', value: reason }],
    });
  }
  for (const fact of subject.unclear) {
    closures.push({
      ...{ gate: 'send', precondition: 'state_unclear', next: 'Resolve the open incident first.' },
      reason: `The state is unclear: ${fact}.`,
      evidence: [{ fact: 'state_unclear', value: fact }],
    });
  }
  if (subject.seller.legalName.trim() === '') {
    closures.push({
      ...{ gate: 'send', precondition: 'missing_seller', next: 'Enter it in Settings.', evidence: [] },
      reason: 'The account has no legal name to print on the invoice.',
    });
  }
  if (ways.mail === 'none' || (subject.live && ways.mail === 'mailbox')) {
    closures.push({
      ...{ gate: 'send', precondition: 'mail_not_configured', reason: 'No mail server is configured.' },
      next: 'Set SMTP_URL and MAIL_FROM, then start again.',
      evidence: [{ fact: 'mail', value: ways.mail }],
    });
  }
  if (payable && ways.payment === null && ways.instructions === 0) {
    closures.push({
      ...{ gate: 'payment_link', precondition: 'no_active_processor' },
      reason: 'There is no way to pay: no active payment gateway and no published bank or cheque details.',
      next: 'Connect a payment gateway or publish bank details.',
      evidence: [{ fact: 'payment_gateway', value: null }],
    });
  }
  return closures;
}

function recipientClosures({ client, bounced }: SendSubject): Closure[] {
  const closures: Closure[] = [];
  if (client.email === null) {
    closures.push({
      ...{ gate: 'send', precondition: 'no_recipient', next: 'Add a billing e-mail address to the client.' },
      reason: `${client.name} has no e-mail address.`,
      evidence: [{ fact: 'client_email', value: null, ref: client.id }],
    });
  }
  if (bounced) {
    closures.push({
      ...{ gate: 'send', precondition: 'recipient_bounced', next: 'Correct the address of the client.' },
      reason: 'Mail to this address came back.',
      evidence: [{ fact: 'delivery', value: 'bounced', ref: client.id }],
    });
  }
  return closures;
}
