/** Jobs with their facts, photos and notes. A fact is billed by at most one live invoice line. */
import type { Reader, Tx } from './database.ts';
import { insertRows, jsonForSql } from './rows.ts';

export interface JobRow {
  accountId: string;
  id: string;
  number: string;
  externalId: string | null;
  clientId: string;
  title: string;
  state: 'new' | 'scheduled' | 'in_progress' | 'completed' | 'closed' | 'cancelled';
  site: string | null;
  crew: string | null;
  scheduledOn: string | null;
  completedOn: string | null;
  completedAt: string | null;
  purchaseOrder: string | null;
  /** Older work, imported as history: never a candidate. */
  history: boolean;
  extra: Record<string, unknown>;
  importId: string | null;
  version: number;
  createdAt: string;
}

export interface FactRow {
  accountId: string;
  id: string;
  jobId: string;
  ordinal: number;
  kind: 'labor' | 'material' | 'fee' | 'travel' | 'discount';
  title: string;
  detail: string | null;
  quantity: string;
  unit: string;
  unitPrice: string;
  /** Percent; null takes the account's. */
  taxRate: string | null;
  netMinor: bigint;
  servedOn: string | null;
  billedBy: string | null;
  waivedReason: string | null;
  waivedAt: string | null;
  extra: Record<string, unknown>;
  createdAt: string;
}

export interface NoteRow {
  accountId: string;
  id: string;
  jobId: string;
  text: string;
  addedBy: string;
  addedAt: string;
}

export interface PhotoRow {
  accountId: string;
  id: string;
  jobId: string;
  moment: 'before' | 'during' | 'after';
  caption: string | null;
  contentType: string;
  width: number;
  height: number;
  originalSha256: string;
  addedBy: string;
  addedAt: string;
}

export const insertJobs = (tx: Tx, rows: readonly JobRow[], suffix = ''): Promise<number> =>
  insertRows(tx, 'job', rows, suffix);
export const insertFacts = (tx: Tx, rows: readonly FactRow[]): Promise<number> =>
  insertRows(tx, 'job_fact', rows);
export const insertNotes = (tx: Tx, rows: readonly NoteRow[]): Promise<number> =>
  insertRows(tx, 'job_note', rows);

