/** What `closeout import` prints: the guessed mapping as a table, the report to the cent, the rows that did not come in. It calls nothing. */
import { formatMoney } from '../../domain/money.ts';

export interface PlanAnswer {
  files: Record<string, { name: string; rows: number; columns: string[] }>;
  guesses: {
    file: string;
    fields: {
      field: string;
      isRequired: boolean;
      column: string | null;
      confidence: string;
      reason: string;
    }[];
    costs: { column: string }[];
    unmapped: string[];
  }[];
  mapping: Record<string, { columns: Record<string, string | null>; costs: string[] }>;
  currency: string;
  dateFormat: string | null;
  decimalMark: string | null;
  cutoverOn: string | null;
  asks: string[];
  refusal: { code: string; reason: string; next: string } | null;
  report: ReportAnswer | null;
}

interface Sum {
  count: number;
  amountMinor: number;
}

interface List<T> {
  total: number;
  items: T[];
}

export interface ProblemAnswer {
  file: string;
  line: number;
  column: string | null;
  code: string;
  reason: string;
  effect: 'skipped' | 'noted';
}

export interface ReportAnswer {
  currency: string;
  came: {
    clients: { landed: number; alreadyHere: number };
    jobs: { landed: number; alreadyHere: number };
    facts: { landed: number; alreadyHere: number };
    landedMinor: number;
    alreadyHereMinor: number;
    candidates: Sum;
    history: Sum;
    toLookAt: Sum;
    looks: List<{ jobExternalId: string; line: number; reason: string }>;
    changed: List<{ jobExternalId: string; number: string; newLines: number[]; changedLines: number[] }>;
  };
  files: { missing: { names: number; addresses: number; emails: number } };
  totals: {
    jobsMinor: number;
    linesMinor: number;
    factsMinor: number;
    orphansMinor: number;
    ofSkippedJobsMinor: number;
  };
  differing: List<{ jobExternalId: string; line: number; totalMinor: number; factsMinor: number }>;
  skippedRows: number;
  problemsTotal: number;
  assumptions: string[];
  next: string[];
}

const shownMax = 20;
const whole = (n: number): string => n.toLocaleString('en-US');

/** A cell of a hostile file may hold anything; on a terminal it is only ever text. */
export const plainText = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]/gu, ' ');

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_cell, place) => Math.max(...rows.map((row) => row[place]!.length)));
  return rows.map((row) =>
    `  ${row.map((cell, place) => (place === row.length - 1 ? cell : cell.padEnd(widths[place]!))).join('  ')}`.trimEnd(),
  );
}

/** Column, the field that it becomes, and why. What a person corrected says so. */
export function mappingLines(plan: PlanAnswer): string[] {
  return plan.guesses.flatMap((guess) => {
    const file = plan.files[guess.file]!;
    const used = plan.mapping[guess.file]!;
    const fields = guess.fields
      .map((field) => ({ ...field, now: used.columns[field.field] ?? null }))
      .filter((field) => field.now !== null || field.isRequired);
    const rows = fields.map((field) => [
      plainText(field.now ?? '(no column)'),
      `${guess.file}.${field.field}`,
      field.now === field.column ? `${field.confidence}: ${plainText(field.reason)}` : 'named by you',
    ]);
    const costs = used.costs.map((column) => [plainText(column), '(cost)', 'kept, never billed']);
    const claimed = new Set([...fields.map((field) => field.now), ...used.costs]);
    const rest = file.columns.filter((column) => !claimed.has(column));
    return [
      '',
      `${plainText(file.name)}: ${whole(file.rows)} rows`,
      ...table([['column', 'field', 'why'], ...rows, ...costs]),
      ...(rest.length === 0
        ? []
        : [`  Kept beside the ${guess.file} as they are: ${rest.map(plainText).join(', ')}.`]),
    ];
  });
}

export function notationLines(plan: PlanAnswer): string[] {
  const ways: Record<string, string> = {
    dateFormat: 'Some dates can mean two days: say which with --date-format ymd, mdy or dmy.',
    decimalMark: 'Some amounts can mean two numbers: say which with --decimal-mark . or ,',
  };
  return plan.asks.map((ask) => ways[ask] ?? ask);
}

