/**
 * Opens a payment at the gateway for whoever holds a pay link: attempt committed, gateway called, outcome committed.
 * After an unknown outcome it looks up before it asks again. It never says that anything is paid.
 */
import { perform } from '../actions/action.ts';
import { gatewayActor, linkActor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import { recordAttempt } from '../actions/record-attempt.ts';
import { type StartedAttempt, startAttempt } from '../actions/start-attempt.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import { addSeconds } from '../domain/time.ts';
import type { Answer, GatewayPayment, PaymentGateway } from '../gateways/payment/port.ts';

export type OpenedPayment =
  | {
      ok: true;
      clientSecret: string;
      gatewayRef: string;
      amountMinor: number;
      currency: string;
      state: GatewayPayment['state'];
    }
  | { ok: false; refusal: Refusal };

export async function openPayment(
  house: House,
  gateway: PaymentGateway,
  accountId: string,
  invoiceId: string,
): Promise<OpenedPayment> {
  const started = await perform(house, linkActor(accountId, invoiceId), startAttempt, { invoiceId });
  if (!started.ok) return started;
  const attempt = started.value;
  const allowed = gateway.capabilities.checkAmount(BigInt(attempt.amountMinor), attempt.currency);
  if (!allowed.ok) {
    await record(house, gateway, accountId, attempt.attemptId, {
      kind: 'rejected',
      code: allowed.refusal.code,
      message: allowed.refusal.reason,
    });
    return allowed;
  }
  const answer = await reach(gateway, accountId, invoiceId, attempt);
  if (!answer.ok)
    return { ok: false, refusal: await afterFault(house, gateway, accountId, attempt, answer.fault) };
  const payment = answer.value;
  await record(house, gateway, accountId, attempt.attemptId, { kind: 'opened', gatewayRef: payment.id });
  if (payment.clientSecret === null) return { ok: false, refusal: refusal('gateway_unavailable') };
  return {
    ok: true,
    clientSecret: payment.clientSecret,
    gatewayRef: payment.id,
    amountMinor: attempt.amountMinor,
    currency: attempt.currency,
    state: payment.state,
  };
}

async function reach(
  gateway: PaymentGateway,
  accountId: string,
  invoiceId: string,
  attempt: StartedAttempt,
): Promise<Answer<GatewayPayment>> {
  if (attempt.gatewayRef !== null) {
    const there = await gateway.read(attempt.gatewayRef);
    if (
      !there.ok ||
      there.value.amountMinor === BigInt(attempt.amountMinor) ||
      there.value.state !== 'requires_method'
    )
      return there;
    return gateway.updateAmount({
      paymentId: attempt.gatewayRef,
      amountMinor: BigInt(attempt.amountMinor),
      currency: attempt.currency,
      idempotencyKey: `${attempt.attemptId}:amount:${attempt.amountMinor}`,
    });
  }
  if (attempt.state === 'unknown') {
    const since = addSeconds(attempt.createdAt, -3600);
    const found = await gateway.find({ kind: 'payment', op: attempt.attemptId, since });
    if (!found.ok) return found;
    if (found.value) return { ok: true, value: found.value };
  }
  return gateway.open({
    amountMinor: BigInt(attempt.amountMinor),
    currency: attempt.currency,
    idempotencyKey: `${attempt.attemptId}:open`,
    allowsRedirects: false,
    marks: { op: attempt.attemptId, account: accountId, invoice: invoiceId, attempt: attempt.attemptId },
    description: `Invoice ${attempt.invoiceNumber}`,
    receiptEmail: null,
  });
}

async function afterFault(
  house: House,
  gateway: PaymentGateway,
  accountId: string,
  attempt: StartedAttempt,
  fault: { kind: string; code: string; message: string },
): Promise<Refusal> {
  if (fault.kind === 'unknown') {
    await record(house, gateway, accountId, attempt.attemptId, {
      kind: 'unknown',
      message: fault.message.slice(0, 500),
    });
  } else if (fault.kind === 'rejected' || fault.kind === 'declined') {
    await record(house, gateway, accountId, attempt.attemptId, {
      kind: 'rejected',
      code: fault.code.slice(0, 100),
      message: fault.message.slice(0, 500),
    });
  }
  return refusal('gateway_unavailable', { evidence: [{ fact: 'gateway', value: fault.code }] });
}

async function record(
  house: House,
  gateway: PaymentGateway,
  accountId: string,
  attemptId: string,
  outcome: unknown,
): Promise<void> {
  const result = await perform(house, gatewayActor(accountId, gateway.capabilities.name), recordAttempt, {
    attemptId,
    outcome,
  });
  if (!result.ok) throw new Error(`recording an attempt was refused: ${result.refusal.code}`);
}
