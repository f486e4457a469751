/**
 * Records what a call to the gateway came to: the gateway's own id, or that the outcome is unknown. Never a result of
 * the payment itself: that comes from the gateway's facts alone.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { lockAttempts, writeAttempts } from '../store/payments.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

const input = z.strictObject({
  attemptId: id('attempt'),
  outcome: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('opened'), gatewayRef: z.string().min(1).max(255) }),
    z.strictObject({ kind: z.literal('unknown'), message: z.string().max(500) }),
    z.strictObject({ kind: z.literal('rejected'), code: z.string().max(100), message: z.string().max(500) }),
  ]),
});

export const recordAttempt = defineAction({
  name: 'record-attempt',
  permission: 'payment.record',
  input,
  async run(context, { attemptId, outcome }) {
    const [attempt] = await lockAttempts(context.tx, [context.accountId], [attemptId]);
    if (!attempt) refuse('not_found');
    const subject = { type: 'invoice', id: attempt.invoiceId } as const;
    // A webhook may have been faster than the answer to our own call; what it proved stands.
    if (!['created', 'in_flight', 'unknown'].includes(attempt.state))
      return { attemptId, state: attempt.state };
    const state =
      outcome.kind === 'opened' ? 'in_flight' : outcome.kind === 'unknown' ? 'unknown' : 'canceled';
    const gatewayRef = outcome.kind === 'opened' ? outcome.gatewayRef : attempt.gatewayRef;
    const reason =
      outcome.kind === 'opened'
        ? null
        : { code: outcome.kind === 'rejected' ? outcome.code : 'unknown_outcome', message: outcome.message };
    await writeAttempts(context.tx, [{ ...attempt, state, gatewayRef, reason, changedAt: context.now }]);
    if (state !== attempt.state)
      context.emit({
        type: `attempt.${state}`,
        subject,
        data: { attemptId, gatewayRef, reason: reason?.code ?? null },
      });
    return { attemptId, state };
  },
});
