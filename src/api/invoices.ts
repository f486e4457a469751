/** Reads of invoices: list, one, why, timeline, preview, bytes. Nothing here changes anything. */
import { z } from 'zod';
import type { InvoiceFacts } from '../domain/facts.ts';
import { snapshotOf } from '../domain/invoice-snapshot.ts';
import { type LabelFamily, labelRules, networkStatuses, readinessLabels } from '../domain/labels.ts';
import { payTokenText } from '../domain/pay-token.ts';
import { refuse } from '../domain/refusal.ts';
import type { InvoiceSnapshot } from '../domain/snapshot.ts';
import { dayOf } from '../domain/time.ts';
import { why } from '../domain/why.ts';
import { readApprovals } from '../store/approvals.ts';
import { readDeliveries } from '../store/deliveries.ts';
import { readEventsOf } from '../store/events.ts';
import { type InvoiceListRow, listInvoices } from '../store/invoice-lists.ts';
import { type InvoiceLineRow, readMoneyEntries } from '../store/invoices.ts';
import { readJobs } from '../store/jobs.ts';
import { readAttempts, readPaymentsOf } from '../store/payments.ts';
import { decodeCursor, encodeCursor, idShape, instantShape } from './cursor.ts';
import { viewInvoices } from './invoice-view.ts';
import { type ReadContext, read } from './route.ts';

const list = (text: string | undefined): string[] | null =>
  text === undefined || text === '' ? null : text.split(',');
export const pageLimit = z.coerce.number().int().min(1).max(200).default(50);

const listQuery = z.strictObject({
  status: z
    .string()
    .refine(
      (text) => text.split(',').every((item) => (networkStatuses as readonly string[]).includes(item)),
      'it is not a list of Paid, Open, Failed, Void, Draft',
    )
    .optional(),
  readiness: z
    .string()
    .refine(
      (text) => text.split(',').every((item) => (readinessLabels as readonly string[]).includes(item)),
      'it is not a list of readiness labels',
    )
    .optional(),
  overdue: z.enum(['true']).optional(),
  clientId: z.string().max(40).optional(),
  jobId: z.string().max(40).optional(),
  search: z.string().trim().max(100).optional(),
  cursor: z.string().max(400).optional(),
  limit: pageLimit,
});

export const invoiceReads = [
  read(
    '/invoices',
    'invoice.read',
    { summary: 'Invoices, newest first, with labels and gates', tag: 'invoices', query: listQuery },
    async (context, query) => {
      const cursor = decodeCursor(query.cursor, [instantShape, idShape]);
      if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
      const today = await todayOf(context);
      const rows = await listInvoices(context.tx, context.actor.accountId, {
        status: list(query.status),
        readiness: list(query.readiness),
        clientId: query.clientId ?? null,
        jobId: query.jobId ?? null,
        search: query.search || null,
        overdueOn: query.overdue ? today : null,
        before: cursor.parts && { createdAt: cursor.parts[0]!, id: cursor.parts[1]! },
        limit: query.limit + 1,
      });
      const page = rows.slice(0, query.limit);
      const last = page.at(-1);
      const { summaries } = await viewInvoices(context.tx, context.house, context.actor, page);
      return {
        items: summaries,
        nextCursor: rows.length > query.limit && last ? encodeCursor([last.createdAt, last.id]) : null,
      };
    },
  ),
  read(
    '/invoices/{invoiceId}',
    'invoice.read',
    { summary: 'One invoice with its lines, facts and what can be done', tag: 'invoices' },
    oneInvoice,
  ),
  read(
    '/invoices/{invoiceId}/why',
    'invoice.read',
    {
      summary: 'The smallest evidence that yields a label',
      tag: 'invoices',
      query: z.strictObject({
        family: z.enum(Object.keys(labelRules) as [LabelFamily, ...LabelFamily[]]).default('readiness'),
      }),
    },
    async (context, { family }) => {
      const { row, facts } = await factsOfOne(context);
      const found = why(family, facts);
      return { invoiceId: row.id, family, label: found.label, evidence: found.evidence };
    },
  ),
  read(
    '/invoices/{invoiceId}/timeline',
    'event.read',
    { summary: 'Everything that happened to an invoice, oldest first', tag: 'invoices' },
    async (context) => {
      const { row } = await factsOfOne(context);
      const approvals = await readApprovals(context.tx, context.actor.accountId, {
        state: null,
        subjectId: row.id,
        before: null,
        limit: 100,
      });
      const events = await readEventsOf(context.tx, context.actor.accountId, [
        row.id,
        ...approvals.map((approval) => approval.id),
        ...(row.jobId ? [row.jobId] : []),
      ]);
      return { items: events.map(eventView) };
    },
  ),
];

export const eventView = (event: {
  id: string;
  type: string;
  at: string;
  actorKind: string;
  actorId: string;
  subjectType: string;
  subjectId: string;
  linkNo: bigint;
  body: string;
}) => ({
  id: event.id,
  type: event.type,
  at: event.at,
  actor: { kind: event.actorKind, id: event.actorId },
  subject: { type: event.subjectType, id: event.subjectId },
  link: Number(event.linkNo),
  data: (JSON.parse(event.body) as { data: unknown }).data,
});

export async function todayOf(context: ReadContext): Promise<string> {
  const account = context.session.memberships.find((row) => row.accountId === context.actor.accountId);
  const row = await context.tx.one<{ timeZone: string }>('select time_zone from account where id = $1', [
    account?.accountId ?? context.actor.accountId,
  ]);
  return dayOf(context.house.environment.business.now(), row.timeZone);
}

