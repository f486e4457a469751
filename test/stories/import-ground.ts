/**
 * A house with two accounts and an import runner for the stories of imports, and the reading of what landed.
 * It goes the way of the API (read, take in, start, run) without HTTP; nothing in it is a stand-in.
 */
import { pino } from 'pino';
import { expect } from 'vitest';
import { type Outcome, perform } from '../../src/actions/action.ts';
import { type Actor, systemActor } from '../../src/actions/actor.ts';
import type { House } from '../../src/actions/house.ts';
import { openAccount } from '../../src/actions/open-account.ts';
import { startImport } from '../../src/actions/start-import.ts';
import { permissionsOf } from '../../src/domain/access.ts';
import { type IntakeOptions, takeIn } from '../../src/domain/import-intake.ts';
import type { ImportReportJson } from '../../src/domain/import-outcome.ts';
import { orRefuse } from '../../src/domain/refusal.ts';
import { createEnvironment } from '../../src/environment.ts';
import { readCsv } from '../../src/gateways/files/csv.ts';
import { reactionsTo } from '../../src/reactions/index.ts';
import { type ImportRow, readImport, readImportProblems } from '../../src/store/imports.ts';
import { createImportRunner, type ImportRunner, type ImportTask } from '../../src/worker/import-runner.ts';
import { openTestDatabase, type TestDatabase } from '../database.ts';

export const today = '2024-03-01';

export interface Ground {
  test: TestDatabase;
  house: House;
  runner: ImportRunner;
  owner: Actor;
  other: Actor;
}

export async function openGround(kind: 'embedded' | 'postgres'): Promise<Ground> {
  const test = await openTestDatabase(kind);
  const environment = createEnvironment({
    secret: 'import-story',
    nowMs: () => Date.parse(`${today}T15:00:00.000Z`),
  });
  const house: House = { database: test.db, environment, reactionsTo, ways: { payment: null, mail: 'none' } };
  const owner = await openWorkspace(house, 'Bright Exterior Cleaning');
  const other = await openWorkspace(house, 'Somebody Else');
  return { test, house, runner: createImportRunner(house, pino({ level: 'silent' })), owner, other };
}

export async function openWorkspace(house: House, name: string): Promise<Actor> {
  const accountId = house.environment.id('account');
  const installAccount = 'acc_00000000000000000000000000';
  const opened = await perform(
    house,
    systemActor(installAccount),
    openAccount,
    {
      id: accountId,
      kind: 'workspace',
      name,
      currency: 'USD',
      locale: 'en-US',
      timeZone: 'America/New_York',
      seller: { legalName: name, country: 'US' },
      brand: { accentColor: '#0b6e4f' },
      tax: { rate: '0', category: 'O', name: 'No tax' },
      owner: {
        userId: `user of ${name}`,
        role: 'workspace_owner',
        name: 'Olive Owner',
        email: 'owner@example.test',
      },
    },
    { accounts: [installAccount, accountId] },
  );
  outcomeOf(opened);
  return {
    kind: 'person',
    id: `user of ${name}`,
    name: 'Olive Owner',
    role: 'workspace_owner',
    accountId,
    permissions: new Set(permissionsOf('workspace_owner')),
    approveLimitMinor: null,
  };
}

export function outcomeOf<O>(outcome: Outcome<O>): O {
  expect(outcome.ok, JSON.stringify(outcome)).toBe(true);
  return outcome.ok ? outcome.value : (undefined as never);
}

export interface Texts {
  jobs: string;
  lines?: string | null;
  clients?: string | null;
}

export async function taskOf(
  ground: Ground,
  actor: Actor,
  texts: Texts,
  options: IntakeOptions = {},
): Promise<ImportTask> {
  const table = async (text: string | null | undefined) => (text ? orRefuse(await readCsv(text)) : null);
  const tables = {
    jobs: (await table(texts.jobs))!,
    lines: await table(texts.lines),
    clients: await table(texts.clients),
  };
  const intake = orRefuse(takeIn(tables, options, { currency: 'USD', timeZone: 'America/New_York', today }));
  const { plan, landing } = orRefuse(intake.planned);
  const { importId } = outcomeOf(
    await perform(ground.house, actor, startImport, {
      fileNames: { jobs: 'jobs.csv' },
      fileHashes: {},
      mapping: { ...intake.mapping },
      rowsTotal: landing.clients.length + landing.jobs.length,
    }),
  );
  return { importId, actor, plan, landing, cutoverOn: options.cutoverOn ?? null, locale: 'en-US' };
}

/** Brings the texts in and waits; the row with its report. */
export async function bringIn(
  ground: Ground,
  texts: Texts,
  options: IntakeOptions = {},
): Promise<ImportRow & { report: ImportReportJson }> {
  const task = await taskOf(ground, ground.owner, texts, options);
  ground.runner.submit(task);
  await ground.runner.settled();
  const row = await rowOf(ground, task.importId);
  expect(row.state, JSON.stringify(row.report)).toBe('done');
  return row as never;
}

export const rowOf = (ground: Ground, importId: string): Promise<ImportRow> =>
  ground.house.database.transaction(
    [ground.owner.accountId],
    async (tx) => (await readImport(tx, ground.owner.accountId, importId))!,
  );

export const problemsOf = (ground: Ground, importId: string) =>
  ground.house.database.transaction([ground.owner.accountId], (tx) =>
    readImportProblems(tx, ground.owner.accountId, importId, 0, 1000),
  );

export interface Held {
  clients: bigint;
  jobs: bigint;
  lines: bigint;
  totalMinor: bigint;
  candidates: bigint;
  candidateMinor: bigint;
  twins: bigint;
}

/** What the database holds, added up by it. */
export const held = (ground: Ground, actor: Actor = ground.owner): Promise<Held> =>
  ground.house.database.transaction([actor.accountId], (tx) =>
    tx.one<Held>(`
      select (select count(*) from client) as clients, (select count(*) from job) as jobs, (select count(*) from job_fact) as lines,
             (select coalesce(sum(net_minor), 0)::bigint from job_fact) as total_minor,
             (select count(*) from job where state = 'completed' and not history) as candidates,
             (select coalesce(sum(f.net_minor), 0)::bigint from job_fact f join job j on j.account_id = f.account_id and j.id = f.job_id
              where j.state = 'completed' and not j.history and f.billed_by is null) as candidate_minor,
             (select count(distinct (f.job_id)) from job_fact f join job_fact g on g.job_id = f.job_id and g.title = f.title and g.ordinal > f.ordinal) as twins`),
  );

export const rowsOf = <R>(ground: Ground, sql: string): Promise<R[]> =>
  ground.house.database.transaction([ground.owner.accountId], (tx) => tx.rows<R>(sql));
