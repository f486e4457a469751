/**
 * Refusals to HTTP, once: RFC 9457 problems with the refusal's five fields. Faults and bugs become a calm 500 that says
 * nothing of the inside; the request id leads to the log.
 */
import type { Context } from 'hono';
import { type Refusal, refusal } from '../domain/refusal.ts';
import { type RefusalKind, refusalCodes } from '../domain/refusal-codes.ts';

const statusOf: Record<RefusalKind, 400 | 401 | 403 | 404 | 409 | 410 | 413 | 415 | 422 | 429 | 503> = {
  malformed: 400,
  unauthenticated: 401,
  permission: 403,
  missing: 404,
  state: 409,
  gate: 409,
  gone: 410,
  too_large: 413,
  unsupported: 415,
  invalid: 422,
  limited: 429,
  unavailable: 503,
};

const titles: Record<RefusalKind, string> = {
  malformed: 'The request cannot be read',
  unauthenticated: 'Not signed in',
  permission: 'Not allowed',
  missing: 'Not found',
  state: 'Not in this state',
  gate: 'The gate is closed',
  gone: 'Gone',
  too_large: 'Too large',
  unsupported: 'Unsupported',
  invalid: 'Not valid',
  limited: 'Too many requests',
  unavailable: 'Not available now',
};

export interface ProblemBody extends Refusal {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance: string;
}

export function problemOf(value: Refusal, instance: string): ProblemBody {
  const { kind } = refusalCodes[value.code];
  return {
    type: `/docs/refusals#${value.code}`,
    title: titles[kind],
    status: statusOf[kind],
    detail: value.reason,
    instance,
    ...value,
  };
}

export function answerRefusal(context: Context, value: Refusal): Response {
  const body = problemOf(value, context.get('requestId') ?? '');
  return new Response(JSON.stringify(body), {
    status: body.status,
    headers: {
      'content-type': 'application/problem+json',
      ...(body.status === 429 || body.status === 503 ? { 'retry-after': '5' } : {}),
      // The rest of what was sent is not read: the next request needs a connection of its own.
      ...(body.status === 413 ? { connection: 'close' } : {}),
    },
  });
}

export const notFound = (): Refusal => refusal('not_found');

/** A bug or a fault of the outside: nothing of it is told, everything of it is logged. */
export function answerFault(requestId: string): Response {
  return new Response(
    JSON.stringify({
      type: '/docs/refusals#internal',
      title: 'Something failed on our side',
      status: 500,
      code: 'internal',
      instance: requestId,
      detail:
        'The request failed on our side and nothing of it was kept. Try again; with the same Idempotency-Key nothing happens twice.',
      reason: 'The request failed on our side.',
      evidence: [],
      approvers: [],
      next: `Try again, or give the request id ${requestId} to whoever runs this install.`,
    }),
    { status: 500, headers: { 'content-type': 'application/problem+json' } },
  );
}