async function rowOf(context: ReadContext): Promise<InvoiceListRow> {
  const row = await context.tx.maybe<InvoiceListRow>(
    `select i.*, c.name as client_name, c.email as client_email, j.number as job_number, j.title as job_title
     from invoice i join client c on c.account_id = i.account_id and c.id = i.client_id left join job j on j.account_id = i.account_id and j.id = i.job_id
     where i.account_id = $1 and i.id = $2`,
    [context.actor.accountId, context.params.invoiceId],
  );
  if (!row) refuse('not_found', { evidence: [{ fact: 'invoice', value: context.params.invoiceId ?? '' }] });
  return row;
}

/** The facts with the ids of the rows behind them, so that evidence can be followed. */
async function factsOfOne(context: ReadContext): Promise<{ row: InvoiceListRow; facts: InvoiceFacts }> {
  const row = await rowOf(context);
  const { facts } = await viewInvoices(context.tx, context.house, context.actor, [row]);
  const payments = await readPaymentsOf(context.tx, context.actor.accountId, row.id);
  const attempts = await readAttempts(context.tx, context.actor.accountId, row.id);
  const entries = await readMoneyEntries(context.tx, context.actor.accountId, row.id);
  const refs = (kinds: readonly string[]) =>
    entries.filter((entry) => kinds.includes(entry.kind)).map((entry) => entry.sourceRef);
  return {
    row,
    facts: {
      ...facts.get(row.id)!,
      evidence: {
        settled_by_gateway: payments
          .filter((payment) => payment.attestedBy === null)
          .flatMap((payment) => [payment.id, payment.gatewayRef ?? '']),
        total: row.snapshotSha256 ? [`sha256:${row.snapshotSha256}`] : [],
        in_flight: refs(['in_flight']),
        attempt_failed: attempts.filter((attempt) => attempt.state === 'failed').map((attempt) => attempt.id),
      },
    },
  };
}

async function oneInvoice(context: ReadContext): Promise<unknown> {
  const row = await rowOf(context);
  const { summaries, material, account } = await viewInvoices(context.tx, context.house, context.actor, [
    row,
  ]);
  const { accountId } = context.actor;
  const approvals = await readApprovals(context.tx, accountId, {
    state: null,
    subjectId: row.id,
    before: null,
    limit: 20,
  });
  return {
    ...summaries[0],
    ...documentView(row),
    payPath: row.link === 'active' ? payPathOf(context, account, row.id) : null,
    lines: (material.get(row.id)?.lines ?? []).map(lineView),
    deliveries: (await readDeliveries(context.tx, accountId, [row.id])).map(withoutAccount),
    attempts: (await readAttempts(context.tx, accountId, row.id)).map(withoutAccount),
    payments: (await readPaymentsOf(context.tx, accountId, row.id)).map(withoutAccount),
    approvals: approvals.map(withoutAccount).map(({ plan: _plan, ...approval }) => approval),
  };
}

/** The account is the caller's own and stands in the request. */
function withoutAccount<T extends { accountId: string }>({
  accountId: _account,
  ...rest
}: T): Omit<T, 'accountId'> {
  return rest;
}

const documentView = (row: InvoiceListRow) => ({
  netMinor: row.netMinor,
  taxMinor: row.taxMinor,
  taxes: row.taxes.map((tax) => ({
    ...tax,
    baseMinor: Number(tax.baseMinor),
    taxMinor: Number(tax.taxMinor),
  })),
  terms: row.terms,
  purchaseOrder: row.purchaseOrder,
  note: row.note,
  link: row.link,
  collection: { state: row.collection, reason: row.collectionReason, attempt: row.collectionAttempt },
  snapshotSha256: row.snapshotSha256,
  paidAt: row.paidAt,
  issuedAt: row.issuedAt,
});

function lineView({
  accountId: _account,
  invoiceId: _invoice,
  live: _live,
  jobId,
  factId,
  ...line
}: InvoiceLineRow) {
  return { ...line, source: factId && { jobId, factId } };
}

/** The public page of an invoice, below the install's own address. The link is derived from the install's secret, never stored. */
const payPathOf = (
  { house }: ReadContext,
  account: { id: string; linkSecretVersion: number },
  invoiceId: string,
): string => `/pay/${house.environment.hmac(payTokenText(account.id, invoiceId, account.linkSecretVersion))}`;

/** What would be printed and mailed, from the rows as they stand: the issued snapshot, or a draft's preview. */
export async function previewSnapshot(
  context: ReadContext,
): Promise<{ snapshot: InvoiceSnapshot; isIssued: boolean; invoice: InvoiceListRow }> {
  const row = await rowOf(context);
  if (row.snapshot !== null)
    return { snapshot: JSON.parse(row.snapshot) as InvoiceSnapshot, isIssued: true, invoice: row };
  const { material, account } = await viewInvoices(context.tx, context.house, context.actor, [row]);
  const found = material.get(row.id);
  if (!found) refuse('not_found', { reason: 'This draft was discarded.' });
  const [job] = row.jobId ? await readJobs(context.tx, account.id, [row.jobId]) : [];
  const snapshot = snapshotOf({
    account,
    client: found.client,
    job: job ?? null,
    invoice: row,
    lines: found.lines,
    live: found.subject.live,
    issued: null,
  });
  return { snapshot, isIssued: false, invoice: row };
}
