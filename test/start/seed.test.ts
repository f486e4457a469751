/** The demo network: in through the verbs, in every state, with books that balance; again changes nothing; a cut-short seed goes on. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { demoJobs } from '../../src/demo/jobs.ts';
import { demoAccounts } from '../../src/demo/people.ts';
import { firstRun, placesOf } from '../../src/first-run.ts';
import { seedDemo, wantsSeed } from '../../src/seed.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

const accounts = Object.values(demoAccounts);
let ground: TestDatabase;
let app: App;
let folder: string;

beforeAll(async () => {
  ground = await openTestDatabase('embedded');
  folder = await mkdtemp(join(tmpdir(), 'closeout-seed-'));
  const config = {
    ...readConfig({ PORT: '0', LOG_LEVEL: 'silent', CLOSEOUT_SECRET: 'seed-secret-seed-secret-seed-secret' }),
    dataFolder: folder,
  };
  // No worker of its own: then `settle` does everything, and nothing is still under way when it returns.
  const started = await createApp({
    config: { ...config, role: 'web' },
    database: ground.db,
    inMemory: true,
  });
  await started.listen();
  app = { ...started, config };
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

const rows = <R>(sql: string): Promise<R[]> =>
  ground.db.transaction(accounts, (tx) => tx.rows<R>(sql), { readOnly: true });
const counts = async (sql: string) =>
  Object.fromEntries(
    (await rows<{ name: string; count: bigint }>(sql)).map((row) => [row.name, Number(row.count)]),
  );

test('a seed that breaks in the middle goes on at the next start, and nothing is there twice', async () => {
  let payments = 0;
  const broken = {
    house: app.house,
    ensureUser: (person: { email: string; name: string }) => app.identity.ensureUser(person),
    settle: () => app.settle(),
    payByCard: async () => {
      payments += 1;
      throw new Error('the power is out');
    },
  };
  await expect(seedDemo(broken)).rejects.toThrow('the power is out');
  expect(payments).toBe(1);
  expect(await wantsSeed(app.house)).toBe(true);
  expect(await firstRun(app)).toEqual({ isFirstStart: true, isDemo: true });
  const [jobs] = await rows<{ count: bigint }>('select count(*) from job');
  expect(Number(jobs!.count)).toBe(demoJobs.length);
});

test('at the second start there is nothing to do, and the clocks are equal', async () => {
  expect(await firstRun(app)).toEqual({ isFirstStart: false, isDemo: false });
  expect(app.house.environment.business.aheadMs()).toBe(0);
});

test('jobs and invoices stand in every state that verbs can reach', async () => {
  expect(await counts('select state as name, count(*) from job group by 1')).toEqual({
    new: 1,
    scheduled: 1,
    in_progress: 1,
    completed: 17,
    closed: 8,
    cancelled: 1,
  });
  expect(await counts('select doc as name, count(*) from invoice group by 1')).toEqual({
    draft: 6,
    issued: 16,
  });
  expect(await counts('select state as name, count(*) from approval group by 1')).toEqual({
    requested: 2,
    approved: 1,
    denied: 1,
    consumed: 16,
  });
  expect(await counts('select state as name, count(*) from attempt group by 1')).toEqual({
    succeeded: 7,
    failed: 1,
    action_required: 1,
  });
  const [overdue] = await rows<{ count: bigint }>(
    "select count(*) from invoice where owed_minor > 0 and doc = 'issued' and due_on < current_date - 1",
  );
  expect(Number(overdue!.count)).toBe(3);
});

test('the books balance, numbers have no gap, every mail arrived, nothing is open', async () => {
  const unbalanced = await rows(
    'select entry_id from posting group by account_id, entry_id having sum(amount_minor) <> 0',
  );
  expect(unbalanced).toEqual([]);
  const gaps = await rows<{ ok: boolean }>(
    "select count(*) = max(sequence) as ok from invoice where doc = 'issued' group by account_id",
  );
  expect(gaps.every(({ ok }) => ok)).toBe(true);
  expect(await counts('select state as name, count(*) from delivery group by 1')).toEqual({ accepted: 23 });
  expect(
    await counts("select state as name, count(*) from incident where state = 'open' group by 1"),
  ).toEqual({});
});

test('the first start shows a key once and keeps it for the owner alone; the next one says where', async () => {
  const first = await placesOf(app, { isFirstStart: true, isDemo: true }, '0.0.0');
  expect('value' in first.apiKey).toBe(true);
  expect(first.signIn?.link.startsWith(`${app.url}/api/auth/`)).toBe(true);
  const key = 'value' in first.apiKey ? first.apiKey.value : '';
  const answer = await fetch(`${app.url}/api/v1/jobs`, { headers: { authorization: `Bearer ${key}` } });
  expect(answer.status).toBe(200);
  const second = await placesOf(app, { isFirstStart: false, isDemo: false }, '0.0.0');
  expect('keptIn' in second.apiKey && second.apiKey.keptIn).toContain('credentials.json');
});
