/**
 * Who may talk to the one embedded backend: first come, first served. A waiter gives up only when the holder does
 * nothing for the whole waiting time: that is a transaction that waits for itself, not a long queue.
 */
export class TurnTimeout extends Error {
  constructor(waitMs: number) {
    super(
      `The embedded database is busy: another connection has held a transaction open for ${waitMs} ms without using it. A second connection inside a transaction waits for itself.`,
    );
    this.name = 'TurnTimeout';
  }
}

interface Waiter {
  timer: NodeJS.Timeout;
  go: () => void;
}

export class Turns {
  readonly #waitMs: number;
  readonly #waiters: Waiter[] = [];
  #taken = false;

  constructor(waitMs: number) {
    this.#waitMs = waitMs;
  }

  take(): Promise<void> {
    if (!this.#taken) {
      this.#taken = true;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        go: resolve,
        timer: setTimeout(() => {
          this.#waiters.splice(this.#waiters.indexOf(waiter), 1);
          reject(new TurnTimeout(this.#waitMs));
        }, this.#waitMs),
      };
      this.#waiters.push(waiter);
    });
  }

  /** The holder did something: everybody's patience starts anew. */
  touch(): void {
    for (const { timer } of this.#waiters) timer.refresh();
  }

  give(): void {
    const next = this.#waiters.shift();
    if (next === undefined) {
      this.#taken = false;
      return;
    }
    clearTimeout(next.timer);
    this.touch();
    next.go();
  }
}
