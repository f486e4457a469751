/**
 * Opens one try to collect an invoice: the attempt is committed before any gateway is called. A page that is opened
 * twice, or again after a decline, gets the same attempt, so that one invoice never has two live intents.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { lockInvoices } from '../store/invoices.ts';
import { type AttemptRow, insertAttempts, readAttempts, writeAttempts } from '../store/payments.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { id } from './input.ts';

const input = z.strictObject({ invoiceId: id('invoice') });

/** What the caller does next at the gateway. */
export interface StartedAttempt {
  attemptId: string;
  gateway: string;
  gatewayRef: string | null;
  state: AttemptRow['state'];
  createdAt: string;
  amountMinor: number;
  currency: string;
  invoiceNumber: string;
}

export const startAttempt = defineAction({
  name: 'start-attempt',
  permission: 'payment.open',
  input,
  async run(context, { invoiceId }) {
    const [invoice] = await lockInvoices(context.tx, [context.accountId], [invoiceId]);
    if (invoice?.doc !== 'issued')
      refuse('not_payable', { evidence: [{ fact: 'doc', value: invoice?.doc ?? null }] });
    if (invoice.owedMinor === 0n)
      refuse('not_payable', {
        reason: 'This invoice is paid.',
        evidence: [{ fact: 'owed_minor', value: 0 }],
      });
    if (invoice.link !== 'active')
      refuse('not_payable', { evidence: [{ fact: 'link', value: invoice.link }] });
    const gateway = context.house.ways.payment?.gateway;
    if (!gateway)
      refuse('not_payable', {
        reason: 'Card payments are not available for this invoice.',
        evidence: [{ fact: 'payment_gateway', value: null }],
      });
    const latest = (await readAttempts(context.tx, context.accountId, invoiceId))[0];
    if (latest?.state === 'processing')
      refuse('payment_in_flight', { evidence: [{ fact: 'attempt', value: 'processing', ref: latest.id }] });
    const isReused = reusable(latest, gateway);
    const attempt = isReused
      ? await reopen(context, latest!, invoice.owedMinor)
      : await open(context, invoiceId, gateway, invoice.owedMinor, invoice.currency);
    return {
      attemptId: attempt.id,
      gateway,
      gatewayRef: attempt.gatewayRef,
      // An earlier call began it and never said how it ended: the gateway is looked up before it is asked again.
      state: isReused && attempt.state === 'created' ? 'unknown' : attempt.state,
      createdAt: attempt.createdAt,
      amountMinor: Number(attempt.amountMinor),
      currency: attempt.currency,
      invoiceNumber: invoice.number ?? '',
    } satisfies StartedAttempt;
  },
});

/** After a decline the same intent is tried again; only what ended for good gets a new attempt. */
const reusable = (latest: AttemptRow | undefined, gateway: string): boolean =>
  latest !== undefined &&
  latest.gateway === gateway &&
  ['created', 'in_flight', 'failed', 'action_required', 'unknown'].includes(latest.state);

async function reopen(context: ActionContext, latest: AttemptRow, owedMinor: bigint): Promise<AttemptRow> {
  if (latest.amountMinor === owedMinor && latest.state !== 'failed') return latest;
  const next: AttemptRow = {
    ...latest,
    amountMinor: owedMinor,
    state: latest.state === 'failed' ? 'in_flight' : latest.state,
    changedAt: context.now,
  };
  await writeAttempts(context.tx, [next]);
  if (latest.state === 'failed') {
    context.emit({
      type: 'attempt.in_flight',
      subject: { type: 'invoice', id: latest.invoiceId },
      data: { attemptId: latest.id, again: true },
    });
  }
  return next;
}

async function open(
  context: ActionContext,
  invoiceId: string,
  gateway: string,
  amountMinor: bigint,
  currency: string,
): Promise<AttemptRow> {
  const row: AttemptRow = {
    accountId: context.accountId,
    id: context.id('attempt'),
    invoiceId,
    gateway,
    state: 'created',
    amountMinor,
    currency,
    gatewayRef: null,
    reason: null,
    createdAt: context.now,
    changedAt: context.now,
  };
  await insertAttempts(context.tx, [row]);
  context.emit({
    type: 'attempt.created',
    subject: { type: 'invoice', id: invoiceId },
    data: { attemptId: row.id, gateway, amountMinor: amountMinor.toString(), currency },
  });
  return row;
}
