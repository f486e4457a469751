/**
 * What a verb holds while it runs: one transaction, the actor, the business time, and the buffers that commit with it.
 * Events and journal entries gather here and are written once, at the end, heads of the chain last.
 */
import { canonicalJson, sha256Hex } from '../domain/canonical.ts';
import type { DomainEvent } from '../domain/events.ts';
import type { Noun } from '../domain/ids.ts';
import { refuse } from '../domain/refusal.ts';
import { type Day, dayOf, type Instant } from '../domain/time.ts';
import { type AccountRow, readAccounts } from '../store/accounts.ts';
import type { Tx } from '../store/database.ts';
import { appendEvents, insertPersonal, type PersonalRow } from '../store/events.ts';
import { insertJournal, type JournalDraft } from '../store/ledger.ts';
import { insertReactions } from '../store/queue.ts';
import type { Actor } from './actor.ts';
import type { House } from './house.ts';

/** An effect as a dry run shows it. */
export interface EffectView {
  kind: string;
  subjectId: string;
  payload: unknown;
  permit: string;
}

export class ActionContext {
  readonly tx: Tx;
  readonly house: House;
  readonly actor: Actor;
  /** Business time, one instant for the whole verb. */
  readonly now: Instant;
  readonly effects: EffectView[] = [];
  readonly gates: { subjectId: string; gates: readonly string[]; opensWith: string }[] = [];
  readonly #accounts = new Map<string, AccountRow>();
  readonly #events: { accountId: string; event: DomainEvent }[] = [];
  readonly #journal: JournalDraft[] = [];

  constructor(tx: Tx, house: House, actor: Actor) {
    this.tx = tx;
    this.house = house;
    this.actor = actor;
    this.now = house.environment.business.now();
  }

  get accountId(): string {
    return this.actor.accountId;
  }

  id(noun: Noun): string {
    return this.house.environment.id(noun);
  }

  /** The account's row; a foreign or missing id is refused as missing. */
  async account(id: string = this.accountId): Promise<AccountRow> {
    const known = this.#accounts.get(id);
    if (known) return known;
    const [row] = await readAccounts(this.tx, [id]);
    if (!row) refuse('not_found', { evidence: [{ fact: 'account', value: id }] });
    this.#accounts.set(id, row);
    return row;
  }

  /** Today in the account's own time zone. */
  async today(accountId: string = this.accountId): Promise<Day> {
    return dayOf(this.now, (await this.account(accountId)).timeZone);
  }

  emit(event: DomainEvent, accountId: string = this.accountId): void {
    this.#events.push({ accountId, event });
  }

  /** Adds journal entries to what commits with this verb. */
  post(entries: readonly JournalDraft[]): void {
    this.#journal.push(...entries);
  }

  subjectIds(): { accountId: string; types: string[]; subjects: string[] }[] {
    const accounts = [...new Set(this.#events.map(({ accountId }) => accountId))];
    return accounts.map((accountId) => {
      const list = this.#events.filter((item) => item.accountId === accountId);
      return {
        accountId,
        types: [...new Set(list.map(({ event }) => event.type))],
        subjects: [...new Set(list.map(({ event }) => event.subject.id))].slice(0, 40),
      };
    });
  }

  /** Writes the buffers: books, consequences, then the log, whose heads are the last locks taken. */
  async flush(): Promise<void> {
    await insertJournal(this.tx, this.#journal, (noun) => this.id(noun), this.now);
    if (this.#events.length === 0) return;
    const personal: PersonalRow[] = [];
    const reactions: Parameters<typeof insertReactions>[1][number][] = [];
    const links = new Map<string, string[]>();
    for (const { accountId, event } of this.#events) {
      const id = this.id('event');
      const body = canonicalJson({
        id,
        type: event.type,
        at: this.now,
        actor: { kind: this.actor.kind, id: this.actor.id },
        subject: event.subject,
        data: event.data,
        ...(event.personal ? { personal: this.#commit(accountId, id, event.personal, personal) } : {}),
      });
      links.set(accountId, [...(links.get(accountId) ?? []), body]);
      for (const name of this.house.reactionsTo(event.type)) {
        reactions.push({
          accountId,
          id: this.id('reaction'),
          eventId: id,
          name,
          subjectId: event.subject.id,
          data: event.data,
          dueAt: this.house.environment.machine.now(),
        });
      }
    }
    await insertReactions(this.tx, reactions);
    await insertPersonal(this.tx, personal);
    await appendEvents(this.tx, links);
  }

  #commit(
    accountId: string,
    eventId: string,
    fields: Record<string, string>,
    rows: PersonalRow[],
  ): Record<string, string> {
    const commitments: Record<string, string> = {};
    for (const [field, value] of Object.entries(fields)) {
      const salt = Buffer.from(this.house.environment.random(16)).toString('base64url');
      rows.push({ accountId, eventId, field, salt, value });
      commitments[field] = sha256Hex(`${salt}\n${value}`);
    }
    return commitments;
  }
}
