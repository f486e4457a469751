/**
 * Stripe's v1 idempotency: the first answer of a key is kept 24 hours and replayed, errors and 500s included.
 * Answers to invalid parameters, conflicts and rate limits are not kept.
 */
import { createHash } from 'node:crypto';
import { ApiError } from './errors.ts';
import type { Row, Store } from './store.ts';

interface KeptAnswer extends Row {
  hash: string;
  status: number;
  body: unknown;
  keptAtMs: number;
}

const keptForMs = 24 * 3_600_000;

export class IdempotencyStore {
  readonly #table;
  constructor(store: Store, account: string) {
    this.#table = store.table<KeptAnswer>(account, 'idempotency');
  }

  /** What the key answered before; null when the key is new. Throws when its parameters differ. */
  recall(key: string, hash: string, nowMs: number): { status: number; body: unknown } | null {
    if (key.length > 255)
      throw new ApiError(400, {
        type: 'idempotency_error',
        message: 'Idempotency keys can be at most 255 characters long.',
      });
    const kept = this.#table.get(key);
    if (!kept || nowMs - kept.keptAtMs > keptForMs) return null;
    if (kept.hash !== hash) {
      throw new ApiError(400, {
        type: 'idempotency_error',
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    return { status: kept.status, body: kept.body };
  }

  keep(key: string, hash: string, status: number, body: unknown, nowMs: number): void {
    this.#table.put({ id: key, hash, status, body, keptAtMs: nowMs });
  }
}

export const hashOf = (method: string, path: string, body: string): string =>
  createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex');
