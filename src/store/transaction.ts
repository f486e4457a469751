/**
 * The unit of work: begin as `closeout_app` with exactly these accounts, run, commit or roll back, retry what
 * PostgreSQL asks to be retried. It does not nest, and it keeps no state between two units of work.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { columnTypes } from './column-types.ts';
import { codeOf, StatementError, withoutValues } from './statement-error.ts';

export interface TransactionOptions {
  readOnly?: boolean | undefined;
}

/**
 * What a reader may do. Values go in as bigint, string, number, boolean, null, Buffer, arrays (SQL arrays) or plain
 * objects (JSON); they come back as column-types.ts says. Statements run in the order in which they were asked for.
 */
export interface Reader {
  rows<R>(text: string, values?: readonly unknown[]): Promise<R[]>;
  /** At most one row; more is a bug. */
  maybe<R>(text: string, values?: readonly unknown[]): Promise<R | undefined>;
  /** Exactly one row; anything else is a bug. */
  one<R>(text: string, values?: readonly unknown[]): Promise<R>;
  readonly accounts: readonly string[];
}

export interface Tx extends Reader {
  /** The number of rows that the statement touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
  /** Delivered to listeners after the commit, and only then. At most 7,999 bytes. */
  notify(channel: string, payload: string): Promise<void>;
  /** Runs after the commit, when the connection is free again; must not throw. */
  afterCommit(fn: () => void): void;
}

/** Thrown inside a unit of work: nothing is kept, and `transaction` resolves to the value. For dry runs. */
export class RollBack<T> extends Error {
  readonly value: T;
  constructor(value: T) {
    super('The unit of work ends without keeping anything.');
    this.name = 'RollBack';
    this.value = value;
  }
}

/** Pauses of 5, 10, 20, 40 and 80 ms lie between them: a deadlock needs one retry, a hot row rarely three. */
const maxAttempts = 6;

export class Transactions {
  readonly #pool: pg.Pool;
  readonly #connect: () => Promise<pg.PoolClient>;
  readonly #current = new AsyncLocalStorage<{ open: boolean }>();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
    this.#connect = pool.connect.bind(pool) as () => Promise<pg.PoolClient>;
    this.#guardPool();
  }

  async run<T>(
    accounts: readonly string[],
    fn: (tx: Tx) => Promise<T>,
    options: TransactionOptions,
  ): Promise<T> {
    this.#refuseSecondConnection();
    const begin = beginText(accounts, options);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#attempt(begin, accounts, fn);
      } catch (error) {
        if (attempt === maxAttempts || !isRetryable(error)) throw error;
        await pause(5 * 2 ** (attempt - 1));
      }
    }
  }

  async #attempt<T>(begin: string, accounts: readonly string[], fn: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    const work = new UnitOfWork(client, accounts);
    const scope = { open: true };
    let broken = true;
    try {
      const value = await this.#current.run(scope, () => work.perform(begin, fn));
      broken = work.broken;
      return value;
    } catch (error) {
      broken = work.broken;
      throw error;
    } finally {
      scope.open = false;
      client.release(broken);
      if (work.committed) work.runAfterCommit();
    }
  }

  /** The sign-in library and migrations take connections themselves; inside a unit of work that is a deadlock in waiting. */
  #guardPool(): void {
    const connect = this.#pool.connect.bind(this.#pool) as (callback?: unknown) => Promise<pg.PoolClient>;
    const guarded = (callback?: (error: Error) => void): unknown => {
      try {
        this.#refuseSecondConnection();
      } catch (error) {
        if (callback === undefined) return Promise.reject(error);
        return callback(error as Error);
      }
      return callback === undefined ? connect() : connect(callback);
    };
    this.#pool.connect = guarded as pg.Pool['connect'];
  }

  #refuseSecondConnection(): void {
    if (this.#current.getStore()?.open) {
      throw new Error(
        'Bug: a second database connection was asked for inside a unit of work; it could wait for itself. Use the tx at hand, or do it after the commit.',
      );
    }
  }
}

class UnitOfWork implements Tx {
  readonly accounts: readonly string[];
  readonly #client: pg.PoolClient;
  readonly #afterCommit: (() => void)[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #open = true;
  committed = false;
  /** The connection is in an unknown state and must not return to the pool. */
  broken = false;

  constructor(client: pg.PoolClient, accounts: readonly string[]) {
    this.#client = client;
    this.accounts = accounts;
  }

