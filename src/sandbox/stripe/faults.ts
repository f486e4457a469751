/**
 * Faults on demand: what the outside does wrong when a test (or a curious person) asks for it.
 * They change what is answered and delivered, never what is true inside the sandbox.
 */
export interface AnswerFault {
  kind:
    | 'server_error_after' // 500 although the work was done; stored under the idempotency key, as v1 does
    | 'server_error_before' // 500 and nothing was done
    | 'timeout_after' // the work was done, no answer ever comes
    | 'disconnect_after' // the work was done, the connection breaks
    | 'disconnect_before' // the connection breaks, nothing was done
    | 'rate_limited' // 429
    | 'conflict' // 409, as when the same key is in flight
    | 'no_error_key'; // HTTP 503 with JSON that lacks `error`: the SDK takes it for success
  /** The path must contain this text; absent: any path. */
  path?: string;
  method?: string;
  /** How often; 1 when absent. */
  times?: number;
}

export interface EventFault {
  kind: 'event_lost' | 'event_twice' | 'event_delayed';
  /** The event type, or a pattern such as `payment_intent.*`; absent: any. */
  type?: string;
  /** For `event_delayed`, in machine time. */
  delayMs?: number;
  times?: number;
}

export type Fault = AnswerFault | EventFault;

const eventKinds = ['event_lost', 'event_twice', 'event_delayed'];
const answerKinds = [
  'server_error_after',
  'server_error_before',
  'timeout_after',
  'disconnect_after',
  'disconnect_before',
  'rate_limited',
  'conflict',
  'no_error_key',
];

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  waiting(): readonly Fault[];
  /** Holds every webhook until `release`. Events are recorded meanwhile. */
  hold(): void;
  release(): void;
}

export class FaultBook implements Faults {
  #faults: { fault: Fault; left: number }[] = [];
  #isHeld = false;
  readonly #onRelease: () => void;

  constructor(onRelease: () => void) {
    this.#onRelease = onRelease;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  add(fault: Fault): void {
    if (![...eventKinds, ...answerKinds].includes(fault.kind))
      throw new TypeError(`There is no fault named ${String(fault.kind)}.`);
    this.#faults.push({ fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
    this.release();
  }

  waiting(): readonly Fault[] {
    return this.#faults.map(({ fault, left }) => ({ ...fault, times: left }));
  }

  hold(): void {
    this.#isHeld = true;
  }

  release(): void {
    this.#isHeld = false;
    this.#onRelease();
  }

  #take(matches: (fault: Fault) => boolean): Fault | null {
    const hit = this.#faults.find(({ fault }) => matches(fault));
    if (!hit) return null;
    hit.left -= 1;
    if (hit.left <= 0) this.#faults = this.#faults.filter((item) => item !== hit);
    return hit.fault;
  }

  takeForAnswer(method: string, path: string): AnswerFault | null {
    return this.#take((fault) => {
      if (eventKinds.includes(fault.kind)) return false;
      const wanted = fault as AnswerFault;
      return (
        (wanted.path === undefined || path.includes(wanted.path)) &&
        (wanted.method === undefined || wanted.method === method)
      );
    }) as AnswerFault | null;
  }

  takeForEvent(type: string, covers: (pattern: string, type: string) => boolean): EventFault | null {
    return this.#take(
      (fault) => eventKinds.includes(fault.kind) && covers((fault as EventFault).type ?? '*', type),
    ) as EventFault | null;
  }
}
