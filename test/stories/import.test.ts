/**
 * Imports as promises: every row once, however often and however the files are split; bad rows named and stopping nothing;
 * nothing sent, nothing billed silently, nothing seen by others. On both databases.
 */

import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import { importJobs } from '../../src/actions/import-jobs.ts';
import { firstBrokenLink } from '../../src/store/events.ts';
import { createImportRunner } from '../../src/worker/import-runner.ts';
import { databaseKinds } from '../database.ts';
import { makeYear, seededRandom } from '../fixtures/year.ts';
import {
  bringIn,
  type Ground,
  held,
  openGround,
  openWorkspace,
  problemsOf,
  rowOf,
  rowsOf,
  taskOf,
} from './import-ground.ts';

const year = makeYear({ jobs: 450, seed: 11 });
const whole = {
  jobs: year.files['jobs.csv'],
  lines: year.files['services.csv'],
  clients: year.files['clients.csv'],
};
const { expected } = year;
const everything = {
  clients: BigInt(expected.clients),
  jobs: BigInt(expected.jobs),
  lines: BigInt(expected.lines),
  totalMinor: expected.totalMinor,
  candidates: BigInt(expected.jobs),
  candidateMinor: expected.totalMinor,
};

/** Rows of a CSV without quoted line breaks, header first. */
const cut = (text: string): [string, string[]] => {
  const [header, ...rows] = text.trimEnd().split('\n');
  return [header!, rows];
};
const join = (header: string, rows: readonly string[]): string => `${[header, ...rows].join('\n')}\n`;
const keyOf = (row: string): string => row.split(',')[0]!;

