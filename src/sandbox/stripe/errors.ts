/**
 * Stripe's error envelope as a thrown value, with the HTTP code that belongs to it.
 * It does not decide what is kept: `keep` says whether the state that led to the error stays (a declined charge does).
 */
export type ErrorType =
  | 'invalid_request_error'
  | 'card_error'
  | 'api_error'
  | 'idempotency_error'
  | 'authentication_error'
  | 'rate_limit_error';

export interface ErrorBody {
  type: ErrorType;
  message: string;
  code?: string;
  param?: string;
  decline_code?: string;
  advice_code?: string;
  network_decline_code?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  doc_url?: string;
  request_log_url?: string;
}

export class ApiError extends Error {
  readonly status: number;
  readonly body: ErrorBody;
  readonly keep: boolean;
  constructor(status: number, body: ErrorBody, keep = false) {
    super(body.message);
    this.name = 'ApiError';
    this.status = status;
    this.keep = keep;
    this.body = body.code
      ? { ...body, doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}` }
      : body;
  }
}

export function invalid(message: string, parts: Partial<ErrorBody> = {}, status = 400): ApiError {
  return new ApiError(status, { type: 'invalid_request_error', message, ...parts });
}

/** A 404 as Stripe words it, for example "No such payment_intent: 'pi_1'". */
export function missing(object: string, id: string, param = 'id'): ApiError {
  return invalid(`No such ${object}: '${id}'`, { code: 'resource_missing', param }, 404);
}

export function required(param: string): ApiError {
  return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}
