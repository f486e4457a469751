/**
 * `closeout import`: sends the files of a field-service export to the running server, shows how they are read, asks, follows
 * the import and prints its report. It reads no CSV and no database itself.
 * Ends with 0 when all came in, 1 when it was refused or failed, 3 when rows did not come in.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { confirm, isCancel, progress } from '@clack/prompts';
import { defineCommand } from 'citty';
import type { Config } from '../../config.ts';
import type { Environment } from '../../environment.ts';
import { CommandFault, type Connection, connect } from './connection.ts';
import {
  bringsNothing,
  mappingLines,
  notationLines,
  nothingComes,
  type PlanAnswer,
  type ProblemAnswer,
  plainText,
  problemLines,
  type ReportAnswer,
  reportLines,
} from './import-words.ts';

const skippedExit = 3;
const lookEveryMs = 300;

export function importCommand(readConfig: () => Config, environment: Pick<Environment, 'random'>) {
  return defineCommand({
    meta: {
      name: 'import',
      description: 'Bring in the jobs, service lines and clients of another program (CSV)',
    },
    args: {
      jobs: { type: 'string', required: true, valueHint: 'jobs.csv', description: 'One row a job' },
      lines: {
        type: 'string',
        valueHint: 'services.csv',
        description: 'One row a service line; without it a job is billed at its total',
      },
      clients: { type: 'string', valueHint: 'clients.csv', description: 'One row a client' },
      map: {
        type: 'string',
        valueHint: 'jobs.completedOn=job_date',
        description: 'Correct the guessed mapping; may be given often; nothing after = for no column',
      },
      cutover: {
        type: 'string',
        valueHint: '2023-01-01',
        description: 'Jobs completed before this day are history and are never billed',
      },
      currency: { type: 'string', description: 'Currency of the files; it must be the one of the account' },
      'date-format': { type: 'string', description: 'ymd, mdy or dmy, where the dates leave it open' },
      'decimal-mark': { type: 'string', description: '. or , where the amounts leave it open' },
      'dry-run': { type: 'boolean', description: 'Show what would come in and stop' },
      yes: { type: 'boolean', alias: 'y', description: 'Do not ask' },
      json: { type: 'boolean', description: 'Print JSON on stdout and nothing else; does not ask' },
    },
    run: async ({ args, rawArgs }) => {
      const options = {
        ...(args.cutover === undefined ? {} : { cutoverOn: args.cutover }),
        ...(args.currency === undefined ? {} : { currency: args.currency }),
        ...(args['date-format'] === undefined ? {} : { dateFormat: args['date-format'] }),
        ...(args['decimal-mark'] === undefined ? {} : { decimalMark: args['decimal-mark'] }),
        ...mappingOf(rawArgs),
      };
      const files = readFiles({ jobs: args.jobs, lines: args.lines, clients: args.clients });
      const server = connect(readConfig());
      const key = `import:${Buffer.from(environment.random(16)).toString('base64url')}`;
      process.exitCode = await runImport(server, {
        files,
        options,
        key,
        dryRun: args['dry-run'] === true,
        yes: args.yes === true,
        json: args.json === true,
      });
    },
  });
}

/** `--map jobs.completedOn=job_date`, as often as it is given; the parser of arguments keeps only the last one. */
export function mappingOf(rawArgs: readonly string[]): {
  mapping?: Record<string, { columns: Record<string, string | null> }>;
} {
  const given = rawArgs.flatMap((arg, place) =>
    arg === '--map'
      ? [rawArgs[place + 1] ?? '']
      : arg.startsWith('--map=')
        ? [arg.slice('--map='.length)]
        : [],
  );
  const mapping: Record<string, { columns: Record<string, string | null> }> = {};
  for (const text of given) {
    const match = /^(jobs|lines|clients)\.(\w+)=(.*)$/s.exec(text);
    if (!match)
      throw new CommandFault(`--map ${text} is not understood. Write it as --map jobs.completedOn=job_date.`);
    const [, file, field, column] = match;
    mapping[file!] ??= { columns: {} };
    mapping[file!]!.columns[field!] = column === '' ? null : column!;
  }
  return given.length === 0 ? {} : { mapping };
}

interface LocalFile {
  name: string;
  bytes: Buffer<ArrayBuffer>;
}

