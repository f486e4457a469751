/**
 * What every verb may lean on: the database, the environment, and the plain facts of this install.
 * Built once in app.ts. It holds no gateway that could be called: verbs record, the worker performs.
 */
import type { EventType } from '../domain/events.ts';
import type { Environment } from '../environment.ts';
import type { Database } from '../store/database.ts';

export interface House {
  database: Database;
  environment: Environment;
  /** The consequences table, by event type; app.ts passes the names in so that verbs need not know reactions. */
  reactionsTo(type: EventType): readonly string[];
  /** Ways out of this install, as facts for gates. */
  ways: Ways;
}

export interface Ways {
  /** The payment gateway that can take money now, or null. */
  payment: { gateway: string; live: boolean } | null;
  /** Where mail goes: a real server, the built-in mailbox, or nowhere. */
  mail: 'smtp' | 'mailbox' | 'none';
}

/** The channel on which committed changes are announced to open screens and sleeping workers. */
export const bellChannel = 'closeout_bell';
