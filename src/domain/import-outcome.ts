/**
 * What came in and what was here already, counted to the minor unit, and the report that an import keeps about itself.
 * Preview and import count with the same functions. It stores nothing; amounts leave as JSON integers of minor units.
 */
import { clean, isCandidate, type JobLanding, type Landing } from './import-landing.ts';
import type { ImportPlan } from './import-plan.ts';
import { type Currency, formatMoney, type Minor, minorToJson } from './money.ts';
import type { Day } from './time.ts';

/** A job that is here already and does not have the lines that the file gives it. It was left as it is. */
export interface ChangedJob {
  jobExternalId: string;
  jobId: string;
  number: string;
  line: number;
  /** Lines of the file that the job does not have. */
  newLines: number[];
  /** Lines whose amount differs from what is here. */
  changedLines: number[];
}

interface Sum {
  count: number;
  amountMinor: number;
}

export interface ImportCame {
  clients: { landed: number; alreadyHere: number };
  jobs: { landed: number; alreadyHere: number };
  facts: { landed: number; alreadyHere: number };
  landedMinor: number;
  alreadyHereMinor: number;
  /** Of what landed: completed and billable, older than the cutover, and waiting for a person. */
  candidates: Sum;
  /** Of the candidates: what the export calls paid, in its own words. */
  paidCandidates: Sum;
  history: Sum;
  toLookAt: Sum;
  looks: { jobExternalId: string; line: number; reason: string }[];
  changed: ChangedJob[];
}

export interface StandingJobFacts {
  id: string;
  number: string;
  facts: readonly { ordinal: number; netMinor: Minor; importKey: string | null }[];
}

const listMax = 500;
const problemsKeptMax = 10_000;

const plus = (a: number, b: Minor): number => minorToJson(BigInt(a) + b);
const add = (sum: Sum, amount: Minor): Sum => ({
  count: sum.count + 1,
  amountMinor: plus(sum.amountMinor, amount),
});

export const nothingCame = (): ImportCame => ({
  clients: { landed: 0, alreadyHere: 0 },
  jobs: { landed: 0, alreadyHere: 0 },
  facts: { landed: 0, alreadyHere: 0 },
  landedMinor: 0,
  alreadyHereMinor: 0,
  candidates: { count: 0, amountMinor: 0 },
  paidCandidates: { count: 0, amountMinor: 0 },
  history: { count: 0, amountMinor: 0 },
  toLookAt: { count: 0, amountMinor: 0 },
  looks: [],
  changed: [],
});

/** Counts a part of an import against what is here: the clients by external id, the jobs with their facts. */
export function countLanding(
  landing: Landing,
  clientsHere: ReadonlySet<string>,
  jobsHere: ReadonlyMap<string, StandingJobFacts>,
): ImportCame {
  const came = nothingCame();
  for (const { externalId } of landing.clients)
    came.clients[clientsHere.has(externalId) ? 'alreadyHere' : 'landed'] += 1;
  for (const job of landing.jobs) {
    const standing = jobsHere.get(job.externalId);
    if (standing) {
      came.jobs.alreadyHere += 1;
      came.facts.alreadyHere += job.facts.length;
      came.alreadyHereMinor = plus(came.alreadyHereMinor, job.factsMinor);
      const changed = compareJob(job, standing);
      if (changed) came.changed.push(changed);
      continue;
    }
    came.jobs.landed += 1;
    came.facts.landed += job.facts.length;
    came.landedMinor = plus(came.landedMinor, job.factsMinor);
    if (job.history) came.history = add(came.history, job.factsMinor);
    else if (isCandidate(job)) {
      came.candidates = add(came.candidates, job.factsMinor);
      if (job.saidPaid) came.paidCandidates = add(came.paidCandidates, job.factsMinor);
    }
    if (job.look !== null) {
      came.toLookAt = add(came.toLookAt, job.factsMinor);
      came.looks.push({ jobExternalId: job.externalId, line: job.line, reason: job.look });
    }
  }
  return came;
}

/** A line is known by its key; a fact that did not come from an import, by its place. */
function compareJob(job: JobLanding, standing: StandingJobFacts): ChangedJob | null {
  const byKey = new Map(standing.facts.map((fact) => [fact.importKey ?? `at ${fact.ordinal}`, fact]));
  const newLines: number[] = [];
  const changedLines: number[] = [];
  for (const fact of job.facts) {
    const known = byKey.get(fact.key) ?? byKey.get(`at ${fact.ordinal}`);
    if (known === undefined) newLines.push(fact.line);
    else if (known.netMinor !== fact.netMinor) changedLines.push(fact.line);
  }
  if (newLines.length + changedLines.length === 0) return null;
  const { id: jobId, number } = standing;
  return { jobExternalId: job.externalId, jobId, number, line: job.line, newLines, changedLines };
}

export function mergeCame(a: ImportCame, b: ImportCame): ImportCame {
  const counts = (x: Sum, y: Sum): Sum => ({
    count: x.count + y.count,
    amountMinor: plus(x.amountMinor, BigInt(y.amountMinor)),
  });
  const two = (x: ImportCame['jobs'], y: ImportCame['jobs']) => ({
    landed: x.landed + y.landed,
    alreadyHere: x.alreadyHere + y.alreadyHere,
  });
  return {
    clients: two(a.clients, b.clients),
    jobs: two(a.jobs, b.jobs),
    facts: two(a.facts, b.facts),
    landedMinor: plus(a.landedMinor, BigInt(b.landedMinor)),
    alreadyHereMinor: plus(a.alreadyHereMinor, BigInt(b.alreadyHereMinor)),
    candidates: counts(a.candidates, b.candidates),
    paidCandidates: counts(a.paidCandidates, b.paidCandidates),
    history: counts(a.history, b.history),
    toLookAt: counts(a.toLookAt, b.toLookAt),
    looks: [...a.looks, ...b.looks],
    changed: [...a.changed, ...b.changed],
  };
}

