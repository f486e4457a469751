/**
 * Imports through the doors that people use: the HTTP API of the whole app, and the `closeout import` command against it.
 * Hostile files are refused clearly; a plan stores nothing; the report agrees with the year to the cent.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from 'citty';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { importCommand, mappingOf } from '../../src/api/cli/import.ts';
import { readConfig } from '../../src/config.ts';
import { databaseKinds } from '../database.ts';
import { makeYear, writeYear } from '../fixtures/year.ts';
import { type Hand, openStage, type Stage } from '../harness.ts';

const year = makeYear({ jobs: 240, seed: 3 });
const { expected } = year;
const files = {
  jobs: year.files['jobs.csv'],
  lines: year.files['services.csv'],
  clients: year.files['clients.csv'],
};

// biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked into freely by stories.
type Body = any;

function formOf(parts: Record<string, string | Uint8Array<ArrayBuffer>>, options?: unknown): FormData {
  const form = new FormData();
  for (const [field, content] of Object.entries(parts)) form.set(field, new Blob([content]), `${field}.csv`);
  if (options !== undefined)
    form.set('options', typeof options === 'string' ? options : JSON.stringify(options));
  return form;
}

describe.each(await databaseKinds())('the API of imports on %s', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ kind });
  });
  afterAll(() => stage.close());

  const send = async (
    path: string,
    form: FormData | string,
    headers: Record<string, string> = {},
    hand: Hand = stage.owner,
  ): Promise<{ status: number; body: Body }> => {
    const answer = await fetch(`${stage.app.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hand.key}`, ...headers },
      body: form,
    });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const ended = async (importId: string): Promise<Body> =>
    vi.waitFor(
      async () => {
        const { body } = await stage.owner.get(`/imports/${importId}`);
        expect(body.state).not.toBe('running');
        return body;
      },
      { timeout: 60_000, interval: 100 },
    );

  it('plans to the cent and stores nothing', async () => {
    const { status, body } = await send('/imports/plan', formOf(files));
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.mapping.jobs.columns).toMatchObject({
      externalId: 'job_id',
      completedOn: 'job_date',
      clientExternalId: 'client_id',
    });
    expect(body.mapping.lines.costs).toContain('material_cost');
    expect(body.guesses.find((guess: Body) => guess.file === 'lines').fields).toContainEqual(
      expect.objectContaining({ field: 'unitPrice', column: 'price', confidence: 'sure' }),
    );
    expect(body.files.jobs).toMatchObject({ name: 'jobs.csv', rows: expected.jobs });
    expect(body.files.jobs.samples).toHaveLength(5);
    expect(body.report.came).toMatchObject({
      jobs: { landed: expected.jobs, alreadyHere: 0 },
      landedMinor: Number(expected.totalMinor),
    });
    expect(body.report.files.missing).toEqual({
      names: expected.clients,
      addresses: expected.clients,
      emails: expected.clients,
    });
    expect((await stage.owner.get('/jobs')).body.items).toEqual([]);
    expect((await stage.owner.get('/imports')).body.items).toEqual([]);
  });

  it('shows what to correct instead of failing, and takes corrections', async () => {
    const jobs = 'Ref,When,Who\n1,01/02/2023,Ann\n';
    const lines = 'Ref,What,Charged,Cost price\n1,Roof,10.00,4.00\n';
    const first = await send('/imports/plan', formOf({ jobs, lines }));
    expect(first).toMatchObject({
      status: 200,
      body: { report: null, refusal: { code: 'import_column_missing' } },
    });
    const mapping = {
      jobs: { columns: { externalId: 'Ref', completedOn: 'When', clientName: 'Who' } },
      lines: { columns: { jobExternalId: 'Ref', title: 'What', amount: 'Charged' } },
    };
    const second = await send('/imports/plan', formOf({ jobs, lines }, { mapping }));
    expect(second.body).toMatchObject({ asks: ['dateFormat'], report: { came: { jobs: { landed: 0 } } } });
    const third = await send('/imports/plan', formOf({ jobs, lines }, { mapping, dateFormat: 'dmy' }));
    expect(third.body).toMatchObject({
      asks: [],
      report: { came: { landedMinor: 1000 }, byMonth: [{ month: '2023-02' }] },
    });
    const cost = await send(
      '/imports/plan',
      formOf({ jobs, lines }, { mapping: { ...mapping, lines: { ...mapping.lines, costs: ['Charged'] } } }),
    );
    expect(cost.body.refusal).toMatchObject({ code: 'input_invalid', field: 'mapping.lines.columns.amount' });
  });

  it('brings the files in once for one key, shows progress and report', async () => {
    const headers = { 'idempotency-key': `import-${kind}` };
    const [one, two] = await Promise.all([
      send('/imports', formOf(files), headers),
      send('/imports', formOf(files), headers),
    ]);
    expect([one.status, two.status], JSON.stringify([one.body, two.body])).toEqual([202, 202]);
    expect(two.body).toEqual(one.body);
    const end = await ended(one.body.importId);
    expect(end).toMatchObject({
      state: 'done',
      failure: null,
      progress: { done: expected.jobs + expected.clients, total: expected.jobs + expected.clients },
      report: {
        came: { landedMinor: Number(expected.totalMinor), candidates: { count: expected.jobs } },
        skippedRows: 0,
      },
      problems: { items: [], total: 0, nextCursor: null },
    });
    expect(await send('/imports', formOf({ jobs: files.jobs }), headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch' },
    });
    expect(await send('/imports', formOf(files))).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_required' },
    });
    expect((await stage.owner.get('/imports')).body.items.map((row: Body) => row.id)).toEqual([
      one.body.importId,
    ]);
    const again = await send('/imports/plan', formOf(files));
    expect(again.body.report.came).toMatchObject({
      jobs: { landed: 0, alreadyHere: expected.jobs },
      landedMinor: 0,
    });
    const dry = await send('/imports?dryRun=true', formOf(files));
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true, effects: [], gates: [] } });
    const candidates = await stage.owner.get('/candidates?limit=200');
    expect(candidates.body.items).toHaveLength(200);
  });

  it('pages the problems of a report', async () => {
    const jobs = `job_id,job_date,client_id,total\n${Array.from({ length: 250 }, (_one, index) => `p${index},not a day,5,10`).join('\n')}\n`;
    const none = await send('/imports', formOf({ jobs }), { 'idempotency-key': 'only bad rows' });
    expect(none).toMatchObject({ status: 422, body: { code: 'import_nothing_lands' } });
    expect(none.body.detail).toMatch(/^Nothing can come in: 250 rows are left out/);
    const withOne = `${jobs}good,2023-01-02,5,10\n`;
    const { body } = await send('/imports', formOf({ jobs: withOne }), { 'idempotency-key': 'bad rows' });
    const end = await ended(body.importId);
    expect(end.problems).toMatchObject({ total: 250, items: expect.objectContaining({ length: 200 }) });
    const rest = await stage.owner.get(`/imports/${body.importId}?cursor=${end.problems.nextCursor}`);
    expect(rest.body.problems.items.map((problem: Body) => problem.line)).toEqual(
      Array.from({ length: 50 }, (_one, index) => 202 + index),
    );
    expect(rest.body.problems.nextCursor).toBeNull();
    expect(await stage.owner.get(`/imports/${body.importId}?cursor=zzz`)).toMatchObject({
      status: 400,
      body: { code: 'cursor_invalid' },
    });
  });

  it.each([
    ['no form at all', () => '{}', 415, 'content_type_unsupported'],
    ['no jobs file', () => formOf({ lines: files.lines }), 422, 'input_invalid'],
    ['a workbook', () => formOf({ jobs: Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0) }), 422, 'csv_unreadable'],
    ['an empty file', () => formOf({ jobs: '' }), 422, 'csv_unreadable'],
    ['an unknown field', () => formOf({ jobs: files.jobs, extra: 'x' }), 422, 'unknown_field'],
    ['options that are no JSON', () => formOf({ jobs: files.jobs }, '{'), 400, 'json_invalid'],
    ['an unknown option', () => formOf({ jobs: files.jobs }, { force: true }), 422, 'unknown_field'],
    [
      'another currency',
      () => formOf({ jobs: files.jobs }, { currency: 'EUR' }),
      422,
      'currency_unsupported',
    ],
    [
      'a mapping for a file that is not there',
      () => formOf({ jobs: files.jobs }, { mapping: { clients: { columns: {} } } }),
      422,
      'input_invalid',
    ],
    [
      'a cutover that is no day',
      () => formOf({ jobs: files.jobs }, { cutoverOn: '2023-02-30' }),
      422,
      'input_invalid',
    ],
    [
      'too many rows',
      () => formOf({ jobs: `job_id,job_date\n${'1,2\n'.repeat(200_001)}` }),
      413,
      'file_too_large',
    ],
    [
      'too many bytes',
      () => formOf({ jobs: new Uint8Array(51 * 1024 * 1024).fill(0x61) }),
      413,
      'file_too_large',
    ],
  ])('refuses %s', async (_name, form, status, code) => {
    const before = (await stage.owner.get('/imports')).body.items.length;
    const answer = await send('/imports', form(), { 'idempotency-key': `refused ${_name}` });
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { code } });
    expect((await stage.owner.get('/imports')).body.items).toHaveLength(before);
  });

  it('refuses sums that cannot be counted', async () => {
    const jobs = `job_id,job_date,client_id,total\n${[1, 2, 3].map((id) => `big${id},2023-01-02,5,70000000000000.00`).join('\n')}\n`;
    expect((await send('/imports', formOf({ jobs }), { 'idempotency-key': 'big' })).body).toMatchObject({
      code: 'amount_invalid',
    });
  });

  it('is closed to a field tech and to an accountant', async () => {
    for (const role of ['field_tech', 'accountant']) {
      const hand = await stage.hire(role, `Import ${role}`);
      expect(await send('/imports/plan', formOf(files), {}, hand)).toMatchObject({
        status: 403,
        body: { code: 'permission_denied' },
      });
      expect((await hand.get('/imports')).status).toBe(403);
    }
    expect(await stage.owner.get('/imports/imp_00000000000000000000000000')).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
  });

  it('works from the command line, with its exit codes', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'closeout-import-'));
    const told: string[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((text: string) => void told.push(text));
    const warn = vi.spyOn(console, 'error').mockImplementation((text: string) => void told.push(text));
    try {
      const small = makeYear({ jobs: 12, seed: 9, year: 2022 });
      const jobs = small.files['jobs.csv'].replace(/^10/gm, 'cli10');
      const lines = small.files['services.csv'].replace(/^10/gm, 'cli10');
      writeYear(folder, {
        ...small,
        files: { ...small.files, 'jobs.csv': jobs, 'services.csv': `${lines}ghost,Roof,5.00,0,0,0,0\n` },
      });
      const command = importCommand(
        () =>
          readConfig({
            CLOSEOUT_URL: stage.app.url,
            CLOSEOUT_API_KEY: stage.owner.key,
            CLOSEOUT_DATA_DIR: folder,
          }),
        stage.app.house.environment,
      );
      const run = async (...rawArgs: string[]): Promise<number | undefined> => {
        told.length = 0;
        await runCommand(command, { rawArgs });
        const code = process.exitCode as number | undefined;
        process.exitCode = undefined;
        return code;
      };
      const given = [
        '--jobs',
        join(folder, 'jobs.csv'),
        '--lines',
        join(folder, 'services.csv'),
        '--clients',
        join(folder, 'clients.csv'),
      ];
      expect(await run(...given, '--dry-run')).toBe(3);
      expect(told.join('\n')).toMatch(/job_date +jobs\.completedOn +sure/);
      expect(told.join('\n')).toContain('Nothing was brought in');
      expect(await run(...given)).toBe(1);
      expect(told.join('\n')).toContain('--yes');
      expect(await run(...given, '--yes', '--map', 'jobs.crew=')).toBe(3);
      expect(told.join('\n')).toMatch(
        /services\.csv:\d+ did not come in: Job "ghost" is not in the jobs file\./,
      );
      expect(told.join('\n')).toContain('12');
      expect(await run(...given, '--json')).toBe(3);
      const report = JSON.parse(told.join('')).report;
      expect(report.came).toMatchObject({
        jobs: { landed: 0, alreadyHere: 12 },
        alreadyHereMinor: Number(small.expected.totalMinor),
      });
      expect(await run('--jobs', join(folder, 'jobs.csv'), '--map', 'jobs.externalId=', '--yes')).toBe(1);
      expect(told.join('\n')).toContain('Nothing can come in');
      await expect(run('--jobs', join(folder, 'none.csv'), '--yes')).rejects.toThrow('cannot be read');
      expect(() => mappingOf(['--map', 'jobs'])).toThrow('is not understood');
    } finally {
      log.mockRestore();
      warn.mockRestore();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
