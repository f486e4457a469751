/**
 * How each kind of effect leaves the house. The only place that hands anything to a gateway port.
 * Before: the effect is leased. After: an action records the outcome. Nothing here decides whether it may leave.
 */

import { perform } from '../actions/action.ts';
import { systemActor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import { recordDelivery } from '../actions/record-delivery.ts';
import { recordFee } from '../actions/record-fee.ts';
import { storeDocument } from '../actions/store-document.ts';
import { payTokenText } from '../domain/pay-token.ts';
import type { InvoiceSnapshot } from '../domain/snapshot.ts';
import { addSeconds } from '../domain/time.ts';
import type { DocumentGateway, DocumentReceipt } from '../gateways/documents/port.ts';
import type { MailGateway, MailOutcome, OutgoingMail } from '../gateways/mail/port.ts';
import type { PaymentGateway } from '../gateways/payment/port.ts';
import { readAccounts } from '../store/accounts.ts';
import { readDeliveriesOfEffect, readDocument } from '../store/deliveries.ts';
import { type InvoiceRow, readInvoices } from '../store/invoices.ts';
import { readPaymentsOf } from '../store/payments.ts';
import { type EffectRow, writeEffectState } from '../store/queue.ts';

export interface Outside {
  payments: PaymentGateway | null;
  mail: MailGateway | null;
  documents: DocumentGateway;
  /** Looks a message up by its id where the mail gateway can say; null when it cannot. */
  findMail: ((messageId: string) => Promise<string | null>) | null;
  /** Writes the mail of an invoice or its receipt. */
  writeMail(input: {
    snapshot: InvoiceSnapshot;
    payUrl: string | null;
    recipientName: string;
    receipt: DocumentReceipt | null;
  }): Promise<{ subject: string; html: string; text: string }>;
  mailFrom: { name: string | null; address: string };
  /** Where clients reach this install, without a trailing slash. */
  publicUrl(): string;
}

/** After so many tries a failure is an incident. */
export const triesMax = 10;

export type Performer = (house: House, outside: Outside, effect: EffectRow) => Promise<void>;

export const performers: Readonly<Record<string, Performer>> = {
  mail: performMail,
  gateway_read: performGatewayRead,
};

/** The pay page of an invoice, for as long as it lives. */
export const payUrlOf = (
  house: House,
  outside: Pick<Outside, 'publicUrl'>,
  accountId: string,
  invoiceId: string,
  version: number,
): string =>
  `${outside.publicUrl()}/pay/${house.environment.hmac(payTokenText(accountId, invoiceId, version))}`;

async function performMail(house: House, outside: Outside, effect: EffectRow): Promise<void> {
  const record = (outcome: unknown) =>
    perform(house, systemActor(effect.accountId), recordDelivery, { effectId: effect.id, outcome }).then(
      (result) => {
        if (!result.ok) throw new Error(`recording a delivery was refused: ${result.refusal.code}`);
      },
    );
  if (!outside.mail) return record({ kind: 'unavailable', message: 'No mail server is configured.' });
  const mail = await compose(house, outside, effect);
  if (effect.state === 'handing_over') {
    // The process ended between the hand-over and its record. Ask where that is possible; otherwise it is unknown.
    const acceptanceId = outside.findMail ? await outside.findMail(mail.messageId) : null;
    if (acceptanceId !== null) return record({ kind: 'accepted', acceptanceId });
    if (!outside.findMail)
      return record({
        kind: 'unknown',
        message: 'The program stopped while the mail was being handed over.',
      });
  }
  await record({ kind: 'handing_over', leasedUntil: addSeconds(house.environment.machine.now(), 120) });
  await record(outcomeOf(await outside.mail.send(mail)));
}

function outcomeOf(outcome: MailOutcome): unknown {
  switch (outcome.kind) {
    case 'accepted':
      return { kind: 'accepted', acceptanceId: outcome.acceptanceId.slice(0, 500) };
    case 'rejected':
      return outcome.permanent
        ? { kind: 'rejected', message: `${outcome.code} ${outcome.response}`.slice(0, 1000) }
        : { kind: 'unavailable', message: `${outcome.code} ${outcome.response}`.slice(0, 1000) };
    default:
      return { kind: outcome.kind, message: outcome.reason.slice(0, 1000) };
  }
}

async function compose(house: House, outside: Outside, effect: EffectRow): Promise<OutgoingMail> {
  const isReceipt = effect.payload.purpose === 'receipt';
  const { invoice, receipt, messageId, version } = await read(house, effect, isReceipt);
  const snapshot = JSON.parse(invoice.snapshot!) as InvoiceSnapshot;
  const payUrl =
    invoice.link === 'active' || isReceipt
      ? payUrlOf(house, outside, effect.accountId, invoice.id, version)
      : null;
  const pdf = await documentOf(house, outside, {
    accountId: effect.accountId,
    invoice,
    payUrl: isReceipt ? null : payUrl,
    receipt,
  });
  const words = await outside.writeMail({
    snapshot,
    payUrl,
    recipientName: String(effect.payload.toName ?? ''),
    receipt,
  });
  return {
    from: { name: snapshot.seller.tradeName ?? snapshot.seller.legalName, address: outside.mailFrom.address },
    to: [{ name: String(effect.payload.toName ?? '') || null, address: String(effect.payload.to) }],
    cc: [],
    bcc: [],
    replyTo:
      snapshot.seller.email === null
        ? null
        : { name: snapshot.seller.legalName, address: snapshot.seller.email },
    subject: words.subject,
    html: words.html,
    text: words.text,
    attachments: [
      {
        filename: `${isReceipt ? 'Receipt' : 'Invoice'}-${snapshot.number}.pdf`,
        contentType: 'application/pdf',
        bytes: pdf,
      },
    ],
    messageId: `<${messageId}>`,
    date: house.environment.business.now(),
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

async function read(
  house: House,
  effect: EffectRow,
  isReceipt: boolean,
): Promise<{ invoice: InvoiceRow; receipt: DocumentReceipt | null; messageId: string; version: number }> {
  return house.database.transaction(
    [effect.accountId],
    async (tx) => {
      const [invoice] = await readInvoices(tx, effect.accountId, [effect.subjectId]);
      const [delivery] = await readDeliveriesOfEffect(tx, effect.accountId, effect.id);
      const [account] = await readAccounts(tx, [effect.accountId]);
      if (!invoice?.snapshot || !delivery || !account)
        throw new Error(`the effect ${effect.id} points at an invoice that is not issued`);
      const receipt = isReceipt ? receiptOf(await readPaymentsOf(tx, effect.accountId, invoice.id)) : null;
      return { invoice, receipt, messageId: delivery.messageId, version: account.linkSecretVersion };
    },
    { readOnly: true },
  );
}

const methodNames: Record<string, string> = { card: 'Card', us_bank_account: 'Bank debit', link: 'Link' };

export function receiptOf(payments: Awaited<ReturnType<typeof readPaymentsOf>>): DocumentReceipt | null {
  const last = payments.at(-1);
  if (!last) return null;
  return {
    paidOn: last.settledOn,
    paidMinor: payments.reduce((sum, payment) => sum + payment.allocatedMinor, 0n).toString(),
    method: methodNames[last.method] ?? last.method,
    reference: last.gatewayRef ?? last.reference,
  };
}

/** The stored bytes, or the first rendering, which becomes the stored bytes. */
export async function documentOf(
  house: House,
  outside: Pick<Outside, 'documents'>,
  source: { accountId: string; invoice: InvoiceRow; payUrl: string | null; receipt: DocumentReceipt | null },
): Promise<Uint8Array> {
  const kind = source.receipt ? 'receipt' : 'invoice';
  const stored = () =>
    house.database.transaction(
      [source.accountId],
      (tx) => readDocument(tx, source.accountId, source.invoice.id, kind),
      { readOnly: true },
    );
  const there = await stored();
  if (there) return there.bytes;
  const rendered = await outside.documents.renderInvoice({
    snapshot: JSON.parse(source.invoice.snapshot!) as InvoiceSnapshot,
    state: 'issued',
    payUrl: source.payUrl,
    ...(source.receipt ? { receipt: source.receipt } : {}),
  });
  const kept = await perform(house, systemActor(source.accountId), storeDocument, {
    invoiceId: source.invoice.id,
    kind,
    bytes: rendered.pdf,
    sha256: rendered.sha256,
    engine: rendered.engine,
    template: rendered.template,
  });
  if (!kept.ok) throw new Error(`storing a document was refused: ${kept.refusal.code}`);
  return (await stored())!.bytes;
}

/** Asks what the gateway kept of a settled payment. The answer may not be there yet: then it is asked again later. */
async function performGatewayRead(house: House, outside: Outside, effect: EffectRow): Promise<void> {
  const later = (seconds: number) =>
    house.database.transaction([effect.accountId], (tx) =>
      writeEffectState(tx, effect.accountId, [effect.id], {
        state: 'queued',
        leasedUntil: null,
        dueAt: addSeconds(house.environment.machine.now(), seconds),
      }),
    );
  if (!outside.payments) return later(3600);
  const payment = await outside.payments.read(String(effect.payload.gatewayRef));
  const settled =
    payment.ok && payment.value.chargeId !== null
      ? await outside.payments.settlement(payment.value.chargeId)
      : null;
  if (!settled?.ok || settled.value === null) {
    // The worker's last try: what is thrown there becomes an incident that a person sees.
    if (effect.tries >= triesMax) throw new Error('the gateway has not said what it kept of this payment');
    return later(Math.min(3600, 5 * 2 ** effect.tries));
  }
  const result = await perform(house, systemActor(effect.accountId), recordFee, {
    effectId: effect.id,
    paymentId: effect.payload.paymentId,
    feeMinor: settled.value.feeMinor,
    currency: settled.value.currency,
  });
  if (!result.ok) throw new Error(`recording a fee was refused: ${result.refusal.code}`);
}
