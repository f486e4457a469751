/** Attempts to collect and money that settled. One open attempt per invoice, one payment per gateway object. */
import type { Reader, Tx } from './database.ts';
import { insertRows, jsonForSql } from './rows.ts';

export interface AttemptRow {
  accountId: string;
  id: string;
  invoiceId: string;
  gateway: string;
  state:
    | 'created'
    | 'in_flight'
    | 'succeeded'
    | 'processing'
    | 'failed'
    | 'action_required'
    | 'unknown'
    | 'canceled'
    | 'returned';
  amountMinor: bigint;
  currency: string;
  gatewayRef: string | null;
  /** Why it failed; `at` and `of` name the failure it was, so that the latest one stands whatever came first. */
  reason: { code: string; message: string; at?: string; of?: string } | null;
  createdAt: string;
  changedAt: string;
}

export interface PaymentRow {
  accountId: string;
  id: string;
  clientId: string | null;
  gateway: string;
  gatewayRef: string | null;
  method: string;
  amountMinor: bigint;
  currency: string;
  feeMinor: bigint | null;
  settledOn: string;
  settledAt: string;
  attestedBy: string | null;
  reference: string | null;
}

export interface AllocationRow {
  accountId: string;
  id: string;
  paymentId: string;
  invoiceId: string;
  amountMinor: bigint;
  at: string;
}

export const insertAttempts = (tx: Tx, rows: readonly AttemptRow[]): Promise<number> =>
  insertRows(tx, 'attempt', rows);
export const insertPayments = (tx: Tx, rows: readonly PaymentRow[]): Promise<number> =>
  insertRows(tx, 'payment', rows);
export const insertAllocations = (tx: Tx, rows: readonly AllocationRow[]): Promise<number> =>
  insertRows(tx, 'allocation', rows);

export const readAttempts = (reader: Reader, accountId: string, invoiceId: string): Promise<AttemptRow[]> =>
  reader.rows<AttemptRow>(
    'select * from attempt where account_id = $1 and invoice_id = $2 order by created_at desc, id desc',
    [accountId, invoiceId],
  );

export const lockAttempts = (
  tx: Tx,
  accountIds: readonly string[],
  ids: readonly string[],
): Promise<AttemptRow[]> =>
  tx.rows<AttemptRow>(
    'select * from attempt where account_id = any ($1) and id = any ($2) order by account_id, id for update',
    [accountIds, ids],
  );

export async function writeAttempts(
  tx: Tx,
  rows: readonly Pick<
    AttemptRow,
    'accountId' | 'id' | 'state' | 'gatewayRef' | 'reason' | 'amountMinor' | 'changedAt'
  >[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update attempt a set state = r.state, gateway_ref = r."gatewayRef", reason = nullif(r.reason, 'null'::jsonb), amount_minor = r."amountMinor", changed_at = r."changedAt"
     from jsonb_to_recordset($1::jsonb) as r("accountId" text, id text, state text, "gatewayRef" text, reason jsonb, "amountMinor" bigint, "changedAt" timestamptz)
     where a.account_id = r."accountId" and a.id = r.id`,
    [jsonForSql(rows)],
  );
}

/** Which attempts these gateway objects belong to, across accounts. */
export const findAttemptsByRef = (
  reader: Reader,
  gateway: string,
  refs: readonly string[],
): Promise<{ gatewayRef: string; accountId: string; attemptId: string; invoiceId: string }[]> =>
  reader.rows('select * from app.attempts_by_ref($1, $2)', [gateway, refs]);

/** The same by our own ids, for an event that outran our record of the gateway's id. */
export const findAttemptsById = (
  reader: Reader,
  ids: readonly string[],
): Promise<
  { attemptId: string; accountId: string; invoiceId: string; gateway: string; gatewayRef: string | null }[]
> => reader.rows('select * from app.attempts_by_id($1)', [ids]);

/** Payments of an invoice with what each brought to it. */
export const readPaymentsOf = (
  reader: Reader,
  accountId: string,
  invoiceId: string,
): Promise<(PaymentRow & { allocatedMinor: bigint })[]> =>
  reader.rows(
    `select p.*, a.amount_minor as allocated_minor from payment p join allocation a on a.account_id = p.account_id and a.payment_id = p.id
     where p.account_id = $1 and a.invoice_id = $2 order by p.settled_at, p.id`,
    [accountId, invoiceId],
  );

export const readPayment = (reader: Reader, accountId: string, id: string): Promise<PaymentRow | undefined> =>
  reader.maybe<PaymentRow>('select * from payment where account_id = $1 and id = $2', [accountId, id]);

/** Sets the gateway's fee once. @returns false when it was recorded before */
export const writeFee = async (tx: Tx, accountId: string, id: string, feeMinor: bigint): Promise<boolean> =>
  (await tx.run('update payment set fee_minor = $3 where account_id = $1 and id = $2 and fee_minor is null', [
    accountId,
    id,
    feeMinor,
  ])) === 1;

/** The gateway's ids of payments that are still open here, of all accounts, oldest first. */
export const readOpenRefs = async (reader: Reader, gateway: string, most: number): Promise<string[]> =>
  (await reader.rows<{ gatewayRef: string }>('select * from app.open_attempts($1, $2)', [gateway, most])).map(
    (row) => row.gatewayRef,
  );