export type ImportReportJson = ReturnType<typeof buildReport>;

export interface ReportSetting {
  cutoverOn: Day | null;
  locale: string;
  /** Nothing came in yet: what is asked for can still be given. */
  isPlan?: boolean;
}

/** The report as it is kept and shown. Lists are cut at 500 entries and say how long they were. */
export function buildReport(plan: ImportPlan, came: ImportCame, setting: ReportSetting) {
  const { report, problems } = plan;
  const json = minorToJson;
  const groups = <G extends { factsMinor: Minor }>(rows: readonly G[]) =>
    rows.map((row) => ({ ...row, factsMinor: json(row.factsMinor) }));
  const list = <T>(rows: readonly T[]) => ({ total: rows.length, items: rows.slice(0, listMax) });
  return clean({
    currency: report.currency,
    cutoverOn: setting.cutoverOn,
    came: { ...came, looks: list(came.looks), changed: list(came.changed) },
    files: {
      ...report.counts,
      missing: report.missing,
      futureJobs: report.futureJobs,
      matchingJobs: report.matchingJobs,
    },
    totals: Object.fromEntries(
      Object.entries(report.totals).map(([name, minor]) => [name, json(minor)]),
    ) as Record<keyof typeof report.totals, number>,
    byMonth: groups(report.byMonth),
    byPaymentStatus: groups(report.byPaymentStatus).slice(0, listMax),
    differing: list(
      report.differing.map((row) => ({
        ...row,
        totalMinor: json(row.totalMinor),
        factsMinor: json(row.factsMinor),
      })),
    ),
    orphans: list(report.orphans.map((row) => ({ ...row, amountMinor: json(row.amountMinor) }))),
    jobsWithoutLines: list(report.jobsWithoutLines),
    problemsByCode: report.problemsByCode,
    skippedRows: problems.filter((problem) => problem.effect === 'skipped').length,
    problemsTotal: problems.length,
    assumptions: report.assumptions,
    next: nextSteps(plan, came, setting),
    problems: problems.slice(0, problemsKeptMax),
  });
}

/** Work that was paid elsewhere is billed twice when nobody says from which day on it is billed here. */
function askCutover({ candidates, paidCandidates }: ImportCame, setting: ReportSetting): string | null {
  const { count } = paidCandidates;
  if (count === 0) return null;
  const number = count.toLocaleString(setting.locale);
  const which =
    count === candidates.count
      ? count === 1
        ? 'It is'
        : 'All of them are'
      : `${number} of them ${count === 1 ? 'is' : 'are'}`;
  const said = `${which} marked paid in the export.`;
  if (!setting.isPlan) return `${said} Check before invoicing: they came in as work to be billed.`;
  return setting.cutoverOn === null
    ? `${said} Give a cutover day so that they come in as history, or they are offered for billing.`
    : `${said} They are not older than the cutover day ${setting.cutoverOn}: give a later one so that they come in as history, or they are offered for billing.`;
}

function nextSteps(plan: ImportPlan, came: ImportCame, setting: ReportSetting): string[] {
  const { locale } = setting;
  const { currency, missing, futureJobs } = plan.report;
  const money = (minor: number): string => formatMoney(BigInt(minor), currency as Currency, locale);
  const count = (n: number, one: string, many: string): string =>
    `${n.toLocaleString(locale)} ${n === 1 ? one : many}`;
  const said: string[] = [];
  const add = (n: number, sentence: string): void => {
    if (n > 0) said.push(sentence);
  };
  const { candidates, toLookAt, changed } = came;
  // Named first: while no column holds the day, nothing else can be right.
  const noDay = plan.problems.find((problem) => problem.code === 'date_missing' && problem.column === null);
  if (noDay) said.push(`${noDay.reason} Name the column that holds it.`);
  add(
    candidates.count,
    `${count(candidates.count, 'completed job is', 'completed jobs are')} ready to be invoiced: ${money(candidates.amountMinor)}.`,
  );
  const cutover = askCutover(came, setting);
  if (cutover !== null) said.push(cutover);
  add(
    toLookAt.count,
    `${count(toLookAt.count, 'job waits', 'jobs wait')} for a look before billing; each has a note that says why.`,
  );
  add(
    changed.length,
    `${count(changed.length, 'job was', 'jobs were')} here already with other lines than the file has, and stayed as they are. Compare them by hand.`,
  );
  const skipped = plan.problems.filter((problem) => problem.effect === 'skipped').length;
  add(
    skipped,
    `${count(skipped, 'row', 'rows')} did not come in. Correct them and import the files again: what is here stays as it is.`,
  );
  add(
    missing.emails,
    `${count(missing.emails, 'client has', 'clients have')} no mail address. Add it before sending an invoice.`,
  );
  add(
    missing.addresses,
    `${count(missing.addresses, 'client has', 'clients have')} no postal address, which some invoices must show.`,
  );
  add(
    missing.names,
    `${count(missing.names, 'client has', 'clients have')} no name and is called by its number.`.replace(
      /clients have no name and is called by its/,
      'clients have no name and are called by their',
    ),
  );
  add(futureJobs, `${count(futureJobs, 'job is', 'jobs are')} completed on a day that is still to come.`);
  return said;
}
