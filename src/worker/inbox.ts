/**
 * Gateway events: verified, made durable and, where they carry a terminal fact, applied in the same commit before the 2xx.
 * Events that arrive together commit together; one that fails is tried alone, so that it never fails its neighbours.
 * The state never depends on the order: other events are applied after the object was read again.
 */
import type { Logger } from 'pino';
import { perform } from '../actions/action.ts';
import { gatewayActor } from '../actions/actor.ts';
import {
  type IncomingEvent,
  type IncomingFact,
  installAccountId,
} from '../actions/gateway-facts/incoming.ts';
import type { House } from '../actions/house.ts';
import { otherPayment, recordGatewayFacts } from '../actions/record-gateway-facts.ts';
import { sha256Hex } from '../domain/canonical.ts';
import { addSeconds } from '../domain/time.ts';
import type { GatewayEvent, GatewayFact, PaymentGateway, SignatureFault } from '../gateways/payment/port.ts';
import { claimGatewayEvents, writeGatewayEventState } from '../store/gateway-events.ts';
import { findAttemptsById, findAttemptsByRef } from '../store/payments.ts';
import { codeOf } from '../store/statement-error.ts';

export type Received = { ok: true } | { ok: false; why: SignatureFault; message: string };

export interface Inbox {
  /** Resolves once the event is durable. @throws when it is not: then the gateway must send it again */
  receive(rawBody: string, signature: string | null): Promise<Received>;
  /** Applies stored events whose object has to be read again. @returns how many */
  applyDue(most: number): Promise<number>;
  /** Reads an object again and applies what it says: the return page and the sweep. */
  lookAgain(gatewayRef: string): Promise<boolean>;
}

interface Parcel {
  event: IncomingEvent;
  /** Believed as it stands; null when there is none, or when the object has to be read again first. */
  fact: IncomingFact | null;
  /** What it says of a payment, believed or not: whose payment it says that is can be judged at once. */
  said: IncomingFact | null;
}

interface Waiting {
  parcel: Parcel;
  done(): void;
  failed(error: unknown): void;
}

const batchMax = 64;

export function createInbox(
  house: House,
  gateway: PaymentGateway,
  secrets: () => readonly string[],
  log: Logger,
): Inbox {
  const lane = new InboxLane(house, gateway, secrets, log);
  return {
    receive: (rawBody, signature) => lane.receive(rawBody, signature),
    applyDue: (most) => lane.applyDue(most),
    lookAgain: (ref) => lane.lookAgain(ref),
  };
}

class InboxLane {
  readonly #house: House;
  readonly #gateway: PaymentGateway;
  readonly #secrets: () => readonly string[];
  readonly #log: Logger;
  #waiting: Waiting[] = [];
  #busy = false;

  constructor(house: House, gateway: PaymentGateway, secrets: () => readonly string[], log: Logger) {
    this.#house = house;
    this.#gateway = gateway;
    this.#secrets = secrets;
    this.#log = log;
  }

