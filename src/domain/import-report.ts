/**
 * What an import says about itself, to the minor unit: what came in, what did not, and what does not add up.
 * It reads drafts and problems and changes nothing.
 */
import type { ClientDraft, JobDraft } from './import-drafts.ts';
import type { LineSums } from './import-lines.ts';
import type { ImportFile, ImportProblem, SourceTable } from './import-source.ts';
import { type Currency, type Minor, sumMinor } from './money.ts';

export interface FileCount {
  /** Rows of the file, the unreadable ones included, blank ones not. */
  rows: number;
  landed: number;
  skipped: number;
}

export interface ImportReport {
  currency: Currency;
  counts: Record<ImportFile, FileCount> & {
    facts: number;
    clientsFromJobs: number;
    completedJobs: number;
    noted: number;
  };
  totals: {
    /** The sum of the jobs' own totals, of jobs that landed. */
    jobsMinor: Minor;
    /** The sum of all line amounts that could be read. */
    linesMinor: Minor;
    /** The sum of the facts: what can be billed. `linesMinor` less orphans and lines of skipped jobs. */
    factsMinor: Minor;
    orphansMinor: Minor;
    ofSkippedJobsMinor: Minor;
  };
  /** Jobs and their facts by month of completion, `2023-01` first; `undated` last. */
  byMonth: { month: string; jobs: number; factsMinor: Minor }[];
  /** What the export says about payment, in its own words. It changes no money. */
  byPaymentStatus: { status: string; jobs: number; factsMinor: Minor }[];
  /** Jobs whose lines do not add up to their total. */
  differing: { jobExternalId: string; line: number; totalMinor: Minor; factsMinor: Minor }[];
  matchingJobs: number;
  orphans: LineSums['orphans'];
  jobsWithoutLines: { jobExternalId: string; line: number }[];
  missing: { names: number; addresses: number; emails: number };
  /** Completed jobs dated after today. */
  futureJobs: number;
  problemsByCode: Record<string, number>;
  /** What was taken for granted because the files do not say. */
  assumptions: string[];
}

export interface ReportInput {
  currency: Currency;
  clients: readonly ClientDraft[];
  jobs: readonly JobDraft[];
  tables: { jobs: SourceTable; lines: SourceTable | null; clients: SourceTable | null };
  problems: readonly ImportProblem[];
  sums: LineSums;
  assumptions: string[];
}

export function reportImport(input: ReportInput): ImportReport {
  const { jobs, clients, sums, problems } = input;
  const facts = jobs.reduce((count, job) => count + job.facts.length, 0);
  const withTotal = jobs.filter((job) => job.totalMinor !== null);
  const differing = withTotal.filter((job) => job.totalMinor !== job.factsMinor);
  return {
    currency: input.currency,
    counts: {
      jobs: countFile(input.tables.jobs, jobs.length),
      lines: countFile(input.tables.lines, input.tables.lines ? facts : 0),
      clients: countFile(input.tables.clients, clients.filter((client) => client.line !== null).length),
      facts,
      clientsFromJobs: clients.filter((client) => client.line === null).length,
      completedJobs: jobs.filter((job) => job.state === 'completed').length,
      noted: problems.filter((problem) => problem.effect === 'noted').length,
    },
    totals: {
      jobsMinor: sumMinor(withTotal.map((job) => job.totalMinor!)),
      linesMinor: sums.readMinor,
      factsMinor: sumMinor(jobs.map((job) => job.factsMinor)),
      orphansMinor: sumMinor(sums.orphans.map((orphan) => orphan.amountMinor)),
      ofSkippedJobsMinor: sums.ofSkippedJobsMinor,
    },
    byMonth: groupJobs(jobs, (job) => job.completedOn?.slice(0, 7) ?? 'undated').map(
      ({ group, ...rest }) => ({ month: group, ...rest }),
    ),
    byPaymentStatus: groupJobs(jobs, (job) => job.said.paymentStatus ?? '').map(({ group, ...rest }) => ({
      status: group,
      ...rest,
    })),
    differing: differing.map((job) => ({
      jobExternalId: job.externalId,
      line: job.line,
      totalMinor: job.totalMinor!,
      factsMinor: job.factsMinor,
    })),
    matchingJobs: withTotal.length - differing.length,
    orphans: sums.orphans,
    jobsWithoutLines: jobs
      .filter((job) => job.facts.length === 0)
      .map((job) => ({ jobExternalId: job.externalId, line: job.line })),
    missing: {
      names: clients.filter((client) => client.nameMissing).length,
      addresses: clients.filter((client) => client.addressMissing).length,
      emails: clients.filter((client) => client.emailMissing).length,
    },
    futureJobs: problems.filter((problem) => problem.code === 'date_in_future').length,
    problemsByCode: countCodes(problems),
    assumptions: input.assumptions,
  };
}

function countFile(table: SourceTable | null, landed: number): FileCount {
  const rows =
    table === null
      ? 0
      : table.rows.length + table.problems.filter((problem) => problem.effect === 'skipped').length;
  return { rows, landed, skipped: rows - landed };
}

function groupJobs(
  jobs: readonly JobDraft[],
  groupOf: (job: JobDraft) => string,
): { group: string; jobs: number; factsMinor: Minor }[] {
  const groups = new Map<string, { group: string; jobs: number; factsMinor: Minor }>();
  for (const job of jobs) {
    const group = groupOf(job);
    const row = groups.get(group) ?? { group, jobs: 0, factsMinor: 0n };
    row.jobs += 1;
    row.factsMinor += job.factsMinor;
    groups.set(group, row);
  }
  return [...groups.values()].sort((a, b) => (a.group < b.group ? -1 : 1));
}

function countCodes(problems: readonly ImportProblem[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of problems) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