function readFiles(paths: Record<string, string | undefined>): Record<string, LocalFile> {
  return Object.fromEntries(
    Object.entries(paths).flatMap(([field, path]) => {
      if (path === undefined) return [];
      try {
        return [[field, { name: basename(path), bytes: readFileSync(path) as Buffer<ArrayBuffer> }]];
      } catch (error) {
        throw new CommandFault(
          `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
        );
      }
    }),
  );
}

export interface ImportRun {
  files: Record<string, LocalFile>;
  options: Record<string, unknown>;
  key: string;
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/** @returns the exit code */
export async function runImport(server: Pick<Connection, 'call'>, run: ImportRun): Promise<number> {
  const say = (lines: readonly string[]): void => {
    if (!run.json && lines.length > 0) console.log(lines.join('\n'));
  };
  const plan = (await server.call('POST', '/api/v1/imports/plan', formOf(run))) as PlanAnswer;
  say(mappingLines(plan));
  if (plan.refusal !== null || plan.report === null) {
    if (run.json) console.log(JSON.stringify(plan));
    console.error(
      `\nNothing can come in: ${plan.refusal?.reason ?? ''} ${plan.refusal?.next ?? ''}`.trimEnd(),
    );
    return 1;
  }
  say(reportLines(plan.report, true));
  say(notationLines(plan));
  if (!run.dryRun && bringsNothing(plan.report)) {
    if (run.json) console.log(JSON.stringify(plan));
    const { problems } = plan.report as ReportAnswer & { problems: ProblemAnswer[] };
    say(problemLines(problems, plan.report.problemsTotal, namesOf(run)));
    console.error(`\n${nothingComes(plan.report)}`);
    return skippedExit;
  }
  if (run.dryRun) {
    if (run.json) console.log(JSON.stringify(plan));
    say(
      problemLines(
        (plan.report as ReportAnswer & { problems: ProblemAnswer[] }).problems,
        plan.report.problemsTotal,
        namesOf(run),
      ),
    );
    say(['', 'Nothing was brought in: this was a dry run.']);
    return plan.report.skippedRows > 0 ? skippedExit : 0;
  }
  if (!run.yes && !run.json && !(await agreed())) return 1;
  const { importId } = (await server.call('POST', '/api/v1/imports', formOf(run), {
    'idempotency-key': run.key,
  })) as { importId: string };
  return printEnd(await follow(server, importId, run.json), server, run, say);
}

async function agreed(): Promise<boolean> {
  if (process.stdin.isTTY !== true) {
    console.error('Nobody can be asked here: give --yes to bring these files in, or --dry-run to only look.');
    return false;
  }
  const answer = await confirm({ message: 'Bring these files in?' });
  return !isCancel(answer) && answer;
}

/** The same files and options make the same form, so that plan and import are one. */
function formOf(run: ImportRun): FormData {
  const form = new FormData();
  for (const [field, { name, bytes }] of Object.entries(run.files))
    form.set(field, new Blob([bytes], { type: 'text/csv' }), name);
  form.set('options', JSON.stringify(run.options));
  return form;
}

const namesOf = (run: ImportRun): Record<string, string> =>
  Object.fromEntries(Object.entries(run.files).map(([field, { name }]) => [field, name]));

interface ImportAnswer {
  id: string;
  state: 'running' | 'done' | 'failed';
  progress: { done: number; total: number };
  failure: { reason: string; next: string[] } | null;
  report: ReportAnswer | null;
  problems: { items: ProblemAnswer[]; total: number; nextCursor: string | null };
}

/** A bar on a terminal, a line at each tenth elsewhere. */
async function follow(
  server: Pick<Connection, 'call'>,
  importId: string,
  isQuiet: boolean,
): Promise<ImportAnswer> {
  const bar = !isQuiet && process.stdout.isTTY === true ? progress({ max: 100 }) : null;
  bar?.start('Bringing in');
  let shown = 0;
  for (;;) {
    const now = (await server.call('GET', `/api/v1/imports/${importId}`)) as ImportAnswer;
    const { done, total } = now.progress;
    const percent = total === 0 ? 100 : Math.floor((done * 100) / total);
    const words = `${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} clients and jobs`;
    if (bar) bar.advance(percent - shown, words);
    else if (!isQuiet && percent >= shown + 10) console.log(`${percent} %: ${words}`);
    if (bar || percent >= shown + 10) shown = percent;
    if (now.state !== 'running') {
      bar?.stop(words);
      return now;
    }
    await pause(lookEveryMs);
  }
}

async function printEnd(
  end: ImportAnswer,
  server: Pick<Connection, 'call'>,
  run: ImportRun,
  say: (lines: readonly string[]) => void,
): Promise<number> {
  if (run.json)
    console.log(
      JSON.stringify({
        ...end,
        problems: { ...end.problems, items: await allProblems(end, server), nextCursor: null },
      }),
    );
  if (end.state === 'failed' || end.report === null) {
    console.error(
      `The import ${end.id} failed: ${end.failure?.reason ?? ''} ${end.failure?.next?.join(' ') ?? ''}`.trimEnd(),
    );
    return 1;
  }
  say(reportLines(end.report, false));
  say(problemLines(end.problems.items, end.problems.total, namesOf(run)));
  say(['', `Import ${plainText(end.id)} is done; nothing was sent to anybody.`]);
  return end.report.skippedRows > 0 ? skippedExit : 0;
}

async function allProblems(end: ImportAnswer, server: Pick<Connection, 'call'>): Promise<ProblemAnswer[]> {
  const all = [...end.problems.items];
  for (let cursor = end.problems.nextCursor; cursor !== null; ) {
    const page = (await server.call(
      'GET',
      `/api/v1/imports/${end.id}?cursor=${encodeURIComponent(cursor)}&limit=1000`,
    )) as ImportAnswer;
    all.push(...page.problems.items);
    cursor = page.problems.nextCursor;
  }
  return all;
}