  async receive(rawBody: string, signature: string | null): Promise<Received> {
    const verified = this.#gateway.verify({
      rawBody,
      signature,
      secrets: this.#secrets(),
      receivedAtMs: this.#house.environment.machine.nowMs(),
    });
    if (!verified.ok) return verified;
    const parcel = this.#parcel(verified.event, rawBody);
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ parcel, done, failed });
      void this.#flush();
    });
    return { ok: true };
  }

  /** No timer: what arrives while a batch commits is the next batch. */
  async #flush(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#waiting.length > 0) {
        const group = this.#nextGroup();
        try {
          await this.#commit(group.map(({ parcel }) => parcel));
          for (const { done } of group) done();
        } catch (error) {
          if (group.length > 1)
            this.#log.warn({ err: error }, 'a group of gateway events failed; each is tried alone');
          for (const item of group) await this.#commitAlone(item.parcel).then(item.done, item.failed);
        }
      }
    } finally {
      this.#busy = false;
    }
  }

  /** The oldest that wait, each event id once: what comes again is compared with what is stored by then. */
  #nextGroup(): Waiting[] {
    const group: Waiting[] = [];
    const rest: Waiting[] = [];
    const ids = new Set<string>();
    for (const item of this.#waiting) {
      const { eventId } = item.parcel.event;
      if (group.length === batchMax || ids.has(eventId)) rest.push(item);
      else {
        ids.add(eventId);
        group.push(item);
      }
    }
    this.#waiting = rest;
    return group;
  }

  #parcel(event: GatewayEvent, rawBody: string): Parcel {
    const { fact, unreadable } = this.#factIn(event);
    const believed =
      fact !== null &&
      event.isPinned &&
      event.account === null &&
      event.livemode === this.#gateway.capabilities.live &&
      fact.kind === 'payment.succeeded';
    const incoming = fact ? factOf(fact, this.#gateway) : null;
    return {
      event: {
        accountId: null,
        ...namesOf(event),
        payload: rawBody,
        payloadSha256: event.oddity === null ? hashOfSaying(event) : sha256Hex(rawBody),
        occurredAt: event.createdAt,
        ...(unreadable === null
          ? stateOf(event, fact, believed, this.#gateway)
          : { state: 'quarantined' as const, reason: `It cannot be read: ${unreadable}` }),
      },
      fact: believed ? incoming : null,
      said: incoming,
    };
  }

  /** A signed event of a shape that we do not know is kept for a person: sending it again would not make it readable. */
  #factIn(event: GatewayEvent): { fact: GatewayFact | null; unreadable: string | null } {
    if (event.oddity !== null) return { fact: null, unreadable: event.oddity };
    try {
      return { fact: this.#gateway.fact(event), unreadable: null };
    } catch (error) {
      this.#log.warn({ err: error, event: event.id }, 'a gateway event cannot be read');
      return {
        fact: null,
        unreadable: clean((error instanceof Error ? error.message : String(error)).slice(0, 300)),
      };
    }
  }

  /** What the database will not hold is kept without its fact: the same bytes would fail for ever. @throws all other errors */
  async #commitAlone(parcel: Parcel): Promise<void> {
    try {
      await this.#commit([parcel]);
    } catch (error) {
      if (!isOfTheData(error)) throw error;
      this.#log.warn({ err: error, event: parcel.event.eventId }, 'a gateway event cannot be applied');
      const reason = 'It cannot be applied: its values are not ones that a payment can have.';
      await this.#commit([
        { event: { ...parcel.event, state: 'quarantined', reason }, fact: null, said: null },
      ]);
    }
  }

  /** Finds the accounts first, then commits events, facts, postings and log together. */
  async #commit(parcels: readonly Parcel[]): Promise<void> {
    const facts = parcels.flatMap(({ fact }) => fact ?? []);
    const { places, strangers } = await this.#places(parcels.flatMap(({ said }) => said ?? []));
    const events = parcels.map(({ event, fact, said }) => {
      if (said && strangers.has(said) && event.state !== 'quarantined')
        return { ...event, state: 'quarantined' as const, reason: otherPayment };
      if (!fact) return event;
      const accountId = places.get(fact.gatewayRef);
      if (accountId) return { ...event, accountId };
      return fact.attemptId
        ? {
            ...event,
            state: 'quarantined' as const,
            reason: 'It names a payment attempt that does not exist here.',
          }
        : { ...event, state: 'ignored' as const, reason: 'It is about an object that was not made here.' };
    });
    await this.#record(
      events,
      facts.filter((fact) => places.has(fact.gatewayRef)),
      [...new Set(facts.flatMap((fact) => places.get(fact.gatewayRef) ?? []))],
    );
  }

  /** The account of each payment, and the facts that name an attempt of ours which has another payment. */
  async #places(
    facts: readonly IncomingFact[],
  ): Promise<{ places: Map<string, string>; strangers: Set<IncomingFact> }> {
    const strangers = new Set<IncomingFact>();
    if (facts.length === 0) return { places: new Map(), strangers };
    const { name } = this.#gateway.capabilities;
    return this.#house.database.transaction(
      [],
      async (tx) => {
        const byRef = await findAttemptsByRef(
          tx,
          name,
          facts.map((fact) => fact.gatewayRef),
        );
        const byId = await findAttemptsById(
          tx,
          facts.flatMap((fact) => fact.attemptId ?? []),
        );
        const places = new Map(byRef.map((row) => [row.gatewayRef, row.accountId]));
        for (const fact of facts) {
          const found = byId.find((row) => row.attemptId === fact.attemptId && row.gateway === name);
          if (!found || places.has(fact.gatewayRef)) continue;
          if (found.gatewayRef === null) places.set(fact.gatewayRef, found.accountId);
          else strangers.add(fact);
        }
        return { places, strangers };
      },
      { readOnly: true },
    );
  }

  async #record(
    events: readonly IncomingEvent[],
    facts: readonly IncomingFact[],
    accounts: readonly string[],
  ): Promise<void> {
    const outcome = await perform(
      this.#house,
      gatewayActor(installAccountId, this.#gateway.capabilities.name),
      recordGatewayFacts,
      { gateway: this.#gateway.capabilities.name, events, facts },
      { accounts: [installAccountId, ...accounts.filter((id) => id !== installAccountId)] },
    );
    if (!outcome.ok) throw new Error(`gateway facts were refused: ${outcome.refusal.code}`);
  }

  async lookAgain(gatewayRef: string): Promise<boolean> {
    const answer = await this.#gateway.readFact(gatewayRef);
    if (!answer.ok) throw new Error(`the gateway did not answer: ${answer.fault.code}`);
    if (answer.value === null) return false;
    const fact = factOf(answer.value, this.#gateway);
    if (!fact) return false;
    const { places } = await this.#places([fact]);
    const accountId = places.get(fact.gatewayRef);
    if (!accountId) return false;
    await this.#record([], [fact], [accountId]);
    return true;
  }

  /** Whether a payment of ours carries this reference, although its object says nothing of money at present. */
  async #isKnown(gatewayRef: string): Promise<boolean> {
    const found = await this.#house.database.transaction(
      [],
      (tx) => findAttemptsByRef(tx, this.#gateway.capabilities.name, [gatewayRef]),
      { readOnly: true },
    );
    return found.length > 0;
  }

  async applyDue(most: number): Promise<number> {
    const now = this.#house.environment.machine.now();
    const rows = await this.#house.database.transaction([], (tx) =>
      claimGatewayEvents(tx, now, addSeconds(now, 120), most),
    );
    for (const row of rows) {
      const settle = (change: Parameters<typeof writeGatewayEventState>[2]) =>
        this.#house.database.transaction([row.accountId], (tx) => writeGatewayEventState(tx, [row], change));
      try {
        const own = this.#gateway.parseEvent(row.payload);
        const said = own && this.#gateway.fact(own);
        // A failure is a fact of its own moment: the object may have moved on since, the event has not.
        const facts =
          said?.kind === 'payment.failed' ? [factOf(said, this.#gateway)].flatMap((fact) => fact ?? []) : [];
        const { places } = await this.#places(facts);
        if (facts[0] && places.has(facts[0].gatewayRef)) await this.#record([], facts, [...places.values()]);
        const isOurs =
          (await this.lookAgain(row.objectId)) || places.size > 0 || (await this.#isKnown(row.objectId));
        await settle(
          isOurs
            ? { state: 'applied', appliedAt: this.#house.environment.business.now() }
            : { state: 'ignored', reason: 'It is about an object that was not made here.' },
        );
      } catch (error) {
        this.#log.warn({ err: error, event: row.eventId }, 'a gateway event could not be applied yet');
        const reason = error instanceof Error ? error.message.slice(0, 500) : String(error);
        await settle(
          row.tries >= 10
            ? { state: 'incident', reason }
            : { state: 'received', reason, dueAt: addSeconds(now, Math.min(3600, 2 ** (row.tries - 1))) },
        );
      }
    }
    return rows.length;
  }
}

/** Control characters and halves of characters are what a text column or a JSON column refuses. */
const clean = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '\ufffd');

/** An odd name is told apart by its hash: cleaned, it must never stand where a genuine event would. */
function namesOf({
  id,
  type,
  objectId,
  oddity,
}: GatewayEvent): Pick<IncomingEvent, 'eventId' | 'type' | 'objectId'> {
  const isPlain = /^[\w-]{1,80}$/.test(id);
  const eventId = isPlain ? id : `${clean(id.slice(0, 40))}~${sha256Hex(id).slice(0, 16)}`;
  return oddity === null
    ? { eventId, type, objectId }
    : { eventId, type: clean(type.slice(0, 100)), objectId: clean(objectId.slice(0, 100)) };
}

/** A value that the database refuses (not a clash of two writers), or that the code stumbles over: not an outage. */
const isOfTheData = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || /^(22|23502|23514)/.test(codeOf(error) ?? '');

/**
 * Of what the event says, not of its bytes: the gateway sends the same event again with another layout and another count
 * of the deliveries that are still to come.
 */
const hashOfSaying = ({ type, createdAt, account, livemode, apiVersion, object }: GatewayEvent): string =>
  sha256Hex(JSON.stringify([type, createdAt, account, livemode, apiVersion, object]));

function stateOf(
  event: GatewayEvent,
  fact: GatewayFact | null,
  believed: boolean,
  gateway: PaymentGateway,
): Pick<IncomingEvent, 'state' | 'reason'> {
  if (event.livemode !== gateway.capabilities.live)
    return { state: 'quarantined', reason: 'It belongs to the other mode (live or test).' };
  if (event.account !== null)
    return { state: 'quarantined', reason: 'It belongs to another account of the gateway.' };
  if (believed) return { state: 'applied', reason: null };
  if (fact?.kind.startsWith('payment.')) return { state: 'received', reason: null };
  return {
    state: 'ignored',
    reason: fact ? 'This fact is not collected here yet.' : 'It says nothing of money here.',
  };
}

const kinds: Partial<Record<GatewayFact['kind'], IncomingFact['kind']>> = {
  'payment.succeeded': 'succeeded',
  'payment.failed': 'failed',
  'payment.processing': 'processing',
  'payment.canceled': 'canceled',
  'payment.requires_action': 'action_required',
};

function factOf(fact: GatewayFact, gateway: PaymentGateway): IncomingFact | null {
  const kind = kinds[fact.kind];
  if (!kind || fact.livemode !== gateway.capabilities.live) return null;
  return {
    kind,
    objectId: fact.key,
    gatewayRef: fact.paymentId ?? fact.objectId,
    attemptId: fact.metadata.closeout_attempt || null,
    gatewayEventId: fact.gatewayEventId,
    amountMinor: fact.amountMinor,
    currency: fact.currency,
    method: 'card',
    occurredAt: fact.occurredAt,
    reason: fact.reason && {
      code: fact.reason.declineCode ?? fact.reason.code,
      message: fact.reason.message,
    },
  };
}
