/**
 * All state of the sandbox: tables of rows in order of creation, per account, with an undo list for the request in hand.
 * Rows are replaced, never changed in place. It knows no resource and no rule.
 */
import { type Journal, openJournal, type Write } from './journal.ts';

export interface Row {
  id: string;
}

export interface Table<T extends Row> {
  get(id: string): T | undefined;
  put(row: T): T;
  remove(id: string): void;
  /** Newest first, from just after `id` (older ones) when given. */
  newest(afterId?: string): Generator<T>;
  /** Oldest first, from just before `id` in the list (newer ones) when given. */
  oldest(beforeId?: string): Generator<T>;
}

interface Shelf {
  rows: Map<string, Row>;
  /** Ids in order of creation; a removed id stays and is skipped. */
  order: string[];
  place: Map<string, number>;
}

/** Drops the places of removed rows, so that a queue that comes and goes stays cheap to walk. */
function tighten(shelf: Shelf): void {
  shelf.order = shelf.order.filter((id) => shelf.rows.has(id));
  shelf.place = new Map(shelf.order.map((id, i) => [id, i]));
}

export class Store {
  readonly #shelves = new Map<string, Shelf>();
  readonly #journal: Journal | null;
  #undo: Write[] = [];

  constructor(journalFolder: string | null) {
    this.#journal =
      journalFolder === null ? null : openJournal(journalFolder, (writes) => this.#replay(writes));
  }

  #replay(writes: Write[]): void {
    for (const [table, id, row] of writes) this.#set(table, id, row as Row | null);
  }

  #shelf(name: string): Shelf {
    let shelf = this.#shelves.get(name);
    if (!shelf) {
      shelf = { rows: new Map(), order: [], place: new Map() };
      this.#shelves.set(name, shelf);
    }
    return shelf;
  }

  #set(name: string, id: string, row: Row | null): void {
    const shelf = this.#shelf(name);
    if (row === null) {
      shelf.rows.delete(id);
      if (shelf.order.length > 64 && shelf.order.length > shelf.rows.size * 2) tighten(shelf);
      return;
    }
    shelf.rows.set(id, row);
    if (!shelf.place.has(id)) {
      shelf.place.set(id, shelf.order.length);
      shelf.order.push(id);
    }
  }

  #write(name: string, id: string, row: Row | null): void {
    this.#undo.push([name, id, this.#shelf(name).rows.get(id) ?? null]);
    this.#set(name, id, row);
  }

  /** Makes the writes since the last commit durable, as one line. */
  commit(): void {
    if (this.#undo.length === 0) return;
    const last = new Map<string, Write>();
    for (const [table, id] of this.#undo)
      last.set(`${table} ${id}`, [table, id, this.#shelf(table).rows.get(id) ?? null]);
    this.#undo = [];
    this.#journal?.append([...last.values()]);
  }

  rollback(): void {
    for (const [table, id, row] of this.#undo.reverse()) this.#set(table, id, row as Row | null);
    this.#undo = [];
  }

  /** @param account Rows of one account are invisible to every other. */
  table<T extends Row>(account: string, name: string): Table<T> {
    const key = `${account}/${name}`;
    const shelf = this.#shelf(key);
    function* walk(from: number, step: 1 | -1): Generator<T> {
      for (let i = from; i >= 0 && i < shelf.order.length; i += step) {
        const row = shelf.rows.get(shelf.order[i]!);
        if (row) yield row as T;
      }
    }
    return {
      get: (id) => shelf.rows.get(id) as T | undefined,
      put: (row) => {
        this.#write(key, row.id, row);
        return row;
      },
      remove: (id) => this.#write(key, id, null),
      newest: (afterId) =>
        walk(afterId === undefined ? shelf.order.length - 1 : (shelf.place.get(afterId) ?? 0) - 1, -1),
      oldest: (beforeId) =>
        walk(beforeId === undefined ? 0 : (shelf.place.get(beforeId) ?? shelf.order.length) + 1, 1),
    };
  }

  close(): void {
    this.#journal?.close();
  }
}
