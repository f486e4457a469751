/**
 * Invoices, their lines, money entries and links. Columns that cache a fold are written with the entry that changes it;
 * readers derive no labels here, except through the database's own functions where a list is filtered by them.
 */
import type { TaxCategory, TaxSubtotal } from '../domain/snapshot.ts';
import type { Reader, Tx } from './database.ts';
import { insertRows, jsonForSql } from './rows.ts';

export interface InvoiceRow {
  accountId: string;
  id: string;
  doc: 'draft' | 'discarded' | 'issued' | 'void';
  number: string | null;
  clientId: string;
  jobId: string | null;
  adHocReason: string | null;
  title: string;
  currency: string;
  terms: string;
  purchaseOrder: string | null;
  note: string | null;
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  taxes: TaxSubtotal[];
  creditedMinor: bigint;
  settledMinor: bigint;
  creditAppliedMinor: bigint;
  refundedOwedMinor: bigint;
  withdrawnMinor: bigint;
  lostMinor: bigint;
  forgivenMinor: bigint;
  inFlightMinor: bigint;
  attestedMinor: bigint;
  unclearedMinor: bigint;
  refundedMinor: bigint;
  owedMinor: bigint;
  link: 'none' | 'active' | 'suspended' | 'expired' | 'dead';
  linkReopened: boolean;
  collection: 'none' | 'scheduled' | 'in_flight' | 'failed' | 'action_required' | 'exhausted';
  collectionReason: { code: string; message: string } | null;
  collectionAttempt: number;
  holds: { reason: string }[];
  uncollectible: { on: string; by: string; reason: string } | null;
  issuedOn: string | null;
  dueOn: string | null;
  periodFrom: string | null;
  periodTo: string | null;
  snapshot: string | null;
  snapshotSha256: string | null;
  issuedAt: string | null;
  paidAt: string | null;
  createdAt: string;
  createdBy: string;
  version: number;
}

export interface InvoiceLineRow {
  accountId: string;
  id: string;
  invoiceId: string;
  ordinal: number;
  kind: 'labor' | 'material' | 'fee' | 'travel' | 'discount';
  title: string;
  detail: string | null;
  quantity: string;
  unit: string;
  unitPrice: string;
  discountPercent: string | null;
  taxRate: string;
  taxCategory: TaxCategory;
  taxName: string;
  netMinor: bigint;
  servedOn: string | null;
  jobId: string | null;
  factId: string | null;
  live: boolean;
}

/** What a new draft consists of; the folds start at zero. */
export type DraftRow = Pick<
  InvoiceRow,
  | 'accountId'
  | 'id'
  | 'doc'
  | 'clientId'
  | 'jobId'
  | 'adHocReason'
  | 'title'
  | 'currency'
  | 'terms'
  | 'purchaseOrder'
  | 'note'
  | 'netMinor'
  | 'taxMinor'
  | 'totalMinor'
  | 'taxes'
  | 'periodFrom'
  | 'periodTo'
  | 'createdAt'
  | 'createdBy'
>;

/** Column defaults do not apply to what jsonb_populate_recordset leaves null, so drafts name exactly their own columns. */
export const insertDrafts = (tx: Tx, rows: readonly DraftRow[]): Promise<number> =>
  insertRows(tx, 'invoice', rows);
export const insertLines = (tx: Tx, rows: readonly InvoiceLineRow[]): Promise<number> =>
  insertRows(tx, 'invoice_line', rows);

export const readInvoices = (
  reader: Reader,
  accountId: string,
  ids: readonly string[],
): Promise<InvoiceRow[]> =>
  reader.rows<InvoiceRow>('select * from invoice where account_id = $1 and id = any ($2)', [accountId, ids]);

export const lockInvoices = (
  tx: Tx,
  accountIds: readonly string[],
  ids: readonly string[],
): Promise<InvoiceRow[]> =>
  tx.rows<InvoiceRow>(
    'select * from invoice where account_id = any ($1) and id = any ($2) order by account_id, id for update',
    [accountIds, ids],
  );

export const readLines = (
  reader: Reader,
  accountId: string,
  invoiceIds: readonly string[],
): Promise<InvoiceLineRow[]> =>
  reader.rows<InvoiceLineRow>(
    'select * from invoice_line where account_id = $1 and invoice_id = any ($2) order by invoice_id, ordinal',
    [accountId, invoiceIds],
  );

export const readInvoicesOfJobs = (
  reader: Reader,
  accountId: string,
  jobIds: readonly string[],
): Promise<InvoiceRow[]> =>
  reader.rows<InvoiceRow>(
    `select i.* from invoice i where i.account_id = $1
       and (i.job_id = any ($2) or exists (select 1 from invoice_line l where l.account_id = i.account_id and l.invoice_id = i.id and l.job_id = any ($2)))
     order by i.created_at, i.id`,
    [accountId, jobIds],
  );

