/**
 * What the invoice mail says, as plain values: the same sentences go into its HTML and its plain text.
 * It takes everything from the snapshot and writes no markup. English in this version; numbers and dates follow the locale.
 */
import { contactLine, partyName, postalLine } from '../../domain/address.ts';
import { formatDay } from '../../domain/format.ts';
import { formatMoney, minorFromString } from '../../domain/money.ts';
import type { InvoiceSnapshot } from '../../domain/snapshot.ts';

export interface InvoiceMailInput {
  snapshot: InvoiceSnapshot;
  /** The pay page; null when the invoice cannot be paid online. Not used in a preview. */
  payUrl: string | null;
  recipientName: string | null;
  /** Shows what would be sent: a banner, and no live link. */
  preview: boolean;
  /** What settled the invoice: then the mail is its receipt, and asks for nothing. */
  receipt?: { paidOn: string; paidMinor: string; method: string; reference: string | null };
}

export interface InvoiceMailWords {
  subject: string;
  preheader: string;
  seller: string;
  greeting: string;
  opening: string;
  amount: string;
  amountLabel: string;
  due: string;
  facts: { label: string; value: string }[];
  /** Where the button leads; null for none. */
  payUrl: string | null;
  /** The button is drawn without leading anywhere: a preview. */
  hasDeadButton: boolean;
  attachment: string;
  note: string | null;
  instructions: { method: string; lines: readonly string[] }[];
  question: string;
  contact: string[];
  previewBanner: string | null;
  practiceBanner: string | null;
}

export function invoiceMailWords(input: InvoiceMailInput): InvoiceMailWords {
  return input.receipt ? receiptWords(input, input.receipt) : requestWords(input);
}

/** The receipt: the same letter, saying what arrived instead of what is owed. */
function receiptWords(
  input: InvoiceMailInput,
  receipt: NonNullable<InvoiceMailInput['receipt']>,
): InvoiceMailWords {
  const words = requestWords({ ...input, payUrl: null });
  const { snapshot } = input;
  const paid = formatMoney(minorFromString(receipt.paidMinor), snapshot.currency, snapshot.locale);
  const number = snapshot.number === null ? 'your invoice' : `invoice ${oneLine(snapshot.number)}`;
  const canReply = snapshot.seller.email || snapshot.seller.phone;
  return {
    ...words,
    subject: `Receipt for ${number} from ${words.seller}: ${paid} paid`,
    preheader: `Paid on ${formatDay(receipt.paidOn, snapshot.locale)}`,
    opening: `Thank you. Your payment for ${number} arrived, and nothing more is owed on it.`,
    amount: paid,
    amountLabel: 'Paid',
    due: `Received on ${formatDay(receipt.paidOn, snapshot.locale)}`,
    facts: [
      ...words.facts,
      { label: 'Method', value: receipt.method },
      ...(receipt.reference ? [{ label: 'Reference', value: receipt.reference }] : []),
    ],
    attachment: 'The receipt is attached as a PDF for your records.',
    instructions: [],
    question: canReply ? 'Is something not right? Reply to this mail.' : '',
  };
}

function requestWords({ snapshot, payUrl, recipientName, preview }: InvoiceMailInput): InvoiceMailWords {
  const { seller, locale, job, number, dueOn } = snapshot;
  const name = oneLine(partyName(seller));
  const total = minorFromString(snapshot.totalMinor);
  const amount = formatMoney(total, snapshot.currency, locale);
  const isOwed = total > 0n;
  const invoice = number === null ? 'Invoice' : `Invoice ${oneLine(number)}`;
  const due = !isOwed
    ? 'Nothing to pay'
    : dueOn === null
      ? oneLine(snapshot.termsLabel)
      : `Due ${formatDay(dueOn, locale)}`;
  const isPayable = isOwed && payUrl !== null;
  return {
    subject: `${preview ? '[Preview] ' : ''}${invoice} from ${name}: ${amount}`,
    preheader: [due, job ? oneLine(job.title) : null].filter(Boolean).join(' · '),
    seller: name,
    greeting: recipientName ? `Hello ${oneLine(recipientName)},` : 'Hello,',
    opening: opening(snapshot),
    amount,
    amountLabel: isOwed ? 'Amount due' : 'Total',
    due,
    facts: facts(snapshot),
    payUrl: isPayable && !preview ? payUrl : null,
    hasDeadButton: isPayable && preview,
    attachment:
      number === null
        ? 'The invoice is attached as a PDF.'
        : `${invoice} is attached as a PDF for your records.`,
    note: snapshot.note,
    instructions: isOwed ? [...snapshot.paymentInstructions] : [],
    question:
      seller.email || seller.phone ? 'Is something not right? Reply to this mail before you pay.' : '',
    contact: contact(snapshot),
    previewBanner: preview ? 'Preview: nothing was sent.' : null,
    practiceBanner: snapshot.live ? null : 'Practice: no real money is owed.',
  };
}

/** A subject or greeting is one line, whatever was typed. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function opening({ job, adHocReason, locale }: InvoiceSnapshot): string {
  if (job) {
    const done = job.completedOn ? ` was completed on ${formatDay(job.completedOn, locale)}` : ' is complete';
    return `The work “${oneLine(job.title)}”${done}. Here is the invoice for it.`;
  }
  return adHocReason ? `Here is your invoice. ${adHocReason}` : 'Here is your invoice.';
}

function facts(snapshot: InvoiceSnapshot): InvoiceMailWords['facts'] {
  const { job, locale } = snapshot;
  const rows: [string, string | null | undefined][] = [
    ['Invoice', snapshot.number],
    ['Issued', snapshot.issuedOn && formatDay(snapshot.issuedOn, locale)],
    ['Job', job && [job.number, oneLine(job.title)].filter(Boolean).join(' · ')],
    ['Site', job?.site],
    ['Completed', job?.completedOn && formatDay(job.completedOn, locale)],
    ['Purchase order', snapshot.purchaseOrder],
    ['Your reference', snapshot.buyer.reference],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function contact({ seller }: InvoiceSnapshot): string[] {
  return [
    [seller.legalName, postalLine(seller, true)].filter(Boolean).join(' · '),
    contactLine(seller),
  ].filter(Boolean);
}

/** The plain text alternative: everything that the HTML says, in the same order. */
export function invoiceMailText(words: InvoiceMailWords): string {
  const blocks = [
    [words.previewBanner, words.practiceBanner].filter(Boolean).join('\n'),
    words.greeting,
    words.opening,
    `${words.amountLabel}: ${words.amount}\n${words.due}`,
    words.payUrl
      ? `Pay now: ${words.payUrl}`
      : words.hasDeadButton
        ? 'Pay now: the link is made when the invoice is sent'
        : '',
    words.facts.map(({ label, value }) => `${label}: ${value}`).join('\n'),
    words.note ?? '',
    ...words.instructions.map(({ method, lines }) => [method, ...lines].join('\n')),
    words.attachment,
    words.question,
    ['-- ', words.seller, ...words.contact].join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
