/**
 * Brings one bounded batch of an import into the house: clients, jobs, facts and notes, in one transaction, set-based.
 * What is here already (by external id) is left exactly as it is and counted. Nothing is sent, billed or completed by hand:
 * completed jobs are candidates from here on, unless they are older than the cutover or somebody must look first.
 */
import { z } from 'zod';
import { type ClientLanding, isCandidate, type JobLanding } from '../domain/import-landing.ts';
import { countLanding } from '../domain/import-outcome.ts';
import { refuse } from '../domain/refusal.ts';
import { allotNumbers } from '../store/accounts.ts';
import { type ClientRow, insertClients, readClientIdsByExternal } from '../store/clients.ts';
import { lockImport, moveImport, readStandingJobs } from '../store/imports.ts';
import {
  type FactRow,
  insertFacts,
  insertJobs,
  insertNotes,
  type JobRow,
  type NoteRow,
} from '../store/jobs.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { bellChannel } from './house.ts';
import { id } from './input.ts';

export const batchJobsMax = 200;

/** Landings are made by the law of imports in this process; what is checked here is that they are lists of bounded length. */
const landing = <T extends object>() => z.custom<T>((value) => typeof value === 'object' && value !== null);
const input = z.strictObject({
  importId: id('import'),
  clients: z.array(landing<ClientLanding>()).max(batchJobsMax),
  jobs: z.array(landing<JobLanding>()).max(batchJobsMax),
});

export const importJobs = defineAction({
  name: 'import-jobs',
  permission: 'import.run',
  input,
  async run(context, { importId, clients, jobs }) {
    const { tx, accountId } = context;
    const row = await lockImport(tx, accountId, importId);
    if (!row) refuse('not_found');
    if (row.state !== 'running') {
      refuse('move_unlawful', {
        reason: `The import is ${row.state} and takes nothing in any more.`,
        evidence: [{ fact: 'import_state', value: row.state, ref: importId }],
      });
    }
    // The series is the lock that all makers of jobs share: whoever comes second sees what the first one committed.
    await allotNumbers(tx, accountId, 'job', 0);
    const clientIds = await landClients(context, importId, clients, jobs);
    const standing = new Map(
      (
        await readStandingJobs(
          tx,
          accountId,
          jobs.map((job) => job.externalId),
        )
      ).map((job) => [job.externalId, job]),
    );
    await landJobs(
      context,
      importId,
      jobs.filter((job) => !standing.has(job.externalId)),
      clientIds.ids,
    );
    await moveImport(
      tx,
      accountId,
      importId,
      clients.length + jobs.length,
      context.house.environment.machine.now(),
    );
    await tx.notify(
      bellChannel,
      JSON.stringify({ accountId, types: ['import.moved'], subjects: [importId] }),
    );
    return countLanding({ clients, jobs }, clientIds.here, standing);
  },
});

/** Inserts the clients that are not here. A client typed in at the same moment under the same number is taken as here. */
async function landClients(
  context: ActionContext,
  importId: string,
  clients: readonly ClientLanding[],
  jobs: readonly JobLanding[],
): Promise<{ ids: Map<string, string>; here: Set<string> }> {
  const { tx, accountId } = context;
  const wanted = [
    ...new Set([...clients.map((client) => client.externalId), ...jobs.map((job) => job.clientExternalId)]),
  ];
  const known = new Map(
    (await readClientIdsByExternal(tx, accountId, wanted)).map((row) => [row.externalId, row.id]),
  );
  const rows = clients
    .filter((client) => !known.has(client.externalId))
    .map(
      (client): ClientRow => ({
        accountId,
        id: context.id('client'),
        ...client,
        terms: null,
        taxExemptReason: null,
        linkedAccountId: null,
        extra: { ...client.extra, importId },
        version: 1,
        createdAt: context.now,
      }),
    );
  await insertClients(
    tx,
    rows,
    'on conflict (account_id, external_id) where external_id is not null do nothing',
  );
  const ids = new Map(
    (await readClientIdsByExternal(tx, accountId, wanted)).map((row) => [row.externalId, row.id]),
  );
  const landed = rows.filter((row) => ids.get(row.externalId ?? '') === row.id);
  for (const row of landed) {
    // Where the export has only names, the name is the key: it is personal and stays out of the log.
    const externalId = row.externalId?.startsWith('name:') ? null : row.externalId;
    context.emit({
      type: 'client.created',
      subject: { type: 'client', id: row.id },
      data: { externalId, importId },
      personal: { name: row.name, ...(row.email ? { email: row.email } : {}) },
    });
  }
  const fresh = new Set(landed.map((row) => row.externalId));
  return { ids, here: new Set([...ids.keys()].filter((externalId) => !fresh.has(externalId))) };
}

