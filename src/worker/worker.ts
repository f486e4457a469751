/**
 * Claims what is due and does it: effects, reactions, gateway events. Woken by the bell, asleep until the next due time.
 * It polls nothing. A failure is retried with back-off and becomes an incident; the others go on.
 */
import type { Logger } from 'pino';
import { perform } from '../actions/action.ts';
import { systemActor } from '../actions/actor.ts';
import { bellChannel, type House } from '../actions/house.ts';
import { openIncident } from '../actions/open-incident.ts';
import { addSeconds } from '../domain/time.ts';
import { reactionNamed } from '../reactions/index.ts';
import {
  claimEffects,
  claimReactions,
  type EffectRow,
  type ReactionRow,
  readNextDue,
  writeEffectState,
  writeReactionState,
} from '../store/queue.ts';
import type { Inbox } from './inbox.ts';
import { type Outside, performers, triesMax } from './performers.ts';

/** A lease outlives any single performance; a process that dies gives its rows back after it. */
const leaseSeconds = 120;
const batch = 20;
/** The longest sleep: covers a bell that was lost. */
const sleepMsMax = 60_000;

export interface Worker {
  start(): Promise<void>;
  /** Does everything that is due now and returns when nothing is left; true when anything was done. */
  drain(): Promise<boolean>;
  stop(): Promise<void>;
}

export function createWorker(house: House, outside: Outside, inbox: Inbox, log: Logger): Worker {
  const lane = new Lane(house, outside, inbox, log);
  return { start: () => lane.start(), drain: () => lane.drain(), stop: () => lane.stop() };
}

class Lane {
  readonly #house: House;
  readonly #outside: Outside;
  readonly #inbox: Inbox;
  readonly #log: Logger;
  #unlisten: (() => Promise<void>) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<boolean> | undefined;
  #again = false;
  #stopped = false;

  constructor(house: House, outside: Outside, inbox: Inbox, log: Logger) {
    this.#house = house;
    this.#outside = outside;
    this.#inbox = inbox;
    this.#log = log;
  }

  async start(): Promise<void> {
    this.#unlisten = await this.#house.database.listen(bellChannel, () => this.#wake());
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#unlisten?.();
    await this.#running?.catch(() => {});
  }

  /** One run at a time; a bell during a run makes one more run. */
  #wake(): void {
    if (this.#stopped) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.drain()
      .catch((error: unknown) => {
        this.#log.error({ err: error }, 'the worker stopped short and will try again');
        return false;
      })
      .finally(() => {
        this.#running = undefined;
        if (this.#again) {
          this.#again = false;
          this.#wake();
        } else void this.#sleep();
      });
  }

  async #sleep(): Promise<void> {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const due = await this.#house.database.transaction([], readNextDue, { readOnly: true }).catch(() => null);
    if (this.#stopped) return;
    const wait = due === null ? sleepMsMax : Date.parse(due) - this.#house.environment.machine.nowMs();
    this.#timer = setTimeout(() => this.#wake(), Math.max(50, Math.min(wait, sleepMsMax)));
    this.#timer.unref();
  }

  async drain(): Promise<boolean> {
    let did = false;
    for (;;) {
      const now = this.#house.environment.machine.now();
      const until = addSeconds(now, leaseSeconds);
      const [reactions, effects] = await this.#house.database.transaction([], async (tx) => [
        await claimReactions(tx, now, until, batch),
        await claimEffects(tx, now, until, batch),
      ]);
      const events = await this.#inbox.applyDue(batch);
      if (reactions.length + effects.length + events === 0) return did;
      did = true;
      for (const row of reactions) await this.#react(row);
      // A few at a time: rendering and sending wait for the outside, the database for nobody.
      for (let at = 0; at < effects.length; at += 4)
        await Promise.all(effects.slice(at, at + 4).map((row) => this.#perform(row)));
    }
  }

  async #react(row: ReactionRow): Promise<void> {
    const { house } = { house: this.#house };
    try {
      const reaction = reactionNamed(row.name);
      if (!reaction) throw new Error(`there is no reaction named ${row.name}`);
      await reaction(house, row);
      await house.database.transaction([row.accountId], (tx) =>
        writeReactionState(tx, row, { state: 'done' }),
      );
    } catch (error) {
      const message = this.#note(error, { reaction: row.name, id: row.id });
      const last = row.tries >= triesMax;
      await house.database.transaction([row.accountId], (tx) =>
        writeReactionState(tx, row, {
          state: last ? 'incident' : 'queued',
          error: message,
          dueAt: this.#backOff(row.tries),
        }),
      );
      if (last) await this.#raise(row.accountId, 'reaction_failed', row.subjectId, message);
    }
  }

  async #perform(row: EffectRow): Promise<void> {
    try {
      const performer = performers[row.kind];
      if (!performer) throw new Error(`there is no performer for ${row.kind}`);
      await performer(this.#house, this.#outside, row);
    } catch (error) {
      const message = this.#note(error, { effect: row.kind, id: row.id });
      const last = row.tries >= triesMax;
      await this.#house.database.transaction([row.accountId], async (tx) => {
        // What was being handed over keeps that mark: whether it left is a question, not a retry.
        const state = last ? 'incident' : row.state === 'handing_over' ? 'handing_over' : 'queued';
        await tx.run(
          "update effect set state = case when state = 'handing_over' and $3 = 'queued' then state else $3 end, due_at = $4, leased_until = null where account_id = $1 and id = $2 and state in ('leased', 'handing_over')",
          [row.accountId, row.id, state, this.#backOff(row.tries)],
        );
        if (last)
          await writeEffectState(tx, row.accountId, [row.id], {
            state: 'incident',
            outcome: { kind: 'fault', message },
          });
      });
      if (last) await this.#raise(row.accountId, 'effect_failed', row.subjectId, message);
    }
  }

  #note(error: unknown, what: Record<string, string>): string {
    this.#log.warn({ err: error, ...what }, 'something due could not be done');
    return (error instanceof Error ? error.message : String(error)).slice(0, 500);
  }

  /** 1 s, 2 s, 4 s … at most an hour. */
  #backOff(tries: number): string {
    return addSeconds(this.#house.environment.machine.now(), Math.min(3600, 2 ** Math.max(0, tries - 1)));
  }

  async #raise(accountId: string, kind: string, subjectId: string, reason: string): Promise<void> {
    const outcome = await perform(this.#house, systemActor(accountId), openIncident, {
      kind,
      subjectType: 'effect',
      subjectId,
      reason,
      next: 'Look at the reason, then retry or skip it.',
    });
    if (!outcome.ok) this.#log.error({ refusal: outcome.refusal }, 'an incident could not be opened');
  }
}
