/**
 * Signed webhooks: each event becomes one delivery per endpoint, posted apart from the API answer, retried with back-off.
 * Times are machine time. It makes no promise of order, as Stripe makes none.
 */
import { createHmac } from 'node:crypto';
import type { FaultBook } from './faults.ts';
import { covers } from './resources/events.ts';
import type { Store } from './store.ts';
import type { DeliveryRow, EventRow, SandboxClock, Tables } from './world.ts';

/** Waits between tries; after the last one the delivery is given up. Stripe does not publish its own. */
const waitsMs = [2_000, 10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000];
const answerWithinMs = 15_000;
const atOnceMax = 16;

export interface DeliveryOptions {
  store: Store;
  tables: Tables;
  clock: SandboxClock;
  faults: FaultBook;
  makeId(prefix: string): string;
  defaultApiVersion: string;
  log(message: string): void;
}

/** `t=<unix seconds>,v1=<HMAC-SHA256 of "t.payload">`. */
export function signatureHeader(payload: string, secret: string, atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${payload}`).digest('hex')}`;
}

export class Deliveries {
  readonly #options: DeliveryOptions;
  readonly #inFlight = new Map<string, Promise<void>>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Called in the transaction that emits the event, so that event and deliveries commit together. */
  enqueue(event: EventRow): void {
    const { tables, clock, faults, makeId } = this.#options;
    const endpoints = [...tables.webhookEndpoints.oldest()].filter(
      (row) => row.status === 'enabled' && row.enabled_events.some((name) => covers(name, event.type)),
    );
    const fault = endpoints.length === 0 ? null : faults.takeForEvent(event.type, covers);
    tables.events.put({ ...event, pending_webhooks: endpoints.length });
    if (fault?.kind === 'event_lost') return;
    const dueAtMs = clock.machineNow() + (fault?.kind === 'event_delayed' ? (fault.delayMs ?? 5_000) : 0);
    for (const endpoint of endpoints) {
      for (let copy = 0; copy < (fault?.kind === 'event_twice' ? 2 : 1); copy += 1) {
        tables.deliveries.put({
          id: makeId('dlv'),
          event: event.id,
          endpoint: endpoint.id,
          dueAtMs,
          attempts: 0,
        });
      }
    }
  }

  /** Posts what is due and sets the timer for what is not. Never awaited by an API answer. */
  wake(): void {
    if (this.#stop.signal.aborted || this.#options.faults.isHeld) return;
    const now = this.#options.clock.machineNow();
    let nextAtMs = Infinity;
    for (const row of this.#options.tables.deliveries.oldest()) {
      if (this.#inFlight.has(row.id)) continue;
      if (this.#inFlight.size >= atOnceMax) break; // The next one that ends wakes us.
      if (row.dueAtMs > now) nextAtMs = Math.min(nextAtMs, row.dueAtMs);
      else this.#launch(row);
    }
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (nextAtMs === Infinity) return;
    this.#timer = setTimeout(() => this.wake(), Math.min(Math.max(nextAtMs - now, 50), 60_000));
    this.#timer.unref();
  }

  #launch(row: DeliveryRow): void {
    const task = this.#deliver(row).finally(() => {
      this.#inFlight.delete(row.id);
      this.wake();
    });
    this.#inFlight.set(row.id, task);
  }

  async #deliver(row: DeliveryRow): Promise<void> {
    const { tables, store, clock, defaultApiVersion, log } = this.#options;
    const endpoint = tables.webhookEndpoints.get(row.endpoint);
    const event = tables.events.get(row.event);
    if (!endpoint?.secret || endpoint.status !== 'enabled' || !event) {
      tables.deliveries.remove(row.id);
      store.commit();
      return;
    }
    const payload = JSON.stringify(
      { ...event, api_version: endpoint.api_version ?? defaultApiVersion },
      null,
      2,
    );
    const failure = await this.#post(
      endpoint.url,
      payload,
      signatureHeader(payload, endpoint.secret, clock.machineNow()),
    );
    if (this.#stop.signal.aborted) return;
    this.#settle(row, failure);
    if (failure)
      log(
        `Webhook ${event.type} ${event.id} to ${endpoint.url} failed (try ${row.attempts + 1}): ${failure}`,
      );
  }

  /** @returns null when the endpoint took it, else why not. */
  async #post(url: string, payload: string, signature: string): Promise<string | null> {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body: payload,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(answerWithinMs)]),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
          accept: '*/*',
        },
      });
      await answer.arrayBuffer();
      return answer.ok ? null : `HTTP ${answer.status}`;
    } catch (error) {
      const cause =
        error instanceof Error
          ? error.cause instanceof Error
            ? error.cause.message
            : error.message
          : String(error);
      return cause === '' ? 'no connection' : cause;
    }
  }

  #settle(row: DeliveryRow, failure: string | null): void {
    const { tables, store, clock } = this.#options;
    const wait = waitsMs[row.attempts];
    if (failure !== null && wait !== undefined) {
      tables.deliveries.put({ ...row, attempts: row.attempts + 1, dueAtMs: clock.machineNow() + wait });
    } else {
      tables.deliveries.remove(row.id);
    }
    const event = tables.events.get(row.event);
    if (failure === null && event && event.pending_webhooks > 0)
      tables.events.put({ ...event, pending_webhooks: event.pending_webhooks - 1 });
    store.commit();
  }

  /** Resolves once every delivery that is due has been tried; retries that lie ahead stay. */
  async flush(): Promise<void> {
    this.wake();
    while (this.#inFlight.size > 0) {
      await Promise.all(this.#inFlight.values());
      this.wake();
    }
  }

  /** Makes every waiting retry due now. */
  retryNow(): void {
    const { tables, store, clock } = this.#options;
    for (const row of tables.deliveries.oldest()) {
      if (row.dueAtMs > clock.machineNow()) tables.deliveries.put({ ...row, dueAtMs: clock.machineNow() });
    }
    store.commit();
    this.wake();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await Promise.allSettled(this.#inFlight.values());
  }
}
