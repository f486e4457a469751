/**
 * What a payment gateway said becomes state, postings and events: the one reducer for webhook, return page and sweep.
 * Facts are unique by gateway, object and kind; their order and number do not matter. It calls no gateway, and it refuses
 * nothing: what cannot be placed is stored, quarantined and shown.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import {
  findKnownEvents,
  findKnownFacts,
  type GatewayEventRow,
  insertGatewayEvents,
  insertGatewayFacts,
  writeGatewayEventState,
} from '../store/gateway-events.ts';
import { lockInvoices } from '../store/invoices.ts';
import { type AttemptRow, findAttemptsById, findAttemptsByRef, lockAttempts } from '../store/payments.ts';
import { insertIncidents } from '../store/queue.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { FactFolder } from './gateway-facts/fold.ts';
import {
  type IncomingEvent,
  type IncomingFact,
  installAccountId,
  type PlacedFact,
} from './gateway-facts/incoming.ts';
import { bellChannel } from './house.ts';

/** Why an event is not believed that names our attempt for a payment that is not the attempt's own. */
export const otherPayment = 'It names a payment attempt that has another payment at the gateway.';

const input = z.strictObject({
  gateway: z.string().min(1).max(40),
  events: z.array(z.custom<IncomingEvent>()).max(500),
  facts: z.array(z.custom<IncomingFact>()).max(500),
});

export const recordGatewayFacts = defineAction({
  name: 'record-gateway-facts',
  permission: 'payment.record',
  input,
  async run(context, { gateway, events, facts }) {
    if (!context.tx.accounts.includes(installAccountId)) refuse('not_found');
    const { rows, stored, conflicts } = await storeEvents(context, gateway, events);
    // What has to be read again at the gateway is work for the worker, which sleeps until it is woken.
    if (rows.some((row) => row.state === 'received')) {
      await context.tx.notify(
        bellChannel,
        JSON.stringify({ accountId: installAccountId, types: ['gateway_event.received'], subjects: [] }),
      );
    }
    // An event that contradicts an earlier one of the same id is not believed: a person looks, and the sweep asks the gateway.
    const believed = facts.filter(
      (fact) => fact.gatewayEventId === null || !conflicts.has(fact.gatewayEventId),
    );
    const placed = await place(context, gateway, believed);
    const invoices = await lockInvoices(context.tx, context.tx.accounts, [
      ...new Set(placed.map((item) => item.invoiceId)),
    ]);
    const attempts = await lockAttempts(context.tx, context.tx.accounts, [
      ...new Set(placed.map((item) => item.attemptId)),
    ]);
    const own = await withoutStrangers(context, placed, attempts, rows);
    // Read after the locks: another transaction may have applied the same fact while this one waited.
    const known = new Set(
      (
        await findKnownFacts(
          context.tx,
          gateway,
          facts.map((fact) => fact.objectId),
        )
      ).map((row) => `${row.kind} ${row.objectId}`),
    );
    const fresh = own.filter(({ fact }) => !known.has(`${fact.kind} ${fact.objectId}`));
    const folder = new FactFolder(context, gateway, invoices, attempts);
    const seen = new Set<string>();
    for (const item of fresh) {
      const name = `${item.fact.kind} ${item.fact.objectId}`;
      if (seen.has(name)) continue;
      seen.add(name);
      await folder.apply(item);
    }
    await insertGatewayFacts(context.tx, [...folder.recorded]);
    await folder.write();
    return {
      events: stored,
      facts: folder.recorded.length,
      duplicates: facts.length - folder.recorded.length,
    };
  },
});

/** By the gateway's id; or by ours, when the event outran the answer to our own call and no other payment was named to us. */
async function place(
  context: ActionContext,
  gateway: string,
  facts: readonly IncomingFact[],
): Promise<PlacedFact[]> {
  const byRef = new Map(
    (
      await findAttemptsByRef(
        context.tx,
        gateway,
        facts.map((fact) => fact.gatewayRef),
      )
    ).map((row) => [row.gatewayRef, row]),
  );
  const ours = facts.flatMap((fact) =>
    byRef.has(fact.gatewayRef) || fact.attemptId === null ? [] : [fact.attemptId],
  );
  const byId = new Map(
    (await findAttemptsById(context.tx, ours))
      .filter((row) => row.gateway === gateway && row.gatewayRef === null)
      .map((row) => [row.attemptId, row]),
  );
  return facts.flatMap((fact) => {
    const found = byRef.get(fact.gatewayRef) ?? byId.get(fact.attemptId ?? '');
    return found && context.tx.accounts.includes(found.accountId)
      ? [{ fact, accountId: found.accountId, attemptId: found.attemptId, invoiceId: found.invoiceId }]
      : [];
  });
}