export async function insertPhoto(tx: Tx, row: PhotoRow, bytes: Buffer): Promise<void> {
  await tx.run(
    `insert into job_photo (account_id, id, job_id, moment, caption, content_type, width, height, bytes, original_sha256, added_by, added_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      row.accountId,
      row.id,
      row.jobId,
      row.moment,
      row.caption,
      row.contentType,
      row.width,
      row.height,
      bytes,
      row.originalSha256,
      row.addedBy,
      row.addedAt,
    ],
  );
}

export const readPhotos = (reader: Reader, accountId: string, jobId: string): Promise<PhotoRow[]> =>
  reader.rows<PhotoRow>(
    `select account_id, id, job_id, moment, caption, content_type, width, height, original_sha256, added_by, added_at
     from job_photo where account_id = $1 and job_id = $2 order by added_at, id`,
    [accountId, jobId],
  );

export const readPhotoBytes = (
  reader: Reader,
  accountId: string,
  id: string,
): Promise<{ contentType: string; bytes: Buffer } | undefined> =>
  reader.maybe('select content_type, bytes from job_photo where account_id = $1 and id = $2', [
    accountId,
    id,
  ]);

export const readNotes = (reader: Reader, accountId: string, jobId: string): Promise<NoteRow[]> =>
  reader.rows<NoteRow>('select * from job_note where account_id = $1 and job_id = $2 order by added_at, id', [
    accountId,
    jobId,
  ]);

export const readJobs = (reader: Reader, accountId: string, ids: readonly string[]): Promise<JobRow[]> =>
  reader.rows<JobRow>('select * from job where account_id = $1 and id = any ($2)', [accountId, ids]);

export const lockJobs = (tx: Tx, accountId: string, ids: readonly string[]): Promise<JobRow[]> =>
  tx.rows<JobRow>('select * from job where account_id = $1 and id = any ($2) order by id for update', [
    accountId,
    ids,
  ]);

export const readFacts = (reader: Reader, accountId: string, jobIds: readonly string[]): Promise<FactRow[]> =>
  reader.rows<FactRow>(
    'select * from job_fact where account_id = $1 and job_id = any ($2) order by job_id, ordinal',
    [accountId, jobIds],
  );

/** Which of these external ids are here already. */
export const readJobIdsByExternal = (
  reader: Reader,
  accountId: string,
  externalIds: readonly string[],
): Promise<{ id: string; externalId: string }[]> =>
  reader.rows('select id, external_id from job where account_id = $1 and external_id = any ($2)', [
    accountId,
    externalIds,
  ]);

/** Marks facts as billed by invoice lines; pairs of (fact, line). @returns how many were free to take */
export const claimFacts = (
  tx: Tx,
  accountId: string,
  pairs: readonly { factId: string; lineId: string }[],
): Promise<number> =>
  tx.run(
    `update job_fact f set billed_by = p."lineId" from jsonb_to_recordset($2::jsonb) as p("factId" text, "lineId" text)
     where f.account_id = $1 and f.id = p."factId" and f.billed_by is null and f.waived_at is null`,
    [accountId, jsonForSql(pairs)],
  );

/** Takes facts out of billing for good; one that an invoice bills is left as it is. @returns how many were free to waive */
export const waiveFacts = (
  tx: Tx,
  accountId: string,
  waiver: { ids: readonly string[]; reason: string; at: string },
): Promise<number> =>
  tx.run(
    `update job_fact set waived_reason = $3, waived_at = $4
     where account_id = $1 and id = any ($2) and billed_by is null and waived_at is null`,
    [accountId, waiver.ids, waiver.reason, waiver.at],
  );

/** Frees the facts of these invoices: they are billable again. */
export const releaseFacts = (tx: Tx, accountId: string, invoiceIds: readonly string[]): Promise<number> =>
  tx.run(
    `update job_fact f set billed_by = null from invoice_line l
     where l.account_id = $1 and l.invoice_id = any ($2) and f.account_id = l.account_id and f.id = l.fact_id and f.billed_by = l.id`,
    [accountId, invoiceIds],
  );

export async function writeJobStates(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  change: { state: JobRow['state']; completedOn?: string; completedAt?: string },
): Promise<void> {
  await tx.run(
    `update job set state = $3, completed_on = coalesce($4::date, completed_on), completed_at = coalesce($5::timestamptz, completed_at), version = version + 1
     where account_id = $1 and id = any ($2)`,
    [accountId, ids, change.state, change.completedOn ?? null, change.completedAt ?? null],
  );
}

export async function updateJob(tx: Tx, row: JobRow): Promise<boolean> {
  const changed = await tx.run(
    `update job set title = $3, site = $4, crew = $5, scheduled_on = $6, purchase_order = $7, state = $8, version = version + 1
     where account_id = $1 and id = $2 and version = $9`,
    [
      row.accountId,
      row.id,
      row.title,
      row.site,
      row.crew,
      row.scheduledOn,
      row.purchaseOrder,
      row.state,
      row.version,
    ],
  );
  return changed === 1;
}

/** Removes the unbilled facts of a job, so that an edit can write them anew under the same lock. */
export const nextFactOrdinal = async (reader: Reader, accountId: string, jobId: string): Promise<number> =>
  (
    await reader.one<{ next: number }>(
      'select coalesce(max(ordinal), 0) + 1 as next from job_fact where account_id = $1 and job_id = $2',
      [accountId, jobId],
    )
  ).next;

export interface JobListRow extends JobRow {
  clientName: string;
  factsNetMinor: bigint;
  unbilledMinor: bigint;
  unbilledFacts: bigint;
  photos: bigint;
}

/** A page of jobs, newest first. `candidates` keeps completed work that nothing has billed yet. */
export const listJobs = (
  reader: Reader,
  accountId: string,
  filter: {
    state: string | null;
    clientId: string | null;
    search: string | null;
    candidates: boolean;
    completedOn: string | null;
    before: { createdAt: string; id: string } | null;
    limit: number;
  },
): Promise<JobListRow[]> =>
  reader.rows<JobListRow>(
    `select j.*, c.name as client_name, f.facts_net_minor, f.unbilled_minor, f.unbilled_facts,
            (select count(*) from job_photo p where p.account_id = j.account_id and p.job_id = j.id) as photos
     from job j
     join client c on c.account_id = j.account_id and c.id = j.client_id
     cross join lateral (
       select coalesce(sum(net_minor), 0)::bigint as facts_net_minor,
              coalesce(sum(net_minor) filter (where billed_by is null and waived_at is null), 0)::bigint as unbilled_minor,
              count(*) filter (where billed_by is null and waived_at is null) as unbilled_facts
       from job_fact where account_id = j.account_id and job_id = j.id) f
     where j.account_id = $1 and ($2::text is null or j.state = $2) and ($3::text is null or j.client_id = $3)
       and ($4::text is null or j.number ilike '%' || $4 || '%' or j.title ilike '%' || $4 || '%' or c.name ilike '%' || $4 || '%' or j.external_id = $4)
       and (not $5::boolean or (j.state in ('completed', 'closed') and not j.history and f.unbilled_facts > 0))
       and ($6::date is null or j.completed_on = $6::date)
       and ($7::timestamptz is null or (j.created_at, j.id) < ($7::timestamptz, $8::text))
     order by j.created_at desc, j.id desc limit $9`,
    [
      accountId,
      filter.state,
      filter.clientId,
      filter.search,
      filter.candidates,
      filter.completedOn,
      filter.before?.createdAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );

export interface CandidateSum {
  count: bigint;
  unbilledMinor: bigint;
}

/** How much completed work nothing has billed yet. */
export const sumCandidates = (reader: Reader, accountId: string): Promise<CandidateSum> =>
  reader.one<CandidateSum>(
    `select count(distinct f.job_id) as count, coalesce(sum(f.net_minor), 0)::bigint as unbilled_minor
     from job_fact f join job j on j.account_id = f.account_id and j.id = f.job_id
     where f.account_id = $1 and f.billed_by is null and f.waived_at is null and j.state in ('completed', 'closed') and not j.history`,
    [accountId],
  );
