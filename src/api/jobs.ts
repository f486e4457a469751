/** Reads of jobs and clients: lists with the money label, one job with facts, photos, notes and its invoices. */
import { z } from 'zod';
import { day } from '../actions/input.ts';
import { factsOf } from '../domain/invoice-facts.ts';
import { type JobMoney, jobMoney } from '../domain/job-money.ts';
import { refuse } from '../domain/refusal.ts';
import { listClients, readClients } from '../store/clients.ts';
import { readDeliveries } from '../store/deliveries.ts';
import { readEventsOf } from '../store/events.ts';
import { type InvoiceRow, readInvoicesOfJobs } from '../store/invoices.ts';
import { type FactRow, type JobListRow, listJobs, readFacts, readNotes, readPhotos } from '../store/jobs.ts';
import { decodeCursor, encodeCursor, idShape, instantShape, nameShape } from './cursor.ts';
import { deliveryFacts } from './invoice-view.ts';
import { eventView, pageLimit, todayOf } from './invoices.ts';
import { type ReadContext, read } from './route.ts';

const jobQuery = z.strictObject({
  state: z.enum(['new', 'scheduled', 'in_progress', 'completed', 'closed', 'cancelled']).optional(),
  clientId: z.string().max(40).optional(),
  search: z.string().trim().max(100).optional(),
  completedOn: day.optional(),
  cursor: z.string().max(400).optional(),
  limit: pageLimit,
});

