/**
 * LISTEN on one connection of its own, for all channels. When that connection is lost it is made anew, and every
 * listener is called once with an empty payload, because something may have been missed. It does not queue or replay.
 */
import { AsyncResource } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

type Listener = (payload: string) => void;

/** From the first try to the last, while the server is away. */
const firstPauseMs = 100;
const longestPauseMs = 5000;

export class Listening {
  readonly #newClient: () => pg.Client;
  readonly #listeners = new Map<string, Set<Listener>>();
  #client: pg.Client | undefined;
  #closed = false;
  /** Statements of this connection run one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #reconnecting: Promise<void> | undefined;
  readonly #stop = new AbortController();

  constructor(newClient: () => pg.Client) {
    this.#newClient = newClient;
  }

  async listen(channel: string, onPayload: Listener): Promise<() => Promise<void>> {
    if (!/^[a-z_][a-z0-9_]{0,62}$/.test(channel)) throw new Error(`Bug: not a channel name: ${channel}`);
    // A notification must not run inside the unit of work that sent it, whichever stack brings it here.
    const listener: Listener = AsyncResource.bind((payload: string) => onPayload(payload));
    const known = this.#listeners.get(channel);
    const listeners = known ?? new Set<Listener>();
    this.#listeners.set(channel, listeners);
    listeners.add(listener);
    await this.#inOrder(async () => {
      const client = await this.#connected();
      await client.query(`listen ${pg.escapeIdentifier(channel)}`);
    });
    return () => this.#unlisten(channel, listener);
  }

  async #unlisten(channel: string, listener: Listener): Promise<void> {
    const listeners = this.#listeners.get(channel);
    if (listeners?.delete(listener) !== true || listeners.size > 0) return;
    this.#listeners.delete(channel);
    await this.#inOrder(async () => {
      if (this.#client === undefined || this.#closed || this.#listeners.has(channel)) return;
      await this.#client.query(`unlisten ${pg.escapeIdentifier(channel)}`);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop.abort();
    this.#listeners.clear();
    await this.#reconnecting;
    await this.#inOrder(async () => {
      await this.#client?.end();
      this.#client = undefined;
    });
  }

  #inOrder<T>(step: () => Promise<T>): Promise<T> {
    const run = this.#last.then(step);
    this.#last = run.catch(() => {});
    return run;
  }

  async #connected(): Promise<pg.Client> {
    if (this.#closed) throw new Error('Bug: the database is closed.');
    if (this.#client !== undefined) return this.#client;
    const client = this.#newClient();
    client.on('notification', ({ channel, payload }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener(payload ?? '');
    });
    // The 'end' that follows is what is acted on.
    client.on('error', () => {});
    client.on('end', () => this.#lost(client));
    await client.connect();
    this.#client = client;
    return client;
  }

  #lost(client: pg.Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    if (!this.#closed) this.#reconnecting ??= this.#reconnect();
  }

  async #reconnect(): Promise<void> {
    for (let waitMs = firstPauseMs; !this.#closed; waitMs = Math.min(2 * waitMs, longestPauseMs)) {
      try {
        await this.#inOrder(async () => {
          const client = await this.#connected();
          for (const channel of this.#listeners.keys()) {
            await client.query(`listen ${pg.escapeIdentifier(channel)}`);
          }
        });
        break;
      } catch {
        // The server is still away: the units of work report that. Here it only means to wait and try again.
        await pause(waitMs, undefined, { signal: this.#stop.signal }).catch(() => {});
      }
    }
    this.#reconnecting = undefined;
    for (const listeners of this.#listeners.values()) for (const listener of listeners) listener('');
  }
}
