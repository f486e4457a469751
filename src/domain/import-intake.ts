/**
 * The way into an import: guess the mapping of each file, lay a person's corrections over it, settle the notation, plan.
 * A guess that lacks a needed column is an answer, not an error: it shows what to correct. It reads no file and stores nothing.
 */
import { importFields } from './import-fields.ts';
import { type Landing, landPlan } from './import-landing.ts';
import {
  type FileMapping,
  guessMapping,
  type ImportMapping,
  type MappingGuess,
  sharedNotation,
} from './import-mapping.ts';
import { type ImportPlan, planImport } from './import-plan.ts';
import type { ImportFile, SourceTable } from './import-source.ts';
import type { DateFormat, DecimalMark, JobState } from './import-values.ts';
import { type Currency, isWithinLimit, type Minor } from './money.ts';
import { accept, decline, type Refusal, type Result } from './refusal.ts';
import type { Day, Zone } from './time.ts';

export type ImportTables = { jobs: SourceTable; lines: SourceTable | null; clients: SourceTable | null };

/** What a person corrects: columns by field (null: the file has none), and which columns are costs. */
export type MappingCorrections = Partial<
  Record<ImportFile, { columns?: Record<string, string | null> | undefined; costs?: string[] | undefined }>
>;

export interface IntakeOptions {
  mapping?: MappingCorrections | undefined;
  /** Checked against the account's: facts carry no currency of their own. */
  currency?: string | undefined;
  dateFormat?: DateFormat | undefined;
  decimalMark?: DecimalMark | undefined;
  cutoverOn?: Day | undefined;
  /** Words of the export for states, in lower case. */
  statusWords?: Record<string, JobState> | undefined;
}

export interface IntakeSetting {
  currency: Currency;
  timeZone: Zone;
  today: Day;
}

export interface Intake {
  guesses: MappingGuess[];
  mapping: ImportMapping;
  dateFormat: DateFormat | null;
  decimalMark: DecimalMark | null;
  /** Notations that rows were left out for; a person must say which the files use. */
  asks: ('dateFormat' | 'decimalMark')[];
  /** What would land, or why nothing can. */
  planned: { ok: true; value: { plan: ImportPlan; landing: Landing } } | { ok: false; refusal: Refusal };
}

/** Refusals: `currency_unsupported`, `input_invalid` (corrections for a file that is not there). */
export function takeIn(tables: ImportTables, options: IntakeOptions, setting: IntakeSetting): Result<Intake> {
  if (options.currency !== undefined && options.currency !== setting.currency) {
    return decline('currency_unsupported', {
      reason: `This account is kept in ${setting.currency}; an import in ${options.currency} would mix two currencies.`,
      field: 'currency',
      evidence: [{ fact: 'account_currency', value: setting.currency }],
      next: `Import the ${setting.currency} jobs here, and the others into an account of their currency.`,
    });
  }
  const stray = (['lines', 'clients'] as const).find(
    (file) => options.mapping?.[file] && tables[file] === null,
  );
  if (stray) {
    return decline('input_invalid', {
      reason: `There is a mapping for the ${stray} file, and no ${stray} file.`,
      field: `mapping.${stray}`,
    });
  }
  const guesses = (['jobs', 'lines', 'clients'] as const).flatMap((file): MappingGuess[] => {
    const table = tables[file];
    return table === null ? [] : [guessMapping(file, table.headers, table.rows) as MappingGuess];
  });
  const mapping = Object.fromEntries(
    guesses.map((guess) => [guess.file, correct(guess, options.mapping?.[guess.file])]),
  ) as unknown as ImportMapping;
  const shared = sharedNotation(guesses);
  const dateFormat = options.dateFormat ?? shared.dateFormat;
  const decimalMark = options.decimalMark ?? shared.decimalMark;
  const plan = planImport({
    ...tables,
    mapping,
    currency: setting.currency,
    dateFormat,
    decimalMark,
    timeZone: setting.timeZone,
    today: setting.today,
    statusWords: options.statusWords ?? {},
  });
  const base = { guesses, mapping, dateFormat, decimalMark };
  if (!plan.ok) return accept({ ...base, asks: [], planned: plan });
  const counted = checkSums(plan.value);
  const codes = plan.value.report.problemsByCode;
  const asks = [
    ...(codes.date_ambiguous ? (['dateFormat'] as const) : []),
    ...(codes.amount_ambiguous ? (['decimalMark'] as const) : []),
  ];
  if (!counted.ok) return accept({ ...base, asks, planned: counted });
  const landing = landPlan(plan.value, { currency: setting.currency, cutoverOn: options.cutoverOn ?? null });
  return accept({ ...base, asks, planned: accept({ plan: plan.value, landing }) });
}

/** The guess with the corrections over it: a column that a person names is taken from whatever the guess gave it to. */
function correct(guess: MappingGuess, corrections: MappingCorrections[ImportFile]): FileMapping {
  const given = corrections?.columns ?? {};
  const named = new Set(Object.values(given).filter((column) => column !== null));
  const kept = Object.entries(guess.mapping.columns as Record<string, string | null>).filter(
    ([field, column]) => !Object.hasOwn(given, field) && !(column !== null && named.has(column)),
  );
  const costs = corrections?.costs ?? guess.mapping.costs.filter((column) => !named.has(column));
  return {
    columns: Object.fromEntries([...kept, ...Object.entries(given)]) as FileMapping['columns'],
    costs,
  };
}

/** No sum of these files may leave the range in which amounts are counted, whatever their signs. */
function checkSums(plan: ImportPlan): Result<true> {
  const size = (minor: Minor): Minor => (minor < 0n ? -minor : minor);
  let sum = 0n;
  for (const job of plan.jobs) {
    sum += size(job.totalMinor ?? 0n);
    for (const fact of job.facts) sum += size(fact.amountMinor);
  }
  for (const orphan of plan.report.orphans) sum += size(orphan.amountMinor);
  sum += size(plan.report.totals.ofSkippedJobsMinor) + size(plan.report.totals.linesMinor);
  if (isWithinLimit(sum)) return accept(true);
  return decline('amount_invalid', {
    reason: 'The amounts of these files add up to more than can be counted.',
    next: 'Check which column holds the price, and correct the mapping.',
  });
}

/** What the fields of a file are called and mean, for people who correct a mapping. */
export const fieldsOf = (file: ImportFile): { field: string; means: string; isRequired: boolean }[] =>
  Object.entries(importFields[file]).map(([field, row]) => ({
    field,
    means: row.means,
    isRequired: row.isRequired,
  }));