export interface IssueRow {
  accountId: string;
  id: string;
  number: string;
  series: string;
  sequence: bigint;
  issuedOn: string;
  dueOn: string;
  snapshot: string;
  snapshotSha256: string;
  issuedAt: string;
  link: string;
}

export async function writeIssued(tx: Tx, rows: readonly IssueRow[]): Promise<void> {
  await tx.run(
    `update invoice i set doc = 'issued', number = r.number, series = r.series, sequence = r.sequence, issued_on = r."issuedOn", due_on = r."dueOn",
       snapshot = r.snapshot, snapshot_sha256 = r."snapshotSha256", issued_at = r."issuedAt", link = r.link,
       paid_at = case when i.total_minor = 0 then r."issuedAt" end, version = i.version + 1
     from jsonb_to_recordset($1::jsonb) as r("accountId" text, id text, number text, series text, sequence bigint, "issuedOn" date, "dueOn" date,
       snapshot text, "snapshotSha256" text, "issuedAt" timestamptz, link text)
     where i.account_id = r."accountId" and i.id = r.id and i.doc = 'draft'`,
    [jsonForSql(rows)],
  );
}

export interface MoneyEntryRow {
  accountId: string;
  id: string;
  invoiceId: string;
  kind: string;
  amountMinor: bigint;
  currency: string;
  sourceRef: string;
  at: string;
}

export const insertMoneyEntries = (tx: Tx, rows: readonly MoneyEntryRow[]): Promise<number> =>
  insertRows(tx, 'money_entry', rows);

export const readMoneyEntries = (
  reader: Reader,
  accountId: string,
  invoiceId: string,
): Promise<MoneyEntryRow[]> =>
  reader.rows<MoneyEntryRow>(
    'select * from money_entry where account_id = $1 and invoice_id = $2 order by at, id',
    [accountId, invoiceId],
  );

export type MoneyState = Pick<
  InvoiceRow,
  | 'accountId'
  | 'id'
  | 'settledMinor'
  | 'creditAppliedMinor'
  | 'inFlightMinor'
  | 'collection'
  | 'collectionReason'
  | 'collectionAttempt'
  | 'paidAt'
>;

/** Writes the folds and the collection state of many invoices at once. */
export async function writeMoneyStates(tx: Tx, rows: readonly MoneyState[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update invoice i set settled_minor = r."settledMinor", credit_applied_minor = r."creditAppliedMinor", in_flight_minor = r."inFlightMinor",
       collection = r.collection, collection_reason = nullif(r."collectionReason", 'null'::jsonb), collection_attempt = r."collectionAttempt", paid_at = r."paidAt", version = i.version + 1
     from jsonb_to_recordset($1::jsonb) as r("accountId" text, id text, "settledMinor" bigint, "creditAppliedMinor" bigint, "inFlightMinor" bigint,
       collection text, "collectionReason" jsonb, "collectionAttempt" integer, "paidAt" timestamptz)
     where i.account_id = r."accountId" and i.id = r.id`,
    [jsonForSql(rows)],
  );
}

export async function writeDiscarded(tx: Tx, accountId: string, ids: readonly string[]): Promise<void> {
  await tx.run(
    "update invoice set doc = 'discarded', version = version + 1 where account_id = $1 and id = any ($2) and doc = 'draft'",
    [accountId, ids],
  );
  await tx.run('update invoice_line set live = false where account_id = $1 and invoice_id = any ($2)', [
    accountId,
    ids,
  ]);
}

export async function writeDraftWords(
  tx: Tx,
  row: Pick<InvoiceRow, 'accountId' | 'id' | 'note' | 'purchaseOrder' | 'terms' | 'version'>,
): Promise<boolean> {
  const changed = await tx.run(
    "update invoice set note = $3, purchase_order = $4, terms = $5, version = version + 1 where account_id = $1 and id = $2 and version = $6 and doc = 'draft'",
    [row.accountId, row.id, row.note, row.purchaseOrder, row.terms, row.version],
  );
  return changed === 1;
}

export const insertPayLinks = (
  tx: Tx,
  rows: readonly {
    accountId: string;
    invoiceId: string;
    version: number;
    tokenSha256: string;
    createdAt: string;
  }[],
): Promise<number> => insertRows(tx, 'pay_link', rows);

/** Which invoice a pay link opens; a narrow look-up by the token's hash. */
export const readPayLink = (
  reader: Reader,
  tokenSha256: string,
): Promise<{ accountId: string; invoiceId: string } | undefined> =>
  reader.maybe('select * from app.pay_link($1)', [tokenSha256]);