/**
 * Judged under the locks: an attempt has one payment at the gateway, and whoever names our id in another is not believed,
 * be it that the answer to our own call came meanwhile or that two payments came in one batch.
 */
async function withoutStrangers(
  context: ActionContext,
  placed: readonly PlacedFact[],
  attempts: readonly AttemptRow[],
  rows: readonly GatewayEventRow[],
): Promise<PlacedFact[]> {
  const refs = new Map(attempts.map((row) => [row.id, row.gatewayRef]));
  const own: PlacedFact[] = [];
  for (const item of placed) {
    const ref = refs.get(item.attemptId) ?? item.fact.gatewayRef;
    refs.set(item.attemptId, ref);
    if (ref === item.fact.gatewayRef) own.push(item);
  }
  const strangers = new Set(
    placed.filter((item) => !own.includes(item)).map((item) => item.fact.gatewayEventId),
  );
  const events = rows.filter((row) => strangers.has(row.eventId));
  if (events.length === 0) return own;
  await writeGatewayEventState(context.tx, events, { state: 'quarantined', reason: otherPayment });
  await raise(
    context,
    events.map(({ accountId, eventId }) => ({ accountId, of: eventId, reason: otherPayment })),
  );
  return own;
}

/** Same event again: nothing. Same id with other content: an incident for a person to see. */
async function storeEvents(
  context: ActionContext,
  gateway: string,
  events: readonly IncomingEvent[],
): Promise<{ rows: GatewayEventRow[]; stored: number; conflicts: ReadonlySet<string> }> {
  const names = events.map((event) => event.eventId);
  const known = new Map(
    (await findKnownEvents(context.tx, gateway, names)).map((row) => [row.eventId, row.payloadSha256]),
  );
  const rows = events
    .filter((event) => !known.has(event.eventId))
    .map((event) => eventRow(context, gateway, event));
  const stored = await insertGatewayEvents(context.tx, rows);
  const unplaced = rows
    .filter((row) => row.state === 'quarantined')
    .map((row) => ({
      accountId: row.accountId,
      of: row.eventId,
      reason: row.reason ?? 'The event could not be placed.',
    }));
  const conflicts = events
    .filter((event) => known.has(event.eventId) && known.get(event.eventId) !== event.payloadSha256)
    .map((event) => ({
      accountId: installAccountId,
      of: event.eventId,
      reason: 'The same event id came again with other content.',
    }));
  await raise(context, [...unplaced, ...conflicts]);
  return { rows, stored, conflicts: new Set(conflicts.map(({ of }) => of)) };
}

function eventRow(context: ActionContext, gateway: string, event: IncomingEvent): GatewayEventRow {
  const machineNow = context.house.environment.machine.now();
  return {
    ...event,
    accountId: event.accountId ?? installAccountId,
    id: context.id('gatewayEvent'),
    gateway,
    receivedAt: machineNow,
    appliedAt: event.state === 'applied' ? context.now : null,
    dueAt: machineNow,
    tries: 0,
  };
}

async function raise(
  context: ActionContext,
  troubles: readonly { accountId: string; of: string; reason: string }[],
): Promise<void> {
  const incidents = troubles.map(({ accountId, of, reason }) => ({
    accountId,
    id: context.id('incident'),
    kind: 'gateway_event_unplaced',
    subjectType: 'gateway_event',
    subjectId: of,
    reason,
    next: 'Look the object up at the gateway and assign the money by hand.',
    openedAt: context.now,
  }));
  await insertIncidents(context.tx, incidents);
  for (const { id, kind, subjectId, accountId } of incidents) {
    const subject = { type: 'incident', id } as const;
    context.emit({ type: 'incident.opened', subject, data: { kind, of: subjectId } }, accountId);
  }
}
