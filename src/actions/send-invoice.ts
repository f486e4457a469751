/**
 * Sends invoices: passes the gates, issues what is still a draft (number, days, snapshot, postings, link) and queues the
 * mail, all in one transaction. It calls no mail server; the worker does. In bulk, what changed since its approval drops
 * out by name and the others go.
 */
import { z } from 'zod';
import { canonicalJson, sha256Hex } from '../domain/canonical.ts';
import { snapshotOf } from '../domain/invoice-snapshot.ts';
import { issueMove } from '../domain/ledger.ts';
import { formatNumber, seriesOf } from '../domain/numbering.ts';
import { payTokenHash, payTokenText } from '../domain/pay-token.ts';
import { orRefuse, type Refusal, refusal, refuse } from '../domain/refusal.ts';
import { sendPlan } from '../domain/send-plan.ts';
import { dueOn, parseTerms } from '../domain/terms.ts';
import type { Day } from '../domain/time.ts';
import { type AccountRow, allotNumbers } from '../store/accounts.ts';
import { insertDeliveries, readDeliveries } from '../store/deliveries.ts';
import {
  type IssueRow,
  insertMoneyEntries,
  insertPayLinks,
  lockInvoices,
  writeIssued,
} from '../store/invoices.ts';
import { type JobRow, readJobs } from '../store/jobs.ts';
import { readSendMaterial, type SendMaterial } from '../store/send-subjects.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { ids } from './input.ts';
import { createEffects, type Permit, passGates } from './permit.ts';

const input = z.strictObject({
  invoiceIds: ids('invoice'),
  /** Approve and send in one step, where the account allows that; recorded as such. */
  approveNow: z.boolean().default(false),
});

export interface SentItem {
  invoiceId: string;
  number: string | null;
  effectId: string | null;
  refusal: Refusal | null;
}

interface Passed {
  material: SendMaterial;
  permit: Permit;
}

export const sendInvoice = defineAction({
  name: 'send-invoice',
  permission: 'send.perform',
  input,
  async run(context, { invoiceIds, approveNow }) {
    const account = await context.account();
    const invoices = (await lockInvoices(context.tx, [account.id], invoiceIds)).filter(
      (row) => row.doc === 'draft' || row.doc === 'issued',
    );
    const material = await readSendMaterial(context.tx, account, invoices, context.house.ways);
    const onTheWay = await queuedAlready(context, invoiceIds);
    const found = invoiceIds.flatMap((id) => (onTheWay.has(id) ? [] : (material.get(id) ?? [])));
    const permits = await passGates(
      context,
      found.map(({ subject }) => sendPlan(subject)),
      { approveNow },
    );
    const passed: Passed[] = [];
    const refused = new Map<string, Refusal>([...onTheWay].map((id) => [id, refusal('send_in_progress')]));
    for (const item of found) {
      const permit = permits.get(item.invoice.id)!;
      if ('code' in permit) refused.set(item.invoice.id, permit);
      else passed.push({ material: item, permit });
    }
    const first = refused.get(invoiceIds[0]!) ?? (found.length === 0 ? refusal('not_found') : undefined);
    if (invoiceIds.length === 1 && first) refuse(first.code, first);
    const numbers = await issue(
      context,
      account,
      passed.map((item) => item.material).filter((item) => item.invoice.doc === 'draft'),
    );
    const effects = await queueMail(context, passed);
    const items = invoiceIds.map(
      (invoiceId): SentItem => ({
        invoiceId,
        number: numbers.get(invoiceId) ?? material.get(invoiceId)?.invoice.number ?? null,
        effectId: effects.get(invoiceId) ?? null,
        refusal: effects.has(invoiceId) ? null : (refused.get(invoiceId) ?? refusal('not_found')),
      }),
    );
    return { items };
  },
});

/** A mail of the same invoice that has not left yet: pressing send again would only send it twice. */
async function queuedAlready(context: ActionContext, invoiceIds: readonly string[]): Promise<Set<string>> {
  const deliveries = await readDeliveries(context.tx, context.accountId, invoiceIds);
  const waiting = deliveries.filter((row) => row.purpose === 'invoice' && row.state === 'queued');
  return new Set(waiting.map((row) => row.invoiceId));
}

