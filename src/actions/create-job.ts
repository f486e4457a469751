/** A job with its facts: labor, material, travel, fees, discounts, each with quantity and price as decimals. It bills nothing. */
import { z } from 'zod';
import { computeLine, lineKinds } from '../domain/lines.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { type AccountRow, allotNumbers } from '../store/accounts.ts';
import { readClients } from '../store/clients.ts';
import { type FactRow, insertFacts, insertJobs, lockJobs, nextFactOrdinal } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import type { ActionContext } from './context.ts';
import { day, decimalText, id, oneLine, optionalText } from './input.ts';

export const factInput = z.strictObject({
  kind: z.enum(lineKinds as [string, ...string[]]),
  title: oneLine(500),
  detail: optionalText(2000),
  quantity: decimalText.default('1'),
  unit: oneLine(20).default('piece'),
  unitPrice: decimalText,
  taxRate: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,6})?$/)
    .nullable()
    .default(null),
  servedOn: day.nullable().default(null),
});

const input = z.strictObject({
  clientId: id('client'),
  title: oneLine(300),
  site: oneLine(300).nullable().default(null),
  crew: oneLine(200).nullable().default(null),
  scheduledOn: day.nullable().default(null),
  purchaseOrder: oneLine(100).nullable().default(null),
  externalId: oneLine(100).nullable().default(null),
  facts: z.array(factInput).max(1000).default([]),
});

export const createJob = defineAction({
  name: 'create-job',
  permission: 'job.write',
  input,
  async run(context, { facts, ...job }) {
    const account = await context.account();
    const [client] = await readClients(context.tx, account.id, [job.clientId]);
    if (!client) refuse('not_found', { field: 'clientId' });
    const id = context.id('job');
    const sequence = await allotNumbers(context.tx, account.id, 'job', 1);
    await insertJobs(context.tx, [
      {
        accountId: account.id,
        id,
        number: `J-${String(sequence).padStart(4, '0')}`,
        ...job,
        state: job.scheduledOn ? 'scheduled' : 'new',
        completedOn: null,
        completedAt: null,
        history: false,
        extra: {},
        importId: null,
        version: 1,
        createdAt: context.now,
      },
    ]);
    await insertFacts(
      context.tx,
      facts.map((fact, index) => factRow(context, account, id, index + 1, fact)),
    );
    context.emit({
      type: 'job.created',
      subject: { type: 'job', id },
      data: { clientId: client.id, facts: facts.length },
    });
    return { id };
  },
});

export function factRow(
  context: ActionContext,
  account: AccountRow,
  jobId: string,
  ordinal: number,
  fact: z.output<typeof factInput>,
): FactRow {
  const kind = fact.kind as FactRow['kind'];
  const line = orRefuse(
    computeLine(
      {
        id: 'fact',
        title: fact.title,
        detail: fact.detail ?? null,
        kind,
        quantity: fact.quantity,
        unit: fact.unit,
        unitPrice: fact.unitPrice,
        discountPercent: null,
        taxRate: '0',
        taxCategory: 'O',
        taxName: 'None',
        servedOn: fact.servedOn,
        source: null,
      },
      account.currency,
      `facts[${ordinal - 1}]`,
    ),
  );
  return {
    accountId: account.id,
    id: context.id('fact'),
    jobId,
    ordinal,
    kind,
    title: fact.title,
    detail: fact.detail ?? null,
    quantity: line.quantity,
    unit: fact.unit,
    unitPrice: line.unitPrice,
    taxRate: fact.taxRate,
    netMinor: line.netMinor,
    servedOn: fact.servedOn,
    billedBy: null,
    waivedReason: null,
    waivedAt: null,
    extra: {},
    createdAt: context.now,
  };
}

const factsInput = z.strictObject({ jobId: id('job'), facts: z.array(factInput).min(1).max(1000) });

/** Adds facts to a job that is not closed; an issued invoice is never touched, new facts make the job a candidate again. */
export const addFacts = defineAction({
  name: 'add-facts',
  permission: 'job.write',
  input: factsInput,
  async run(context, { jobId, facts }) {
    const account = await context.account();
    const [job] = await lockJobs(context.tx, account.id, [jobId]);
    if (!job) refuse('not_found');
    if (job.state === 'closed' || job.state === 'cancelled')
      refuse('move_unlawful', {
        reason: `Job ${job.number} is ${job.state}.`,
        evidence: [{ fact: 'job_state', value: job.state, ref: jobId }],
      });
    const first = await nextFactOrdinal(context.tx, account.id, jobId);
    const rows = facts.map((fact, index) => factRow(context, account, jobId, first + index, fact));
    await insertFacts(context.tx, rows);
    context.emit({
      type: 'job.changed',
      subject: { type: 'job', id: jobId },
      data: { factsAdded: rows.length },
    });
    return { factIds: rows.map((row) => row.id) };
  },
});
