/** Deliveries per recipient and channel, and the bytes of documents as they left. */
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface DeliveryRow {
  accountId: string;
  id: string;
  invoiceId: string;
  effectId: string;
  purpose: 'invoice' | 'receipt';
  channel: 'email' | 'sms' | 'paper' | 'portal';
  recipient: string;
  state: 'queued' | 'accepted' | 'delivered' | 'bounced' | 'failed' | 'unknown';
  messageId: string;
  acceptanceId: string | null;
  acceptedAt: string | null;
  reason: string | null;
  createdAt: string;
}

export const insertDeliveries = (tx: Tx, rows: readonly DeliveryRow[]): Promise<number> =>
  insertRows(tx, 'delivery', rows);

export const readDeliveries = (
  reader: Reader,
  accountId: string,
  invoiceIds: readonly string[],
): Promise<DeliveryRow[]> =>
  reader.rows<DeliveryRow>(
    'select * from delivery where account_id = $1 and invoice_id = any ($2) order by created_at, id',
    [accountId, invoiceIds],
  );

export const readDeliveriesOfEffect = (
  reader: Reader,
  accountId: string,
  effectId: string,
): Promise<DeliveryRow[]> =>
  reader.rows<DeliveryRow>('select * from delivery where account_id = $1 and effect_id = $2', [
    accountId,
    effectId,
  ]);

export async function writeDeliveryState(
  tx: Tx,
  accountId: string,
  effectId: string,
  change: { state: DeliveryRow['state']; acceptanceId?: string; acceptedAt?: string; reason?: string },
): Promise<void> {
  await tx.run(
    `update delivery set state = $3, acceptance_id = coalesce($4, acceptance_id), accepted_at = coalesce($5::timestamptz, accepted_at), reason = $6
     where account_id = $1 and effect_id = $2`,
    [
      accountId,
      effectId,
      change.state,
      change.acceptanceId ?? null,
      change.acceptedAt ?? null,
      change.reason ?? null,
    ],
  );
}

export interface DocumentRow {
  accountId: string;
  id: string;
  invoiceId: string;
  kind: 'invoice' | 'receipt';
  sha256: string;
  engine: string;
  template: string;
  createdAt: string;
}

/** Stores the bytes once; a second rendering of the same document is not kept. @returns whether these bytes are the ones kept */
export const insertDocument = async (tx: Tx, row: DocumentRow, bytes: Buffer): Promise<boolean> =>
  (await tx.run(
    `insert into document (account_id, id, invoice_id, kind, sha256, bytes, engine, template, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (account_id, invoice_id, kind) do nothing`,
    [
      row.accountId,
      row.id,
      row.invoiceId,
      row.kind,
      row.sha256,
      bytes,
      row.engine,
      row.template,
      row.createdAt,
    ],
  )) === 1;

export const readDocument = (
  reader: Reader,
  accountId: string,
  invoiceId: string,
  kind: DocumentRow['kind'],
): Promise<(DocumentRow & { bytes: Buffer }) | undefined> =>
  reader.maybe('select * from document where account_id = $1 and invoice_id = $2 and kind = $3', [
    accountId,
    invoiceId,
    kind,
  ]);
