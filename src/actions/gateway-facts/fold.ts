/**
 * Folds facts into attempts, invoices, payments and postings in memory, then writes each table once.
 * Invoices and attempts are locked by the caller. A fact that moves money never fails on state: a payment for a paid or
 * void invoice becomes client credit and an incident.
 */
import { applyGatewayFact } from '../../domain/attempt.ts';
import { journal } from '../../domain/ledger.ts';
import { dayOf } from '../../domain/time.ts';
import type { GatewayFactRow } from '../../store/gateway-events.ts';
import {
  type InvoiceRow,
  insertMoneyEntries,
  type MoneyEntryRow,
  writeMoneyStates,
} from '../../store/invoices.ts';
import {
  type AllocationRow,
  type AttemptRow,
  insertAllocations,
  insertPayments,
  type PaymentRow,
  writeAttempts,
} from '../../store/payments.ts';
import { insertIncidents } from '../../store/queue.ts';
import type { ActionContext } from '../context.ts';
import { createEffects, type EffectDraft, housePermit } from '../permit.ts';
import type { IncomingFact, PlacedFact } from './incoming.ts';

export class FactFolder {
  readonly recorded: GatewayFactRow[] = [];
  readonly #context: ActionContext;
  readonly #gateway: string;
  readonly #invoices: Map<string, InvoiceRow>;
  readonly #attempts: Map<string, AttemptRow>;
  readonly #touchedInvoices = new Set<string>();
  readonly #touchedAttempts = new Set<string>();
  readonly #entries: MoneyEntryRow[] = [];
  readonly #payments: PaymentRow[] = [];
  readonly #allocations: AllocationRow[] = [];
  readonly #effects: EffectDraft[] = [];
  readonly #incidents: Parameters<typeof insertIncidents>[1][number][] = [];

  constructor(
    context: ActionContext,
    gateway: string,
    invoices: readonly InvoiceRow[],
    attempts: readonly AttemptRow[],
  ) {
    this.#context = context;
    this.#gateway = gateway;
    this.#invoices = new Map(invoices.map((row) => [row.id, { ...row }]));
    this.#attempts = new Map(attempts.map((row) => [row.id, { ...row }]));
  }

  async apply({ fact, accountId, attemptId, invoiceId }: PlacedFact): Promise<void> {
    const attempt = this.#attempts.get(attemptId);
    const invoice = this.#invoices.get(invoiceId);
    if (!attempt || !invoice) throw new Error(`the attempt ${attemptId} of a placed fact is gone`);
    this.recorded.push({
      accountId,
      gateway: this.#gateway,
      objectId: fact.objectId,
      kind: fact.kind,
      gatewayEventId: fact.gatewayEventId,
      occurredAt: fact.occurredAt,
      recordedAt: this.#context.now,
    });
    const step = applyGatewayFact(attempt.state, fact.kind);
    this.#advance(attempt, fact, step);
    if (fact.kind === 'succeeded') await this.#settle(invoice, attempt, fact);
    else if (step.isChanged) this.#collect(invoice, fact);
    if (fact.kind === 'failed') this.#countFailure(invoice, attempt, fact);
  }