export const jobReads = [
  read(
    '/jobs',
    'job.read',
    { summary: 'Jobs, newest first, with where their money stands', tag: 'jobs', query: jobQuery },
    (context, query) => page(context, query, false),
  ),
  read(
    '/candidates',
    'job.read',
    { summary: 'Completed work that nothing has billed yet', tag: 'jobs', query: jobQuery },
    (context, query) => page(context, query, true),
  ),
  read(
    '/jobs/{jobId}',
    'job.read',
    { summary: 'One job with its facts, photos, notes and invoices', tag: 'jobs' },
    oneJob,
  ),
  read(
    '/clients',
    'client.read',
    {
      summary: 'Clients by name',
      tag: 'clients',
      query: z.strictObject({
        search: z.string().trim().max(100).optional(),
        cursor: z.string().max(700).optional(),
        limit: pageLimit,
      }),
    },
    async (context, query) => {
      const cursor = decodeCursor(query.cursor, [nameShape, idShape]);
      if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
      const rows = await listClients(context.tx, context.actor.accountId, {
        search: query.search || null,
        after: cursor.parts && { name: cursor.parts[0]!, id: cursor.parts[1]! },
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      return {
        items: items.map(({ extra: _extra, accountId: _account, owedMinor, invoices, ...client }) =>
          seesMoney(context) ? { ...client, owedMinor, invoices } : client,
        ),
        nextCursor: rows.length > query.limit && last ? encodeCursor([last.name, last.id]) : null,
      };
    },
  ),
  read('/clients/{clientId}', 'client.read', { summary: 'One client', tag: 'clients' }, async (context) => {
    const [row] = await readClients(context.tx, context.actor.accountId, [context.params.clientId!]);
    if (!row) refuse('not_found');
    const { accountId: _account, ...client } = row;
    return seesMoney(context) ? { ...client, ...(await moneyOfClient(context, row.id)) } : client;
  }),
];

/** Who reads no invoices reads no balances either. */
const seesMoney = ({ actor }: ReadContext): boolean => actor.permissions.has('invoice.read');

/** Where a client stands, over all of its issued invoices and unbilled work. */
async function moneyOfClient(context: ReadContext, clientId: string): Promise<object> {
  return context.tx.one<{ owedMinor: bigint }>(
    `select a.currency,
            (select coalesce(sum(i.owed_minor), 0)::bigint from invoice i where i.account_id = a.id and i.client_id = $2) as owed_minor,
            (select coalesce(sum(i.owed_minor), 0)::bigint from invoice i where i.account_id = a.id and i.client_id = $2 and i.due_on < $3::date and i.withdrawn_minor = 0) as overdue_minor,
            (select coalesce(sum(i.total_minor), 0)::bigint from invoice i where i.account_id = a.id and i.client_id = $2 and i.doc = 'issued') as invoiced_minor,
            (select count(*) from invoice i where i.account_id = a.id and i.client_id = $2 and i.doc <> 'discarded') as invoices,
            (select count(*) from job j where j.account_id = a.id and j.client_id = $2) as jobs
     from account a where a.id = $1`,
    [context.actor.accountId, clientId, await todayOf(context)],
  );
}

async function page(
  context: ReadContext,
  query: z.output<typeof jobQuery>,
  candidates: boolean,
): Promise<unknown> {
  const cursor = decodeCursor(query.cursor, [instantShape, idShape]);
  if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
  const { accountId } = context.actor;
  const rows = await listJobs(context.tx, accountId, {
    state: query.state ?? null,
    clientId: query.clientId ?? null,
    search: query.search || null,
    completedOn: query.completedOn ?? null,
    candidates,
    before: cursor.parts && { createdAt: cursor.parts[0]!, id: cursor.parts[1]! },
    limit: query.limit + 1,
  });
  const items = rows.slice(0, query.limit);
  const money = await moneyOf(context, items);
  const last = items.at(-1);
  return {
    items: items.map((row) => jobView(row, money.get(row.id) ?? 'unbilled')),
    nextCursor: rows.length > query.limit && last ? encodeCursor([last.createdAt, last.id]) : null,
  };
}

const jobView = (row: JobListRow, money: JobMoney) => ({
  id: row.id,
  number: row.number,
  externalId: row.externalId,
  title: row.title,
  state: row.state,
  client: { id: row.clientId, name: row.clientName },
  site: row.site,
  crew: row.crew,
  scheduledOn: row.scheduledOn,
  completedOn: row.completedOn,
  totalMinor: row.factsNetMinor,
  unbilledMinor: row.unbilledMinor,
  photos: row.photos,
  money,
  history: row.history,
  version: row.version,
  createdAt: row.createdAt,
});

/** The money label of each job, from its invoices and unbilled facts; three queries for a page. */
async function moneyOf(context: ReadContext, jobs: readonly JobListRow[]): Promise<Map<string, JobMoney>> {
  const ids = jobs.map((job) => job.id);
  const invoices = await readInvoicesOfJobs(context.tx, context.actor.accountId, ids);
  const deliveries = await readDeliveries(
    context.tx,
    context.actor.accountId,
    invoices.map((row) => row.id),
  );
  const facts = await readFacts(context.tx, context.actor.accountId, ids);
  const today = await todayOf(context);
  return new Map(
    jobs.map((job) => [
      job.id,
      labelOf(
        job,
        facts,
        invoices.filter((row) => row.jobId === job.id),
        (row) => factsOf(row, { today, practice: false, deliveries: deliveryFacts(deliveries, row.id) }),
      ),
    ]),
  );
}

function labelOf(
  job: Pick<JobListRow, 'id' | 'state' | 'history'>,
  facts: readonly FactRow[],
  invoices: readonly InvoiceRow[],
  toFacts: (row: InvoiceRow) => ReturnType<typeof factsOf>,
): JobMoney {
  const own = facts.filter((fact) => fact.jobId === job.id);
  return jobMoney({
    isCompleted: (job.state === 'completed' || job.state === 'closed') && !job.history,
    unbilledFacts: own.filter((fact) => fact.billedBy === null && fact.waivedAt === null).length,
    waivedFacts: own.filter((fact) => fact.waivedAt !== null).length,
    invoices: invoices.map(toFacts),
  });
}

async function oneJob(context: ReadContext): Promise<unknown> {
  const { accountId } = context.actor;
  const row = await context.tx.maybe<JobListRow>(
    `select j.*, c.name as client_name, 0::bigint as facts_net_minor, 0::bigint as unbilled_minor, 0::bigint as unbilled_facts, 0::bigint as photos
     from job j join client c on c.account_id = j.account_id and c.id = j.client_id where j.account_id = $1 and j.id = $2`,
    [accountId, context.params.jobId],
  );
  if (!row) refuse('not_found', { evidence: [{ fact: 'job', value: context.params.jobId ?? '' }] });
  const facts = await readFacts(context.tx, accountId, [row.id]);
  const invoices = await readInvoicesOfJobs(context.tx, accountId, [row.id]);
  const money = await moneyOf(context, [row]);
  const photos = await readPhotos(context.tx, accountId, row.id);
  const unbilled = facts.filter((fact) => fact.billedBy === null && fact.waivedAt === null);
  const may = (permission: 'job.complete' | 'job.invoice' | 'job.write') =>
    context.actor.permissions.has(permission);
  return {
    ...jobView(
      { ...row, factsNetMinor: sum(facts), unbilledMinor: sum(unbilled), photos: BigInt(photos.length) },
      money.get(row.id) ?? 'unbilled',
    ),
    purchaseOrder: row.purchaseOrder,
    extra: row.extra,
    facts: facts.map(({ accountId: _account, createdAt: _created, extra: _extra, ...fact }) => fact),
    photos: photos.map(({ accountId: _account, ...photo }) => photo),
    notes: (await readNotes(context.tx, accountId, row.id)).map(({ accountId: _account, ...note }) => note),
    invoices: invoices.map((invoice) => ({
      id: invoice.id,
      number: invoice.number,
      doc: invoice.doc,
      totalMinor: invoice.totalMinor,
      owedMinor: invoice.owedMinor,
      currency: invoice.currency,
    })),
    allowedActions: [
      ...(may('job.complete') && ['new', 'scheduled'].includes(row.state) ? ['start'] : []),
      ...(may('job.complete') && ['new', 'scheduled', 'in_progress'].includes(row.state) ? ['complete'] : []),
      ...(may('job.invoice') &&
      (row.state === 'completed' || row.state === 'closed') &&
      !row.history &&
      unbilled.length > 0
        ? ['invoice']
        : []),
      ...(may('job.write') && !['closed', 'cancelled'].includes(row.state)
        ? ['edit', 'add_facts', 'cancel', 'add_photo', 'add_note', ...(unbilled.length > 0 ? ['waive'] : [])]
        : []),
    ],
    timeline: (
      await readEventsOf(context.tx, accountId, [row.id, ...invoices.map((invoice) => invoice.id)])
    ).map(eventView),
  };
}

const sum = (facts: readonly FactRow[]): bigint => facts.reduce((total, fact) => total + fact.netMinor, 0n);