  async perform<T>(begin: string, fn: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      await this.#plain(begin);
      const value = await fn(this);
      await this.#last;
      this.#open = false;
      await this.#commit();
      return value;
    } catch (error) {
      this.#open = false;
      if (!this.committed) await this.#rollBack();
      if (error instanceof RollBack) return error.value as T;
      throw error;
    }
  }

  async #commit(): Promise<void> {
    const answer = await this.#plain('commit');
    // PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: a statement failed and its error was swallowed.
    if (answer.command !== 'COMMIT') {
      throw new Error(
        'Bug: a statement failed inside the unit of work, its error was swallowed, and nothing was kept.',
      );
    }
    this.committed = true;
  }

  async #rollBack(): Promise<void> {
    await this.#last;
    try {
      await this.#plain('rollback');
    } catch {
      // The connection is gone, and the transaction with it; the error that led here is the one to report.
      this.broken = true;
    }
  }

  runAfterCommit(): void {
    for (const fn of this.#afterCommit) {
      try {
        fn();
      } catch (error) {
        // It is committed: a throw here must not look like a failed unit of work, and must not be lost either.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  afterCommit(fn: () => void): void {
    this.#afterCommit.push(fn);
  }

  async rows<R>(text: string, values?: readonly unknown[]): Promise<R[]> {
    return namedAlike<R>(await this.#statement(text, values));
  }

  async maybe<R>(text: string, values?: readonly unknown[]): Promise<R | undefined> {
    const rows = await this.rows<R>(text, values);
    if (rows.length > 1) throw new Error(`Bug: at most one row was expected, ${rows.length} came: ${text}`);
    return rows[0];
  }

  async one<R>(text: string, values?: readonly unknown[]): Promise<R> {
    const rows = await this.rows<R>(text, values);
    if (rows.length !== 1) throw new Error(`Bug: exactly one row was expected, ${rows.length} came: ${text}`);
    return rows[0] as R;
  }

  async run(text: string, values?: readonly unknown[]): Promise<number> {
    return (await this.#statement(text, values)).rowCount ?? 0;
  }

  async notify(channel: string, payload: string): Promise<void> {
    await this.#statement('select pg_notify($1, $2)', [channel, payload]);
  }

  #statement(text: string, values: readonly unknown[] = []): Promise<pg.QueryResult> {
    if (!this.#open) {
      return Promise.reject(new Error(`Bug: a statement after the end of its unit of work: ${text}`));
    }
    const missing = values.indexOf(undefined);
    if (missing >= 0) {
      return Promise.reject(new Error(`Bug: the value of $${missing + 1} is undefined: ${text}`));
    }
    const run = this.#last.then(() => this.#send(text, values));
    this.#last = run.catch(() => {});
    return run;
  }

  async #send(text: string, values: readonly unknown[]): Promise<pg.QueryResult> {
    try {
      const name = statementName(text);
      return await this.#client.query({
        ...(name === undefined ? {} : { name }),
        text,
        values: [...values],
        types: columnTypes,
      });
    } catch (error) {
      // A migration changed a table under a prepared plan: the connection's plans are of no use any more.
      if (codeOf(error) === '0A000') this.broken = true;
      throw withoutValues(error, text);
    }
  }

  async #plain(text: string): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(text);
    } catch (error) {
      throw withoutValues(error, text);
    }
  }
}

/** One round trip, and transaction-local, so that nothing is left on the connection. */
function beginText(accounts: readonly string[], options: TransactionOptions): string {
  for (const account of accounts) {
    if (!/^[A-Za-z0-9_-]+$/.test(account)) throw new Error('Bug: this is not an account id.');
  }
  return `begin${options.readOnly ? ' read only' : ''}; set local role closeout_app; select set_config('app.accounts', '${accounts.join(',')}', true)`;
}

function isRetryable(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof StatementError && (at.code === '40001' || at.code === '40P01')) return true;
  }
  return false;
}

/** Columns are snake_case in SQL and camelCase here. */
function namedAlike<R>(result: pg.QueryResult): R[] {
  const pairs = result.fields.map(({ name }) => [name, camel(name)] as const);
  if (pairs.every(([from, to]) => from === to)) return result.rows as R[];
  return result.rows.map((row: Record<string, unknown>) => {
    const renamed: Record<string, unknown> = {};
    for (const [from, to] of pairs) renamed[to] = row[from];
    return renamed as R;
  });
}

const camelNames = new Map<string, string>();

function camel(name: string): string {
  let found = camelNames.get(name);
  if (found === undefined) {
    found = name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
    camelNames.set(name, found);
  }
  return found;
}

const names = new Map<string, string>();
/** Texts are constants of the code. More than this many would mean that values are pasted into them. */
const maxNames = 2000;

function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= maxNames) return undefined;
  const name = `q_${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  names.set(text, name);
  return name;
}