/** The report: what came in (or would), what was here, totals, and what is next. */
export function reportLines(report: ReportAnswer, isPlan: boolean): string[] {
  const money = (minor: number): string => formatMoney(BigInt(minor), report.currency, 'en-US');
  const { came, totals } = report;
  const rows = [
    ['', isPlan ? 'would come in' : 'came in', 'already here'],
    ['clients', whole(came.clients.landed), whole(came.clients.alreadyHere)],
    ['jobs', whole(came.jobs.landed), whole(came.jobs.alreadyHere)],
    ['lines', whole(came.facts.landed), whole(came.facts.alreadyHere)],
    ['amount', money(came.landedMinor), money(came.alreadyHereMinor)],
  ];
  const sum = (name: string, { count, amountMinor }: Sum): string[] =>
    count === 0 ? [] : [`  ${name}: ${whole(count)} jobs, ${money(amountMinor)}`];
  const said = (name: string, minor: number): string[] => (minor === 0 ? [] : [`  ${name}: ${money(minor)}`]);
  const looks = came.looks.items
    .slice(0, shownMax)
    .map((look) => `  job ${plainText(look.jobExternalId)}: ${plainText(look.reason)}`);
  const changed = came.changed.items
    .slice(0, shownMax)
    .map(
      (job) =>
        `  job ${plainText(job.jobExternalId)} (${job.number}): ${[...job.newLines.map((line) => `line ${line} is new`), ...job.changedLines.map((line) => `line ${line} differs`)].join(', ')}`,
    );
  const differing = report.differing.items
    .slice(0, shownMax)
    .map(
      (job) =>
        `  job ${plainText(job.jobExternalId)} (line ${job.line}): its total is ${money(job.totalMinor)}, its lines add up to ${money(job.factsMinor)}`,
    );
  const part = (title: string, lines: string[], total: number): string[] =>
    total === 0
      ? []
      : ['', title, ...lines, ...(total > lines.length ? [`  and ${whole(total - lines.length)} more`] : [])];
  return [
    '',
    ...table(rows),
    ...sum('ready to be invoiced', came.candidates),
    ...sum('history, before the cutover', came.history),
    ...sum('waiting for a look', came.toLookAt),
    ...said('lines of the file in all', totals.linesMinor),
    ...said('of lines without a job', totals.orphansMinor),
    ...said('of jobs that did not come in', totals.ofSkippedJobsMinor),
    ...report.assumptions.map((sentence) => `  ${sentence}`),
    ...part('Look at these before billing them:', looks, came.looks.total),
    ...part(
      'Here already, with other lines than the file has; left as they are:',
      changed,
      came.changed.total,
    ),
    ...part('Totals that their lines do not add up to:', differing, report.differing.total),
    ...(report.next.length === 0
      ? []
      : ['', isPlan ? 'Then:' : 'Next:', ...report.next.map((sentence) => `  ${sentence}`)]),
  ];
}

/** Rows by file and line, with the reason; skipped ones first. */
export function problemLines(
  problems: readonly ProblemAnswer[],
  total: number,
  names: Record<string, string | undefined>,
): string[] {
  if (total === 0) return [];
  const ordered = [
    ...problems.filter((one) => one.effect === 'skipped'),
    ...problems.filter((one) => one.effect === 'noted'),
  ];
  const lines = ordered.slice(0, shownMax * 5).map((one) => {
    const what = one.effect === 'skipped' ? 'did not come in' : 'came in';
    return `  ${plainText(names[one.file] ?? one.file)}:${one.line} ${what}: ${plainText(one.reason)}`;
  });
  const rest = total - lines.length;
  return [
    '',
    'Rows to look at:',
    ...lines,
    ...(rest > 0 ? [`  and ${whole(rest)} more; --json has them all`] : []),
  ];
}

/** No row of the files can be used: none comes in, and none is here already. */
export const bringsNothing = ({ came }: ReportAnswer): boolean =>
  [came.clients, came.jobs].every(({ landed, alreadyHere }) => landed + alreadyHere === 0);

export const nothingComes = ({ skippedRows }: ReportAnswer): string =>
  skippedRows === 0
    ? 'Nothing can come in: the files have no rows.'
    : `Nothing can come in: ${skippedRows === 1 ? '1 row is' : `${whole(skippedRows)} rows are`} left out.`;