describe.each(await databaseKinds())('imports on %s', (kind) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await openGround(kind);
  });
  afterAll(async () => {
    await ground.runner.stop();
    await ground.test.drop();
  });
  /** A new account for each story; the database is shared. */
  const fresh = async (): Promise<Ground> => ({
    ...ground,
    owner: await openWorkspace(ground.house, `Account ${ground.house.environment.id('request')}`),
  });

  it('lands every row once, to the cent, and again nothing', async () => {
    const here = await fresh();
    const first = await bringIn(here, whole);
    expect(await held(here)).toMatchObject({ ...everything, twins: BigInt(expected.jobsWithTwins) });
    expect(first.report.came).toMatchObject({
      clients: { landed: expected.clients, alreadyHere: 0 },
      jobs: { landed: expected.jobs, alreadyHere: 0 },
      landedMinor: Number(expected.totalMinor),
      candidates: { count: expected.jobs, amountMinor: Number(expected.totalMinor) },
      changed: { total: 0 },
    });
    expect(first).toMatchObject({
      rowsDone: expected.clients + expected.jobs,
      rowsTotal: expected.clients + expected.jobs,
    });
    expect(first.report.byMonth).toEqual(
      Object.entries(expected.byMonthMinor).map(([month, minor]) =>
        expect.objectContaining({ month, factsMinor: Number(minor) }),
      ),
    );
    const again = await bringIn(here, whole);
    expect(await held(here)).toMatchObject(everything);
    expect(again.report.came).toMatchObject({
      clients: { landed: 0, alreadyHere: expected.clients },
      jobs: { landed: 0, alreadyHere: expected.jobs },
      landedMinor: 0,
      alreadyHereMinor: Number(expected.totalMinor),
      candidates: { count: 0 },
      changed: { total: 0 },
    });
    // Numbers are gapless and each event is in a chain that holds.
    const numbers = await rowsOf<{ number: string }>(here, 'select number from job order by number');
    expect(numbers.map((row) => row.number)).toEqual(
      numbers.map((_row, index) => `J-${String(index + 1).padStart(4, '0')}`),
    );
    const broken = await here.house.database.transaction([here.owner.accountId], (tx) =>
      firstBrokenLink(tx, here.owner.accountId),
    );
    expect(broken).toBeUndefined();
    expect(await rowsOf(here, 'select 1 from effect union all select 1 from reaction')).toEqual([]);
  });

  it('lands the same from any split of the files, in any order', async () => {
    const here = await fresh();
    const random = seededRandom(kind === 'embedded' ? 5 : 6);
    const [jobsHeader, jobRows] = cut(whole.jobs);
    const [linesHeader, lineRows] = cut(whole.lines);
    const [clientsHeader, clientRows] = cut(whole.clients);
    const parts: string[][] = Array.from({ length: 4 }, () => []);
    for (const row of jobRows) parts[Math.floor(random() * parts.length)]!.push(row);
    // Parts overlap: some rows come twice.
    parts[0]!.push(...parts[1]!.slice(0, 20));
    for (const part of parts) {
      const keys = new Set(part.map(keyOf));
      const lines = lineRows.filter((row) => keys.has(keyOf(row)));
      const clients = clientRows.filter(() => random() < 0.3);
      await bringIn(here, {
        jobs: join(jobsHeader, part),
        lines: join(linesHeader, lines),
        clients: join(clientsHeader, clients),
      });
    }
    const last = await bringIn(here, whole);
    expect(await held(here)).toMatchObject(everything);
    expect(last.report.came.jobs).toEqual({ landed: 0, alreadyHere: expected.jobs });
    expect(last.report.came.changed.total).toBe(0);
  });

  it('lands once when two imports of the same files run at the same moment', async () => {
    const here = await fresh();
    const tasks = [await taskOf(here, here.owner, whole), await taskOf(here, here.owner, whole)];
    // Two runners are two processes: nothing but the database stands between them.
    const runners = tasks.map(() => createImportRunner(here.house, pino({ level: 'silent' })));
    for (const [index, runner] of runners.entries()) runner.submit(tasks[index]!);
    await Promise.all(runners.map((runner) => runner.settled()));
    expect(await held(here)).toMatchObject(everything);
    const reports = await Promise.all(tasks.map((task) => rowOf(here, task.importId)));
    const came = reports.map(
      (row) =>
        (
          row.report as never as {
            came: { jobs: { landed: number; alreadyHere: number }; landedMinor: number };
          }
        ).came,
    );
    expect(reports.map((row) => row.state)).toEqual(['done', 'done']);
    expect(came[0]!.jobs.landed + came[1]!.jobs.landed).toBe(expected.jobs);
    expect(came[0]!.landedMinor + came[1]!.landedMinor).toBe(Number(expected.totalMinor));
  });

  it('names bad rows by file, line and reason, and brings in the others', async () => {
    const here = await fresh();
    const jobs = [
      'job_id,job_date,client_id,job_status,total_price',
      '1,2023-01-02,7,Completed,100',
      '2,2023-02-31,7,Completed,100',
      '1,2023-01-03,7,Completed,100',
      '3,2023-01-04,8,Wrapped up,50',
      '4,2023-01-05,8,Completed,50',
      '5,2024-12-24,8,Completed,10',
      '6,2023-01-05,,Completed,50',
      `${'9'.repeat(101)},2023-01-05,8,Completed,50`,
    ].join('\n');
    const lines = [
      'job_id,service_type,price',
      '1,Roof,100',
      '2,Roof,100',
      '3,Walls,50',
      '4,Walls,30',
      '4,Paint,abc',
      '5,Gutters,10',
      '99,Ghost,5',
    ].join('\n');
    const row = await bringIn(here, { jobs, lines });
    const problems = await problemsOf(here, row.id);
    expect(problems.map(({ file, line, code, effect }) => [file, line, code, effect])).toEqual([
      ['jobs', 3, 'date_invalid', 'skipped'],
      ['jobs', 4, 'id_duplicate', 'skipped'],
      ['jobs', 5, 'status_unknown', 'noted'],
      ['jobs', 7, 'date_in_future', 'noted'],
      ['jobs', 8, 'client_missing', 'skipped'],
      ['jobs', 9, 'text_too_long', 'skipped'],
      ['lines', 3, 'job_skipped', 'skipped'],
      ['lines', 6, 'amount_invalid', 'skipped'],
      ['lines', 8, 'job_unknown', 'skipped'],
    ]);
    expect(row.report).toMatchObject({
      skippedRows: 7,
      problemsTotal: 9,
      totals: { orphansMinor: 500, ofSkippedJobsMinor: 10000 },
    });
    // Whose status is unclear, and whose line did not come in: neither is a candidate, and each says why on the job.
    const states = await rowsOf<{
      externalId: string;
      state: string;
      completedOn: string | null;
      scheduledOn: string | null;
      note: string | null;
    }>(
      here,
      'select j.external_id, j.state, j.completed_on, j.scheduled_on, n.text as note from job j left join job_note n on n.job_id = j.id order by external_id',
    );
    expect(states).toEqual([
      { externalId: '1', state: 'completed', completedOn: '2023-01-02', scheduledOn: null, note: null },
      {
        externalId: '3',
        state: 'in_progress',
        completedOn: null,
        scheduledOn: '2023-01-04',
        note: expect.stringContaining('Wrapped up'),
      },
      {
        externalId: '4',
        state: 'in_progress',
        completedOn: null,
        scheduledOn: '2023-01-05',
        note: expect.stringContaining('Line 6 of the lines file'),
      },
      { externalId: '5', state: 'completed', completedOn: '2024-12-24', scheduledOn: null, note: null },
    ]);
    expect(row.report.came).toMatchObject({
      candidates: { count: 2, amountMinor: 11000 },
      toLookAt: { count: 2, amountMinor: 8000 },
      looks: { total: 2 },
    });
  });

  it('leaves a job as it is when the file brings other lines, and names it', async () => {
    const here = await fresh();
    const jobs = 'job_id,job_date,client_id,total_price\n1,2023-01-02,7,100\n2,2023-01-02,7,5\n';
    await bringIn(here, { jobs, lines: 'job_id,service_type,price\n1,Roof,100\n2,Walls,5\n' });
    const before = await held(here);
    const row = await bringIn(here, {
      jobs,
      lines: 'job_id,service_type,price\n1,Roof,120\n1,Walls,30\n2,Walls,5\n',
    });
    expect(await held(here)).toEqual(before);
    expect(row.report.came.changed).toMatchObject({
      total: 1,
      items: [{ jobExternalId: '1', number: 'J-0001', newLines: [3], changedLines: [2] }],
    });
  });

  it('takes what was completed before the cutover as history, which is never a candidate', async () => {
    const here = await fresh();
    const row = await bringIn(here, whole, { cutoverOn: '2023-07-01' });
    const months = Object.entries(expected.byMonthMinor).filter(([month]) => month >= '2023-07');
    const candidateMinor = months.reduce((sum, [, minor]) => sum + minor, 0n);
    expect(await held(here)).toMatchObject({ totalMinor: expected.totalMinor, candidateMinor });
    expect(row.report.came).toMatchObject({
      candidates: { amountMinor: Number(candidateMinor) },
      history: { amountMinor: Number(expected.totalMinor - candidateMinor) },
    });
  });

  it('says that an import was cut off, and running it again lands the rest once', async () => {
    const here = await fresh();
    const task = await taskOf(here, here.owner, whole);
    const part = {
      clients: task.landing.clients.slice(0, 150),
      jobs: task.landing.jobs
        .slice(0, 100)
        .filter((job) =>
          task.landing.clients.slice(0, 150).some((client) => client.externalId === job.clientExternalId),
        ),
    };
    const done = await perform(here.house, here.owner, importJobs, { importId: task.importId, ...part });
    expect(done.ok).toBe(true);
    const runner = createImportRunner(here.house, pino({ level: 'silent' }));
    await runner.start();
    if (kind === 'postgres') {
      // It moved a moment ago and another process may be at work: only silence ends it.
      expect((await rowOf(here, task.importId)).state).toBe('running');
      await rowsOf(
        here,
        "update import set report = jsonb_build_object('movedAt', '2024-02-29T00:00:00.000Z') where state = 'running' returning 1",
      );
      await runner.start();
    }
    await runner.stop();
    expect(await rowOf(here, task.importId)).toMatchObject({
      state: 'failed',
      report: { failure: 'The program was stopped while the import was running.' },
    });
    const late = await perform(here.house, here.owner, importJobs, {
      importId: task.importId,
      clients: [],
      jobs: [],
    });
    expect(late).toMatchObject({ ok: false, refusal: { code: 'move_unlawful' } });
    const row = await bringIn(here, whole);
    expect(await held(here)).toMatchObject(everything);
    expect(row.report.came.jobs).toEqual({
      landed: expected.jobs - part.jobs.length,
      alreadyHere: part.jobs.length,
    });
  });

  it('is refused to whoever may not import, and unseen by other accounts', async () => {
    const here = await fresh();
    const task = await taskOf(here, here.owner, whole);
    const tech = { ...here.owner, permissions: new Set(['job.write'] as const) };
    expect(
      await perform(here.house, tech, importJobs, { importId: task.importId, clients: [], jobs: [] }),
    ).toMatchObject({ ok: false, refusal: { code: 'permission_denied' } });
    expect(
      await perform(here.house, here.other, importJobs, { importId: task.importId, clients: [], jobs: [] }),
    ).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    here.runner.submit(task);
    await here.runner.settled();
    expect(await held(here, here.other)).toMatchObject({ clients: 0n, jobs: 0n, lines: 0n, totalMinor: 0n });
    // The other account has the same numbers of its own.
    await bringIn({ ...here, owner: here.other }, whole);
    expect(await held(here, here.other)).toMatchObject(everything);
    expect(await held(here)).toMatchObject(everything);
  });

  it('stores any text that a file can hold, and keeps it harmless', async () => {
    const here = await fresh();
    const long = `${'🧽'.repeat(400)} end`;
    const jobs = `job_id,job_date,client name,title,__proto__,total\n1,2023-01-02,"=HYPERLINK(""x"")","${long}",<script>,10\n2,2023-01-02,O'Brien; drop table job,"a\nb\u202eevil",x,20\n`;
    await bringIn(here, { jobs });
    const rows = await rowsOf<{ title: string; name: string; columns: Record<string, string> }>(
      here,
      "select j.title, c.name, j.extra->'columns' as columns from job j join client c on c.id = j.client_id order by j.external_id",
    );
    expect(rows.map((row) => row.name)).toEqual(['=HYPERLINK("x")', "O'Brien; drop table job"]);
    expect(rows[0]!.title.length).toBeLessThanOrEqual(300);
    expect(rows[1]!.title).toBe('a bevil');
    expect(Object.keys(rows[0]!.columns)).toEqual(['__proto__']);
  });
});
