/**
 * All that is not deterministic enters here: two clocks and one generator.
 * Production and tests differ in nothing else. It keeps no state but the distance of the business clock.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { makeId, type Noun } from './domain/ids.ts';

export interface Clock {
  nowMs(): number;
  /** ISO 8601 with milliseconds and Z. */
  now(): string;
}

/** The clock of the business: the machine's, moved forward in sandbox installs. */
export interface BusinessClock extends Clock {
  aheadMs(): number;
  setAheadMs(ms: number): void;
}

export interface Environment {
  business: BusinessClock;
  machine: Clock;
  random(bytes: number): Uint8Array;
  /** A fresh id, sorted by the machine's clock. */
  id(noun: Noun): string;
  /** Keyed hash as base64url; the key is the install's secret. */
  hmac(text: string): string;
}

const clockOf = (nowMs: () => number): Clock => ({ nowMs, now: () => new Date(nowMs()).toISOString() });

export function businessClock(machine: Clock): BusinessClock {
  let ahead = 0;
  return {
    ...clockOf(() => machine.nowMs() + ahead),
    aheadMs: () => ahead,
    setAheadMs: (ms) => {
      ahead = ms;
    },
  };
}

export function createEnvironment(options: {
  secret: string;
  nowMs?: () => number;
  random?: (bytes: number) => Uint8Array;
}): Environment {
  const machine = clockOf(options.nowMs ?? (() => Date.now()));
  const random = options.random ?? ((bytes: number) => randomBytes(bytes));
  return {
    machine,
    business: businessClock(machine),
    random,
    id: (noun) => makeId(noun, machine.nowMs(), random(10)),
    hmac: (text) => createHmac('sha256', options.secret).update(text).digest('base64url'),
  };
}

/** A new secret for an install: 256 random bits. */
export const makeSecret = (): string => randomBytes(32).toString('base64url');
