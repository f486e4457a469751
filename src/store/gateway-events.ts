/** The inbox: what gateways said, stored as they said it before it is answered, and the facts that were applied. */
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface GatewayEventRow {
  accountId: string;
  id: string;
  gateway: string;
  eventId: string;
  type: string;
  objectId: string;
  payload: string;
  payloadSha256: string;
  state: 'received' | 'leased' | 'applied' | 'ignored' | 'quarantined' | 'incident';
  receivedAt: string;
  occurredAt: string;
  appliedAt: string | null;
  dueAt: string;
  tries: number;
  reason: string | null;
}

export interface GatewayFactRow {
  accountId: string;
  gateway: string;
  objectId: string;
  kind: string;
  gatewayEventId: string | null;
  occurredAt: string;
  recordedAt: string;
}

/** @returns how many were new; an event that is here already is left as it is */
export const insertGatewayEvents = (tx: Tx, rows: readonly GatewayEventRow[]): Promise<number> =>
  insertRows(tx, 'gateway_event', rows, 'on conflict (gateway, event_id) do nothing');

/** Facts are unique by gateway, object and kind: the row is the lock against applying one twice. */
export const insertGatewayFacts = async (tx: Tx, rows: readonly GatewayFactRow[]): Promise<number> =>
  insertRows(tx, 'gateway_fact', rows, 'on conflict (gateway, object_id, kind) do nothing');

export const findKnownEvents = (
  reader: Reader,
  gateway: string,
  ids: readonly string[],
): Promise<{ eventId: string; payloadSha256: string }[]> =>
  reader.rows('select * from app.known_gateway_events($1, $2)', [gateway, ids]);

export const findKnownFacts = (
  reader: Reader,
  gateway: string,
  objectIds: readonly string[],
): Promise<{ objectId: string; kind: string }[]> =>
  reader.rows('select * from app.known_gateway_facts($1, $2)', [gateway, objectIds]);

export const claimGatewayEvents = (
  tx: Tx,
  at: string,
  until: string,
  most: number,
): Promise<GatewayEventRow[]> =>
  tx.rows<GatewayEventRow>('select * from app.claim_gateway_events($1, $2, $3)', [at, until, most]);

export async function writeGatewayEventState(
  tx: Tx,
  rows: readonly { accountId: string; id: string }[],
  change: { state: GatewayEventRow['state']; appliedAt?: string; dueAt?: string; reason?: string },
): Promise<void> {
  await tx.run(
    `update gateway_event set state = $3, applied_at = coalesce($4::timestamptz, applied_at), due_at = coalesce($5::timestamptz, due_at), reason = coalesce($6, reason), leased_until = null
     where account_id = any ($1) and id = any ($2)`,
    [
      [...new Set(rows.map((row) => row.accountId))],
      rows.map((row) => row.id),
      change.state,
      change.appliedAt ?? null,
      change.dueAt ?? null,
      change.reason ?? null,
    ],
  );
}