/** Numbers are taken last before the writes, under the series' row lock, as many as there are drafts. */
async function issue(
  context: ActionContext,
  account: AccountRow,
  drafts: readonly SendMaterial[],
): Promise<Map<string, string>> {
  if (drafts.length === 0) return new Map();
  const today = await context.today();
  const jobs = new Map(
    (
      await readJobs(
        context.tx,
        account.id,
        drafts.flatMap(({ invoice }) => invoice.jobId ?? []),
      )
    ).map((job) => [job.id, job]),
  );
  const series = seriesOf(account.numberPattern, today);
  const first = await allotNumbers(context.tx, account.id, series, drafts.length);
  const rows = drafts.map((draft, index) =>
    issueRow(context, account, draft, jobs.get(draft.invoice.jobId ?? ''), {
      today,
      series,
      sequence: first + BigInt(index),
    }),
  );
  await writeIssued(context.tx, rows);
  await insertMoneyEntries(
    context.tx,
    drafts.map(({ invoice }) => ({
      accountId: account.id,
      id: context.id('entry'),
      invoiceId: invoice.id,
      kind: 'issued',
      amountMinor: invoice.totalMinor,
      currency: invoice.currency,
      sourceRef: invoice.id,
      at: context.now,
    })),
  );
  const linked = rows.filter((row) => row.link === 'active');
  await insertPayLinks(
    context.tx,
    linked.map((row) => ({
      accountId: account.id,
      invoiceId: row.id,
      version: account.linkSecretVersion,
      createdAt: context.now,
      tokenSha256: payTokenHash(
        context.house.environment.hmac(payTokenText(account.id, row.id, account.linkSecretVersion)),
      ),
    })),
  );
  for (const [index, draft] of drafts.entries()) record(context, draft, rows[index]!);
  return new Map(rows.map((row) => [row.id, row.number]));
}

function issueRow(
  context: ActionContext,
  account: AccountRow,
  { invoice, lines, client, subject }: SendMaterial,
  job: JobRow | undefined,
  { today, series, sequence }: { today: Day; series: string; sequence: bigint },
): IssueRow {
  const number = orRefuse(formatNumber(account.numberPattern, sequence, today));
  const due = dueOn(today, orRefuse(parseTerms(invoice.terms)));
  const snapshot = canonicalJson(
    snapshotOf({
      account,
      client,
      job: job ?? null,
      invoice,
      lines,
      live: subject.live,
      issued: { number, issuedOn: today, dueOn: due },
    }),
  );
  return {
    accountId: account.id,
    id: invoice.id,
    number,
    series,
    sequence,
    issuedOn: today,
    dueOn: due,
    snapshot,
    snapshotSha256: sha256Hex(snapshot),
    issuedAt: context.now,
    link: invoice.totalMinor > 0n ? 'active' : 'none',
  };
}

function record(context: ActionContext, { invoice }: SendMaterial, row: IssueRow): void {
  context.post([
    {
      ...issueMove(
        { netMinor: invoice.netMinor, taxMinor: invoice.taxMinor },
        { invoiceId: invoice.id, clientId: invoice.clientId },
      ),
      accountId: row.accountId,
      currency: invoice.currency,
      postedOn: row.issuedOn,
      sourceRef: invoice.id,
      memo: `Invoice ${row.number}`,
    },
  ]);
  const subject = { type: 'invoice', id: invoice.id } as const;
  context.emit({
    type: 'invoice.issued',
    subject,
    data: {
      number: row.number,
      issuedOn: row.issuedOn,
      dueOn: row.dueOn,
      totalMinor: invoice.totalMinor.toString(),
      currency: invoice.currency,
      snapshotSha256: row.snapshotSha256,
    },
  });
  if (row.link === 'active') context.emit({ type: 'invoice.linked', subject, data: { link: 'active' } });
  if (invoice.totalMinor === 0n)
    context.emit({ type: 'invoice.paid', subject, data: { totalMinor: '0', jobId: invoice.jobId } });
}

/** One mail, one delivery row and one Message-ID per recipient. */
async function queueMail(context: ActionContext, passed: readonly Passed[]): Promise<Map<string, string>> {
  const rows = passed.map(({ material, permit }) => ({
    material,
    permit,
    effectId: context.id('effect'),
    deliveryId: context.id('delivery'),
  }));
  await createEffects(
    context,
    rows.map(({ material, permit, effectId, deliveryId }) => ({
      permit,
      id: effectId,
      kind: 'mail',
      subject: { type: 'invoice', id: material.invoice.id },
      payload: {
        purpose: 'invoice',
        to: material.client.email,
        toName: material.client.contactName ?? material.client.name,
        deliveryId,
      },
    })),
  );
  await insertDeliveries(
    context.tx,
    rows.map(({ material, effectId, deliveryId }) => ({
      accountId: context.accountId,
      id: deliveryId,
      invoiceId: material.invoice.id,
      effectId,
      purpose: 'invoice',
      channel: 'email',
      recipient: material.client.email ?? '',
      state: 'queued',
      messageId: `${deliveryId.toLowerCase()}@closeout`,
      acceptanceId: null,
      acceptedAt: null,
      reason: null,
      createdAt: context.now,
    })),
  );
  for (const { material, deliveryId } of rows) {
    context.emit({
      type: 'delivery.queued',
      subject: { type: 'invoice', id: material.invoice.id },
      data: { deliveryId, channel: 'email', purpose: 'invoice' },
      personal: { recipient: material.client.email ?? '' },
    });
  }
  return new Map(rows.map(({ material, effectId }) => [material.invoice.id, effectId]));
}
