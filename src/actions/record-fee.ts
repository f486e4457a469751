/** Books what the gateway kept of a settled payment, once, as soon as the gateway has said it. */
import { z } from 'zod';
import { journal } from '../domain/ledger.ts';
import { refuse } from '../domain/refusal.ts';
import { readPayment, writeFee } from '../store/payments.ts';
import { writeEffectState } from '../store/queue.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

export const recordFee = defineAction({
  name: 'record-fee',
  permission: 'payment.record',
  input: z.strictObject({
    effectId: id('effect'),
    paymentId: id('payment'),
    feeMinor: z.bigint().min(0n),
    currency: z.string(),
  }),
  async run(context, { effectId, paymentId, feeMinor, currency }) {
    const payment = await readPayment(context.tx, context.accountId, paymentId);
    if (!payment) refuse('not_found');
    await writeEffectState(context.tx, context.accountId, [effectId], {
      state: 'accepted',
      outcome: { kind: 'read', feeMinor: feeMinor.toString(), currency },
    });
    if (
      currency !== payment.currency ||
      !(await writeFee(context.tx, context.accountId, paymentId, feeMinor))
    )
      return { recorded: false };
    context.post([
      {
        ...journal(
          'gateway_fee',
          { amountMinor: feeMinor },
          payment.clientId === null ? {} : { clientId: payment.clientId },
        ),
        accountId: context.accountId,
        currency,
        postedOn: payment.settledOn,
        sourceRef: payment.gatewayRef ?? payment.id,
        memo: 'Gateway fee',
      },
    ]);
    context.emit({
      type: 'payment.fee_recorded',
      subject: { type: 'payment', id: paymentId },
      data: { feeMinor: feeMinor.toString(), currency },
    });
    return { recorded: true };
  },
});
