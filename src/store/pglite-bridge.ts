/**
 * Lets the ordinary driver (`pg`) talk to an embedded PGlite: each connection is a stream that speaks the wire protocol.
 * There is one backend behind all of them, so connections take turns: a turn lasts from a connection's first message
 * until the backend is idle again. Session state is shared (plain SET, temporary tables, session locks): use only what
 * ends with the transaction. It ignores statement_timeout, refuses COPY FROM STDIN and does not know cancel requests.
 */
import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';
import { Turns, TurnTimeout } from './turns.ts';
import {
  closeStatement,
  copyFail,
  errorResponse,
  idle,
  mayCopyIn,
  noEncryption,
  query,
  readAnswer,
  renamed,
  statementName,
  sync,
  welcome,
} from './wire.ts';

export interface BridgeOptions {
  /** How long a connection waits for a turn while the one that has it does nothing. */
  waitMs?: number;
}

export class PgliteBridge {
  readonly #db: PGlite;
  readonly turns: Turns;
  readonly #connections = new Set<BridgeConnection>();
  /** Statements of connections that ended; dropped by whoever has the next turn. */
  #orphans: string[] = [];
  #opened = 0;

  constructor(db: PGlite, options: BridgeOptions = {}) {
    this.#db = db;
    this.turns = new Turns(options.waitMs ?? 15_000);
  }

  /** A new connection, to be given to `pg.Client` as its `stream`. */
  connect(): Duplex {
    this.#opened += 1;
    const connection = new BridgeConnection(this, this.#opened);
    this.#connections.add(connection);
    return connection;
  }

  /** Sends whole messages to the backend; only for the connection whose turn it is. */
  async exchange(messages: Uint8Array): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    await this.#db.execProtocolRawStream(messages, {
      // Nothing to flush: both file systems that we use write through.
      syncToFs: false,
      // The bytes are a window into the backend's memory, which it reuses.
      onRawData: (bytes) => chunks.push(bytes.slice()),
    });
    return Buffer.concat(chunks);
  }

  /** Drops what ended connections left behind. Called at the start of a turn, when the backend is idle. */
  async dropOrphans(): Promise<void> {
    if (this.#orphans.length === 0) return;
    const names = this.#orphans;
    this.#orphans = [];
    await this.exchange(Buffer.concat([...names.map(closeStatement), sync]));
  }

  forget(connection: BridgeConnection, statements: Iterable<string>): void {
    if (this.#connections.delete(connection)) this.#orphans.push(...statements);
  }

  notify(notification: Buffer): void {
    for (const connection of this.#connections) if (connection.listens) connection.push(notification);
  }
}

class BridgeConnection extends Duplex {
  readonly #bridge: PgliteBridge;
  readonly #id: number;
  #input: Buffer = Buffer.alloc(0);
  #batch: Buffer[] = [];
  #statements = new Set<string>();
  #started = false;
  #hasTurn = false;
  /** The backend waits for nothing of ours: no transaction is open and no sync is owed. */
  #idle = true;
  /** After a refusal the rest of an extended query is skipped, as a server does. */
  #skipToSync = false;
  #mayCopyIn = false;
  listens = false;

  constructor(bridge: PgliteBridge, id: number) {
    super();
    this.#bridge = bridge;
    this.#id = id;
  }

  /** What `pg` expects of a socket. */
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#receive([chunk]).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#receive(chunks.map(({ chunk }) => chunk)).then(() => done(), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#leave().then(() => {
      this.push(null);
      done();
    }, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#leave().then(
      () => done(error),
      (fault: Error) => done(error ?? fault),
    );
  }

  async #receive(chunks: Buffer[]): Promise<void> {
    this.#input = Buffer.concat([this.#input, ...chunks]);
    for (;;) {
      const head = this.#started ? 1 : 0;
      if (this.#input.length < head + 4) return;
      const length = head + this.#input.readInt32BE(head);
      if (this.#input.length < length) return;
      const message = this.#input.subarray(0, length);
      this.#input = this.#input.subarray(length);
      if (this.#started) await this.#accept(message);
      else this.#start(message);
    }
  }

  #start(message: Buffer): void {
    const request = message.readInt32BE(4);
    // A request for encryption; there is no network here to encrypt.
    if (request === 80877103 || request === 80877104) {
      this.push(noEncryption);
      return;
    }
    if (request >> 16 !== 3) throw new Error('The embedded database speaks version 3 of the protocol only.');
    this.#started = true;
    this.push(welcome(this.#id));
  }

  async #accept(message: Buffer): Promise<void> {
    const kind = String.fromCharCode(message[0]!);
    // Copy data cannot be asked for (see copyFail): the driver answers a request that has already been refused.
    if (kind === 'd' || kind === 'c' || kind === 'f') return;
    if (kind === 'X') {
      await this.#leave();
      return;
    }
    if (this.#skipToSync) {
      if (kind !== 'S') return;
      this.#skipToSync = false;
      this.push(idle);
      return;
    }
    this.#add(kind, message);
    if (kind === 'Q' || kind === 'S' || kind === 'H' || kind === 'F') await this.#flush(kind);
  }

  #add(kind: string, message: Buffer): void {
    // Prepared statements live in the one backend: the same name on two connections would clash.
    const own = renamed(kind, message, `c${this.#id}_`);
    if (kind === 'P') {
      const name = statementName(own);
      if (name !== '') this.#statements.add(name);
    }
    if ((kind === 'P' || kind === 'Q') && mayCopyIn(own)) this.#mayCopyIn = true;
    this.#batch.push(own);
    // Without it, COPY FROM STDIN reads on where there is nothing to read, which ends the backend. Stray, it is ignored.
    if (this.#mayCopyIn && (kind === 'E' || kind === 'Q')) this.#batch.push(copyFail);
  }

  async #flush(kind: string): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    if (!this.#hasTurn && !(await this.#takeTurn(kind))) return;
    this.#idle = false;
    try {
      const answer = readAnswer(await this.#bridge.exchange(Buffer.concat(batch)));
      if (answer.listens) this.listens = true;
      this.push(answer.own);
      for (const notification of answer.notifications) this.#bridge.notify(notification);
      if (answer.status !== undefined) this.#idle = answer.status === 'I';
    } finally {
      if (this.#idle) this.#giveTurn();
      else this.#bridge.turns.touch();
    }
  }

  /** False when the turn did not come: then the query has been refused and the connection is as usable as before. */
  async #takeTurn(kind: string): Promise<boolean> {
    try {
      await this.#bridge.turns.take();
    } catch (error) {
      if (!(error instanceof TurnTimeout)) throw error;
      this.push(errorResponse('55P03', error.message));
      if (kind === 'H') this.#skipToSync = true;
      else this.push(idle);
      return false;
    }
    this.#hasTurn = true;
    if (this.destroyed) {
      this.#giveTurn();
      return false;
    }
    await this.#bridge.dropOrphans();
    return true;
  }

  #giveTurn(): void {
    if (!this.#hasTurn) return;
    this.#hasTurn = false;
    this.#bridge.turns.give();
  }

  /** Whatever way a connection ends, its transaction does not outlive it. */
  async #leave(): Promise<void> {
    try {
      if (this.#hasTurn && !this.#idle) {
        this.#idle = true;
        await this.#bridge.exchange(Buffer.concat([sync, query('rollback')]));
      }
    } finally {
      this.#giveTurn();
      this.#bridge.forget(this, this.#statements);
    }
  }
}