  #advance(
    attempt: AttemptRow,
    fact: IncomingFact,
    step: { state: AttemptRow['state']; isChanged: boolean },
  ): void {
    attempt.gatewayRef ??= fact.gatewayRef;
    this.#touchedAttempts.add(attempt.id);
    if (!step.isChanged) return;
    attempt.state = step.state;
    attempt.reason = null;
    attempt.changedAt = this.#context.now;
    this.#context.emit(
      {
        type: `attempt.${fact.kind}`,
        subject: { type: 'invoice', id: attempt.invoiceId },
        data: {
          attemptId: attempt.id,
          gatewayRef: attempt.gatewayRef,
          ...(fact.reason ? { reason: fact.reason.code } : {}),
        },
      },
      attempt.accountId,
    );
  }

  /** Everything but success: what the collection stands at. Money in flight is what a later fact will land. */
  #collect(invoice: InvoiceRow, fact: IncomingFact): void {
    if (fact.kind === 'processing' && invoice.inFlightMinor === 0n)
      this.#entry(invoice, 'in_flight', fact.amountMinor, fact.objectId);
    if ((fact.kind === 'failed' || fact.kind === 'canceled') && invoice.inFlightMinor > 0n)
      this.#land(invoice, fact);
    const states = {
      processing: 'in_flight',
      failed: 'failed',
      canceled: 'none',
      action_required: 'action_required',
      succeeded: 'none',
    } as const;
    invoice.collection = states[fact.kind];
    invoice.collectionReason = fact.reason;
    this.#touchedInvoices.add(invoice.id);
  }

  /** Each failure counts, whenever it is told; the reason that stands is that of the latest one, whichever came first. */
  #countFailure(invoice: InvoiceRow, attempt: AttemptRow, fact: IncomingFact): void {
    invoice.collectionAttempt += 1;
    this.#touchedInvoices.add(invoice.id);
    if (attempt.state !== 'failed' || fact.reason === null) return;
    const standing = attempt.reason;
    if (standing && `${standing.at ?? ''} ${standing.of ?? ''}` >= `${fact.occurredAt} ${fact.objectId}`)
      return;
    attempt.reason = { ...fact.reason, at: fact.occurredAt, of: fact.objectId };
    invoice.collectionReason = fact.reason;
  }

  #land(invoice: InvoiceRow, fact: IncomingFact): void {
    this.#entry(invoice, 'landed', invoice.inFlightMinor, fact.objectId);
  }

  async #settle(invoice: InvoiceRow, attempt: AttemptRow, fact: IncomingFact): Promise<void> {
    const zone = (await this.#context.account(invoice.accountId)).timeZone;
    if (fact.currency !== invoice.currency) return this.#suspend(invoice, fact, dayOf(fact.occurredAt, zone));
    const owedBefore = invoice.owedMinor;
    const excess = fact.amountMinor > owedBefore ? fact.amountMinor - owedBefore : 0n;
    if (invoice.inFlightMinor > 0n) this.#land(invoice, fact);
    this.#entry(invoice, 'settled', fact.amountMinor, fact.gatewayRef);
    if (excess > 0n) this.#entry(invoice, 'credit_moved', excess, fact.gatewayRef);
    invoice.owedMinor = owedBefore - (fact.amountMinor - excess);
    invoice.collection = 'none';
    invoice.collectionReason = null;
    const payment = this.#payment(invoice, fact, dayOf(fact.occurredAt, zone));
    this.#context.post([
      {
        ...journal(
          'settled',
          { amountMinor: fact.amountMinor, excessMinor: excess },
          { invoiceId: invoice.id, clientId: invoice.clientId },
        ),
        accountId: invoice.accountId,
        currency: invoice.currency,
        postedOn: payment.settledOn,
        sourceRef: fact.gatewayRef,
        memo: `Payment for ${invoice.number}`,
      },
    ]);
    this.#announce(invoice, attempt, payment, excess, owedBefore);
  }

  /** Money that is really there and cannot be this invoice's: on the books in suspense, in its own currency, and shown. */
  #suspend(invoice: InvoiceRow, fact: IncomingFact, settledOn: string): void {
    this.#context.post([
      {
        ...journal('unmatched', { amountMinor: fact.amountMinor, into: 'clearing' }),
        accountId: invoice.accountId,
        currency: fact.currency,
        postedOn: settledOn,
        sourceRef: fact.gatewayRef,
        memo: `Settled in ${fact.currency}, ${invoice.number} is in ${invoice.currency}`,
      },
    ]);
    this.#incident(
      invoice,
      'state_unclear',
      `The gateway settled ${fact.currency}, the invoice is in ${invoice.currency}.`,
    );
  }

  #payment(invoice: InvoiceRow, fact: IncomingFact, settledOn: string): PaymentRow {
    const payment: PaymentRow = {
      accountId: invoice.accountId,
      id: this.#context.id('payment'),
      clientId: invoice.clientId,
      gateway: this.#gateway,
      gatewayRef: fact.gatewayRef,
      method: fact.method,
      amountMinor: fact.amountMinor,
      currency: invoice.currency,
      feeMinor: null,
      settledOn,
      settledAt: fact.occurredAt,
      attestedBy: null,
      reference: null,
    };
    this.#payments.push(payment);
    this.#allocations.push({
      accountId: invoice.accountId,
      id: this.#context.id('allocation'),
      paymentId: payment.id,
      invoiceId: invoice.id,
      amountMinor: fact.amountMinor,
      at: this.#context.now,
    });
    this.#effects.push({
      permit: housePermit(invoice.id),
      accountId: invoice.accountId,
      kind: 'gateway_read',
      subject: { type: 'payment', id: payment.id },
      payload: { gateway: this.#gateway, gatewayRef: fact.gatewayRef, paymentId: payment.id },
    });
    return payment;
  }

  #announce(
    invoice: InvoiceRow,
    attempt: AttemptRow,
    payment: PaymentRow,
    excess: bigint,
    owedBefore: bigint,
  ): void {
    const { accountId } = invoice;
    const subject = { type: 'invoice', id: invoice.id } as const;
    this.#context.emit(
      {
        type: 'payment.settled',
        subject,
        data: {
          paymentId: payment.id,
          attemptId: attempt.id,
          gatewayRef: payment.gatewayRef,
          amountMinor: payment.amountMinor.toString(),
          currency: payment.currency,
        },
      },
      accountId,
    );
    if (excess > 0n) {
      this.#context.emit(
        {
          type: 'payment.surplus_credited',
          subject,
          data: { paymentId: payment.id, amountMinor: excess.toString() },
        },
        accountId,
      );
      this.#incident(
        invoice,
        'surplus_received',
        `${invoice.number} received more than was owed; the surplus is client credit.`,
      );
    }
    if (owedBefore > 0n && invoice.owedMinor === 0n) {
      invoice.paidAt = this.#context.now;
      this.#context.emit(
        {
          type: 'invoice.paid',
          subject,
          data: { totalMinor: invoice.totalMinor.toString(), paymentId: payment.id, jobId: invoice.jobId },
        },
        accountId,
      );
    }
  }

  #entry(
    invoice: InvoiceRow,
    kind: 'settled' | 'credit_moved' | 'in_flight' | 'landed',
    amountMinor: bigint,
    sourceRef: string,
  ): void {
    if (kind === 'settled') invoice.settledMinor += amountMinor;
    if (kind === 'credit_moved') invoice.creditAppliedMinor -= amountMinor;
    if (kind === 'in_flight') invoice.inFlightMinor += amountMinor;
    if (kind === 'landed') invoice.inFlightMinor -= amountMinor;
    this.#touchedInvoices.add(invoice.id);
    this.#entries.push({
      accountId: invoice.accountId,
      id: this.#context.id('entry'),
      invoiceId: invoice.id,
      kind,
      amountMinor,
      currency: invoice.currency,
      sourceRef,
      at: this.#context.now,
    });
  }

  #incident(invoice: InvoiceRow, kind: string, reason: string): void {
    const row = {
      accountId: invoice.accountId,
      id: this.#context.id('incident'),
      kind,
      subjectType: 'invoice',
      subjectId: invoice.id,
      reason,
      next: 'Refund the surplus or keep it as credit for the next invoice.',
      openedAt: this.#context.now,
    };
    this.#incidents.push(row);
    this.#context.emit(
      { type: 'incident.opened', subject: { type: 'incident', id: row.id }, data: { kind, of: invoice.id } },
      invoice.accountId,
    );
  }

  async write(): Promise<void> {
    const { tx } = this.#context;
    await writeAttempts(
      tx,
      [...this.#touchedAttempts].map((id) => this.#attempts.get(id)!),
    );
    await insertMoneyEntries(tx, this.#entries);
    await writeMoneyStates(
      tx,
      [...this.#touchedInvoices].map((id) => this.#invoices.get(id)!),
    );
    await insertPayments(tx, this.#payments);
    await insertAllocations(tx, this.#allocations);
    await insertIncidents(tx, this.#incidents);
    await createEffects(this.#context, this.#effects);
  }
}
