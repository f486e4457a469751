/**
 * Runs a planned import in bounded batches, one transaction each, and writes its report. It works in the process that took
 * the files in, beside the requests. The files are not kept: an import that was cut off is named as failed and simply
 * run again, since every batch leaves alone what is here already.
 */
import type { Logger } from 'pino';
import { type Outcome, perform } from '../actions/action.ts';
import { type Actor, systemActor } from '../actions/actor.ts';
import { failImport } from '../actions/fail-import.ts';
import { finishImport } from '../actions/finish-import.ts';
import type { House } from '../actions/house.ts';
import { batchJobsMax, importJobs } from '../actions/import-jobs.ts';
import type { ClientLanding, JobLanding, Landing } from '../domain/import-landing.ts';
import { buildReport, mergeCame, nothingCame } from '../domain/import-outcome.ts';
import type { ImportPlan } from '../domain/import-plan.ts';
import { Refused } from '../domain/refusal.ts';
import type { Day } from '../domain/time.ts';
import { addSeconds } from '../domain/time.ts';
import { readAccountIds } from '../store/accounts.ts';
import { readStalled } from '../store/imports.ts';

/** Jobs with very many lines make a batch of their own, so that no transaction grows without bound. */
const batchFactsMax = 4_000;
/** A batch takes well under a second; one that has been silent for so long has no process any more. */
const silentSecondsMax = 60;

export interface ImportTask {
  importId: string;
  actor: Actor;
  plan: ImportPlan;
  landing: Landing;
  cutoverOn: Day | null;
  locale: string;
}

export interface ImportRunner {
  /** Names what a stopped process left behind. On PostgreSQL others may be at work, so only what has been silent is named. */
  start(): Promise<void>;
  /** Takes the import over; answers at once. */
  submit(task: ImportTask): void;
  /** Resolves when nothing is running. */
  settled(): Promise<void>;
  /** Lets the batches at work finish and begins no further one. */
  stop(): Promise<void>;
}

export function createImportRunner(house: House, log: Logger): ImportRunner {
  const running = new Set<Promise<void>>();
  // One import at a time for each account: two of the same files would only wait for each other's locks.
  const lanes = new Map<string, Promise<void>>();
  let stopped = false;
  let secondLook: NodeJS.Timeout | undefined;
  const submit = (task: ImportTask): void => {
    const { accountId } = task.actor;
    const work = (lanes.get(accountId) ?? Promise.resolve())
      .then(() => runImport(house, task, () => stopped))
      .catch((error: unknown) => nameFailure(house, log, task, error))
      .finally(() => {
        running.delete(work);
        if (lanes.get(accountId) === work) lanes.delete(accountId);
      });
    lanes.set(accountId, work);
    running.add(work);
  };
  const start = async (): Promise<void> => {
    await failStalled(house, house.database.kind === 'embedded' ? 0 : silentSecondsMax);
    if (house.database.kind === 'embedded') return;
    // What died a moment before this start is too fresh to be called silent now.
    secondLook = setTimeout(
      () => {
        failStalled(house, silentSecondsMax).catch((error: unknown) =>
          log.warn({ err: error }, 'imports that were cut off could not be looked up'),
        );
      },
      (silentSecondsMax + 5) * 1000,
    ).unref();
  };
  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  const stop = async (): Promise<void> => {
    stopped = true;
    clearTimeout(secondLook);
    await settled();
  };
  return { start, submit, settled, stop };
}

class CutOff extends Error {}

async function runImport(house: House, task: ImportTask, isStopped: () => boolean): Promise<void> {
  let came = nothingCame();
  for (const batch of batchesOf(task.landing)) {
    if (isStopped()) throw new CutOff('The program was stopped while the import was running.');
    came = mergeCame(
      came,
      outcomeOf(await perform(house, task.actor, importJobs, { importId: task.importId, ...batch })),
    );
  }
  const report = buildReport(task.plan, came, { cutoverOn: task.cutoverOn, locale: task.locale });
  outcomeOf(await perform(house, task.actor, finishImport, { importId: task.importId, report }));
  // Thousands of new rows: what was known of the tables is wrong now.
  await house.database.refreshStatistics();
}

/** Jobs in the order of the file, each batch with the clients that no batch before it brought; then the clients without jobs. */
export function* batchesOf({
  clients,
  jobs,
}: Landing): Generator<{ clients: ClientLanding[]; jobs: JobLanding[] }> {
  const waiting = new Map(clients.map((client) => [client.externalId, client]));
  let batch: { clients: ClientLanding[]; jobs: JobLanding[] } = { clients: [], jobs: [] };
  let facts = 0;
  for (const job of jobs) {
    if (
      batch.jobs.length > 0 &&
      (batch.jobs.length === batchJobsMax || facts + job.facts.length > batchFactsMax)
    ) {
      yield batch;
      batch = { clients: [], jobs: [] };
      facts = 0;
    }
    const client = waiting.get(job.clientExternalId);
    if (client) batch.clients.push(client);
    waiting.delete(job.clientExternalId);
    batch.jobs.push(job);
    facts += job.facts.length;
  }
  if (batch.jobs.length > 0) yield batch;
  const rest = [...waiting.values()];
  for (let at = 0; at < rest.length; at += batchJobsMax)
    yield { clients: rest.slice(at, at + batchJobsMax), jobs: [] };
}

function outcomeOf<O>(outcome: Outcome<O>): O {
  if (outcome.ok) return outcome.value;
  throw new Refused(outcome.refusal);
}

/** A failure stops this import and is written where people look; the log has the cause. */
async function nameFailure(house: House, log: Logger, task: ImportTask, error: unknown): Promise<void> {
  log.error({ err: error, import: task.importId }, 'an import could not go on');
  const failure =
    error instanceof Refused
      ? error.refusal.reason
      : error instanceof CutOff
        ? error.message
        : 'Something failed on our side while the import was running.';
  try {
    await fail(house, task.actor.accountId, task.importId, failure);
  } catch (second) {
    // Without a database nothing can be written; the next start names it.
    log.error({ err: second, import: task.importId }, 'the failure of an import could not be written down');
  }
}

async function failStalled(house: House, silentSeconds: number): Promise<void> {
  const since = addSeconds(house.environment.machine.now(), 1 - silentSeconds);
  const accountIds = await house.database.transaction([], (tx) => readAccountIds(tx), { readOnly: true });
  for (let at = 0; at < accountIds.length; at += 200) {
    const some = accountIds.slice(at, at + 200);
    const stalled = await house.database.transaction(some, (tx) => readStalled(tx, some, since), {
      readOnly: true,
    });
    for (const { accountId, id } of stalled)
      await fail(house, accountId, id, 'The program was stopped while the import was running.');
  }
}

async function fail(house: House, accountId: string, importId: string, failure: string): Promise<void> {
  outcomeOf(await perform(house, systemActor(accountId), failImport, { importId, failure }));
}
