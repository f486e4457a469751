/**
 * What the SDK throws, in the four words of the port. The question is always: may it have been done?
 * A 500 may have been (v1 stores it under the key); a lost connection may have been; a refused connection was not.
 */
import { Stripe } from 'stripe';
import type { FailureReason, GatewayFault } from '../port.ts';

const advices = ['confirm_card_data', 'do_not_try_again', 'try_again_later'] as const;

interface RawFailure {
  code?: string | null;
  decline_code?: string | null;
  advice_code?: string | null;
  message?: string | null;
}

export function reasonOf(raw: RawFailure | null | undefined): FailureReason | null {
  if (!raw) return null;
  return {
    code: raw.code ?? 'unknown',
    declineCode: raw.decline_code ?? null,
    advice: advices.find((advice) => advice === raw.advice_code) ?? null,
    message: raw.message ?? 'The payment did not go through.',
  };
}

/** Never reached the server: no socket was open. */
const neverSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'];

function connectionFault(error: Error, isWrite: boolean): GatewayFault {
  const detail = (error as { detail?: unknown }).detail;
  const cause =
    typeof detail === 'object' && detail !== null ? (detail as { code?: string }).code : undefined;
  const isSurelyUnsent = cause !== undefined && neverSent.includes(cause);
  return {
    kind: isWrite && !isSurelyUnsent ? 'unknown' : 'unavailable',
    code: cause ?? 'connection_lost',
    message: error.message,
  };
}

/** An answer that is not what was asked for: the SDK takes an error without an `error` key for success. */
export class UnusableAnswer extends Error {}

/** @param isWrite Whether the call may have changed something. */
export function faultOf(error: unknown, isWrite: boolean): GatewayFault {
  const perhaps = isWrite ? 'unknown' : 'unavailable';
  if (error instanceof UnusableAnswer)
    return { kind: perhaps, code: 'answer_unusable', message: error.message };
  if (error instanceof Stripe.errors.StripeConnectionError) return connectionFault(error, isWrite);
  if (!(error instanceof Stripe.errors.StripeError)) throw error;
  const { message } = error;
  const code = error.code ?? error.rawType ?? error.type;
  if (error instanceof Stripe.errors.StripeCardError) {
    return {
      kind: 'declined',
      code,
      message,
      reason: reasonOf(error as RawFailure)!,
      paymentId: error.payment_intent?.id ?? null,
      chargeId: error.charge ?? null,
    };
  }
  if (error instanceof Stripe.errors.StripeRateLimitError)
    return { kind: 'unavailable', code: 'rate_limited', message };
  // Another request with this key is still running: what it does is not known yet, and the same key may ask again.
  if (error.statusCode === 409) return { kind: 'unavailable', code, message };
  if (error.statusCode === undefined || error.statusCode >= 500) return { kind: perhaps, code, message };
  return { kind: 'rejected', code, message };
}
