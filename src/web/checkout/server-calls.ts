/**
 * What the pay page asks our server, and how its answers read. Every answer is a value; a lost connection is one of them.
 * It decides nothing and shows nothing.
 */
export interface Opened {
  kind: 'opened';
  clientSecret: string;
  publishableKey: string;
  scriptUrl: string;
}

export type OpenAnswer =
  | Opened
  | { kind: 'changed'; amountMinor: number; amount: string }
  /** The gateway has it already: wait for the proof. */
  | { kind: 'follow' }
  /** There is nothing to pay here any more: the page says why. */
  | { kind: 'moved' }
  | { kind: 'refused'; message: string };

export interface Status {
  state: string;
  attempt: string | null;
  reason: string | null;
}

const unreachable =
  'The page could not reach the server. Nothing was charged. Check your connection and try again.';

/** Sends what the page shows, so that the server can say when that is no longer true. */
export async function openPayment(path: string, amountMinor: number, currency: string): Promise<OpenAnswer> {
  try {
    const response = await fetch(`${path}/open`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ amountMinor, currency }),
    });
    const body = await response.json();
    if (response.ok || body.kind) return body;
    if (response.status === 404 || response.status === 410) return { kind: 'moved' };
    return { kind: 'refused', message: [body.reason, body.next].filter(Boolean).join(' ') || unreachable };
  } catch {
    return { kind: 'refused', message: unreachable };
  }
}

/** Null when there was no answer: ask again. */
export async function readStatus(path: string): Promise<Status | null> {
  try {
    const response = await fetch(`${path}/status`, { cache: 'no-store' });
    if (response.status === 404 || response.status === 410)
      return { state: 'gone', attempt: null, reason: null };
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
