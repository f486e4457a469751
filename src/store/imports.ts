/** Imports: what was brought in, how far it is, and what it said about itself; and what of it is here already. */
import type { Reader, Tx } from './database.ts';
import { insertRows, jsonForSql } from './rows.ts';

export interface ImportRow {
  accountId: string;
  id: string;
  state: 'running' | 'done' | 'failed';
  fileNames: Record<string, string>;
  /** Mapping, notation and cutover as they were used. */
  mapping: Record<string, unknown>;
  /** Clients and jobs together. */
  rowsTotal: number;
  rowsDone: number;
  /** While it runs: when it last moved. In the end: the report. */
  report: Record<string, unknown> | null;
  startedBy: string;
  startedAt: string;
  endedAt: string | null;
}

export const insertImports = (tx: Tx, rows: readonly ImportRow[]): Promise<number> =>
  insertRows(tx, 'import', rows);

const withoutProblems = `account_id, id, state, file_names, mapping, rows_total, rows_done, report - 'problems' as report, started_by, started_at, ended_at`;

export const lockImport = (tx: Tx, accountId: string, id: string): Promise<ImportRow | undefined> =>
  tx.maybe<ImportRow>(`select ${withoutProblems} from import where account_id = $1 and id = $2 for update`, [
    accountId,
    id,
  ]);

/** The report comes without its problems: those are read a page at a time. */
export const readImport = (reader: Reader, accountId: string, id: string): Promise<ImportRow | undefined> =>
  reader.maybe<ImportRow>(`select ${withoutProblems} from import where account_id = $1 and id = $2`, [
    accountId,
    id,
  ]);

/** A page of imports, newest first. */
export const listImports = (
  reader: Reader,
  accountId: string,
  before: { startedAt: string; id: string } | null,
  limit: number,
): Promise<ImportRow[]> =>
  reader.rows<ImportRow>(
    `select ${withoutProblems} from import
     where account_id = $1 and ($2::timestamptz is null or (started_at, id) < ($2::timestamptz, $3::text))
     order by started_at desc, id desc limit $4`,
    [accountId, before?.startedAt ?? null, before?.id ?? null, limit],
  );

/** Problems `after` a place, counted from 0, in the order of the report. */
export const readImportProblems = async (
  reader: Reader,
  accountId: string,
  id: string,
  after: number,
  limit: number,
): Promise<Record<string, unknown>[]> =>
  (
    await reader.rows<{ problem: Record<string, unknown> }>(
      `select p.problem from import i, jsonb_array_elements(i.report->'problems') with ordinality as p(problem, place)
       where i.account_id = $1 and i.id = $2 and p.place > $3 order by p.place limit $4`,
      [accountId, id, after, limit],
    )
  ).map((row) => row.problem);

/** Counts what came in and when it was, in the transaction that brought it. */
export async function moveImport(
  tx: Tx,
  accountId: string,
  id: string,
  rows: number,
  movedAt: string,
): Promise<void> {
  await tx.run(
    `update import set rows_done = least(rows_total, rows_done + $3::int), report = jsonb_build_object('movedAt', $4::text)
     where account_id = $1 and id = $2`,
    [accountId, id, rows, movedAt],
  );
}

/** @returns false when it was not running any more */
export async function endImport(
  tx: Tx,
  accountId: string,
  id: string,
  end: { state: 'done' | 'failed'; report: unknown; endedAt: string },
): Promise<boolean> {
  const changed = await tx.run(
    "update import set state = $3, report = $4::jsonb, ended_at = $5 where account_id = $1 and id = $2 and state = 'running'",
    [accountId, id, end.state, jsonForSql(end.report), end.endedAt],
  );
  return changed === 1;
}

/** Imports that say they run and have not moved since the instant. */
export const readStalled = (
  reader: Reader,
  accountIds: readonly string[],
  since: string,
): Promise<{ accountId: string; id: string }[]> =>
  reader.rows(
    `select account_id, id from import
     where account_id = any ($1) and state = 'running' and coalesce((report->>'movedAt')::timestamptz, started_at) < $2::timestamptz
     order by account_id, id`,
    [accountIds, since],
  );

export interface StandingFact {
  ordinal: number;
  netMinor: bigint;
  importKey: string | null;
}

export interface StandingJob {
  id: string;
  number: string;
  externalId: string;
  facts: StandingFact[];
}

/** The jobs of these external ids that are here, with what tells their facts apart. */
export async function readStandingJobs(
  reader: Reader,
  accountId: string,
  externalIds: readonly string[],
): Promise<StandingJob[]> {
  const jobs = await reader.rows<Omit<StandingJob, 'facts'>>(
    'select id, number, external_id from job where account_id = $1 and external_id = any ($2)',
    [accountId, externalIds],
  );
  if (jobs.length === 0) return [];
  const facts = await reader.rows<StandingFact & { jobId: string }>(
    `select job_id, ordinal, net_minor, extra->>'importKey' as import_key from job_fact where account_id = $1 and job_id = any ($2)`,
    [accountId, jobs.map((job) => job.id)],
  );
  const byJob = new Map<string, StandingFact[]>(jobs.map((job) => [job.id, []]));
  for (const { jobId, ...fact } of facts) byJob.get(jobId)!.push(fact);
  return jobs.map((job) => ({ ...job, facts: byJob.get(job.id)! }));
}
