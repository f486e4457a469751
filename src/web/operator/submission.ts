/**
 * One submission, one idempotency key: pressing the same button again after silence reuses the key, other input or a
 * fresh start after an answer takes a new one. It does not send anything.
 */
import { useRef } from 'react';
import { Problem } from './problem.ts';

export interface Submission {
  /** The key for this input; the same input keeps its key until it was answered. */
  keyFor: (input: unknown) => string;
  /** Call when the server has answered, with success or with a refusal. Silence keeps the key. */
  answered: (fault?: unknown) => void;
}

const fingerprint = (input: unknown): string =>
  JSON.stringify(input, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)) ?? '';

export function createSubmission(): Submission {
  let held: { input: string; key: string } | null = null;
  return {
    keyFor(input) {
      const print = fingerprint(input);
      if (held?.input !== print) held = { input: print, key: crypto.randomUUID() };
      return held.key;
    },
    answered(fault) {
      const silent = fault instanceof Problem && (fault.status === 0 || fault.status >= 500);
      if (!silent) held = null;
    },
  };
}

/** A submission that lives as long as the form that uses it. */
export function useSubmission(): Submission {
  const ref = useRef<Submission | null>(null);
  ref.current ??= createSubmission();
  return ref.current;
}
