/**
 * THE law of importing a field-service export: which clients, jobs and facts would land, which rows would not, and why.
 * Every row lands or is named, in time linear in the rows; a bad row stops nothing else. It stores nothing and sends nothing:
 * the action that imports does that, and finds what it already has by the drafts' keys.
 */
import { readClients } from './import-clients.ts';
import type { ClientDraft, JobDraft } from './import-drafts.ts';
import { readJobs } from './import-jobs.ts';
import { factFromTotal, type LineSums, readLines } from './import-lines.ts';
import { checkMapping, type ImportMapping } from './import-mapping.ts';
import { type ImportReport, reportImport } from './import-report.ts';
import { type Notation, RowReader } from './import-rows.ts';
import { type ImportFile, type ImportProblem, quoted, type SourceTable } from './import-source.ts';
import type { JobState } from './import-values.ts';
import { parseCurrency } from './money.ts';
import { accept, decline, type Result } from './refusal.ts';
import type { Day } from './time.ts';

export interface ImportInput extends Notation {
  jobs: SourceTable;
  lines: SourceTable | null;
  clients: SourceTable | null;
  mapping: ImportMapping;
  /** The business day of the account; completed jobs after it are noted. */
  today: Day;
  /** What words of this export mean that are not commonly known, in lower case: `{ "wrapped up": "completed" }`. */
  statusWords?: Readonly<Record<string, JobState>>;
}

export interface ImportPlan {
  clients: ClientDraft[];
  jobs: JobDraft[];
  /** In the order clients, jobs, lines; within a file what could not be read comes first. */
  problems: ImportProblem[];
  report: ImportReport;
}

/** Refusals, for the import as a whole: `import_column_missing`, `input_invalid` (mapping), `currency_unsupported`. */
export function planImport(input: ImportInput): Result<ImportPlan> {
  const checked = checkInput(input);
  if (!checked.ok) return checked;
  const { mapping, currency } = input;
  const problems: ImportProblem[] = [];
  const clients = input.clients
    ? readClients(
        new RowReader({
          file: 'clients',
          table: input.clients,
          mapping: mapping.clients!,
          notation: input,
          problems,
        }),
      )
    : new Map<string, ClientDraft>();
  const jobReader = new RowReader({
    file: 'jobs',
    table: input.jobs,
    mapping: mapping.jobs,
    notation: input,
    problems,
  });
  const { jobs, skipped } = readJobs(jobReader, clients, {
    today: input.today,
    statusWords: input.statusWords ?? {},
    hasClientsFile: input.clients !== null,
  });
  const sums = input.lines
    ? readLines(
        new RowReader({
          file: 'lines',
          table: input.lines,
          mapping: mapping.lines!,
          notation: input,
          problems,
        }),
        jobs,
        skipped,
        currency,
      )
    : billTotals(jobReader, jobs, input);
  for (const job of jobs.values()) if (job.title === '') job.title = titleOf(job);
  const plan = { clients: [...clients.values()], jobs: [...jobs.values()] };
  const report = reportImport({
    ...plan,
    currency,
    tables: input,
    problems,
    sums,
    assumptions: assumptionsOf(input, jobReader),
  });
  return accept({ ...plan, problems, report });
}

function checkInput(input: ImportInput): Result<true> {
  const currency = parseCurrency(input.currency);
  if (!currency.ok) return currency;
  for (const file of ['jobs', 'lines', 'clients'] as const) {
    const checked = checkFile(file, input);
    if (!checked.ok) return checked;
  }
  return accept(true);
}

function checkFile(file: ImportFile, input: ImportInput): Result<unknown> {
  const table = input[file];
  if (table === null) return accept(true);
  const mapping = input.mapping[file];
  if (!mapping) {
    return decline('import_column_missing', {
      reason: `There is no mapping for the ${file} file.`,
      field: `mapping.${file}`,
    });
  }
  const twice = table.headers.find((header, place) => table.headers.indexOf(header) !== place);
  if (twice !== undefined) {
    return decline('input_invalid', {
      reason: `The ${file} file has the column ${quoted(twice)} twice.`,
      field: `${file}.headers`,
    });
  }
  return checkMapping(file, mapping, table.headers);
}

function billTotals(reader: RowReader<'jobs'>, jobs: Map<string, JobDraft>, input: ImportInput): LineSums {
  const sums: LineSums = { readMinor: 0n, landedMinor: 0n, orphans: [], ofSkippedJobsMinor: 0n };
  for (const row of reader.rows) {
    const job = jobs.get(reader.text(row, 'externalId'));
    // A second row of the same number was named; only the row that landed is billed.
    if (!job || job.line !== row.line) continue;
    const fact = factFromTotal(reader, row, job, input.currency);
    if (fact === null) continue;
    job.facts.push(fact);
    job.factsMinor = fact.amountMinor;
    sums.readMinor += fact.amountMinor;
    sums.landedMinor += fact.amountMinor;
  }
  return sums;
}

/** What was done, each service once; a job without lines is called by its number. */
function titleOf(job: JobDraft): string {
  const titles = [...new Set(job.facts.filter((fact) => fact.kind !== 'discount').map((fact) => fact.title))];
  const text = titles.join(', ');
  if (text === '') return `Job ${job.externalId}`;
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

function assumptionsOf(input: ImportInput, reader: RowReader<'jobs'>): string[] {
  const said: string[] = [];
  if (!reader.has('status'))
    said.push('The jobs file has no status column: every job was taken as completed.');
  if (input.lines === null) said.push('There is no lines file: each job is billed as one line at its total.');
  if (input.clients === null)
    said.push('There is no clients file: clients were made from what the jobs say.');
  if (input.lines !== null && !input.mapping.lines?.columns.quantity)
    said.push('The lines file has no quantity column: every quantity is 1.');
  return said;
}