async function landJobs(
  context: ActionContext,
  importId: string,
  jobs: readonly JobLanding[],
  clientIds: ReadonlyMap<string, string>,
): Promise<void> {
  if (jobs.length === 0) return;
  const { tx, accountId } = context;
  const first = await allotNumbers(tx, accountId, 'job', jobs.length);
  const pairs = jobs.map((job, index) => {
    const clientId = clientIds.get(job.clientExternalId);
    if (clientId === undefined)
      throw new Error(`Bug: the client of job ${job.externalId} is in no batch before it.`);
    const number = `J-${String(first + BigInt(index)).padStart(4, '0')}`;
    return { job, row: jobRow(context, importId, job, clientId, number) };
  });
  await insertJobs(
    tx,
    pairs.map(({ row }) => row),
  );
  await insertFacts(
    tx,
    pairs.flatMap(({ job, row }) => factRows(context, job, row.id)),
  );
  const notes = pairs.flatMap(({ job, row }): NoteRow[] =>
    job.look === null ? [] : [noteRow(context, row.id, job.look)],
  );
  await insertNotes(tx, notes);
  for (const { job, row } of pairs) emitJob(context, importId, job, row);
  for (const note of notes) {
    const data = { noteId: note.id, importId };
    context.emit({
      type: 'job.note_added',
      subject: { type: 'job', id: note.jobId },
      data,
      personal: { text: note.text },
    });
  }
}

function jobRow(
  context: ActionContext,
  importId: string,
  job: JobLanding,
  clientId: string,
  number: string,
): JobRow {
  return {
    accountId: context.accountId,
    id: context.id('job'),
    number,
    externalId: job.externalId,
    clientId,
    title: job.title,
    state: job.state,
    site: job.site,
    crew: job.crew,
    scheduledOn: job.scheduledOn,
    completedOn: job.completedOn,
    // The export gives a day; a time of day is not made up.
    completedAt: null,
    purchaseOrder: null,
    history: job.history,
    extra: job.extra,
    importId,
    version: 1,
    createdAt: context.now,
  };
}

const factRows = (context: ActionContext, job: JobLanding, jobId: string): FactRow[] =>
  job.facts.map(({ key: _key, line: _line, ...fact }) => ({
    accountId: context.accountId,
    id: context.id('fact'),
    jobId,
    ...fact,
    taxRate: null,
    billedBy: null,
    waivedReason: null,
    waivedAt: null,
    createdAt: context.now,
  }));

const noteRow = (context: ActionContext, jobId: string, text: string): NoteRow => ({
  accountId: context.accountId,
  id: context.id('note'),
  jobId,
  text,
  addedBy: context.actor.id,
  addedAt: context.now,
});

/** Created, with its state in it: an import is no completion, so that nothing that waits for one sets off a year of work. */
function emitJob(context: ActionContext, importId: string, job: JobLanding, row: JobRow): void {
  context.emit({
    type: 'job.created',
    subject: { type: 'job', id: row.id },
    data: {
      clientId: row.clientId,
      facts: job.facts.length,
      importId,
      state: job.state,
      history: job.history,
      completedOn: job.completedOn,
      ...(isCandidate(job) ? { candidateMinor: job.factsMinor.toString() } : {}),
    },
  });
}
