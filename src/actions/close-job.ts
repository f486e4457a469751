/** Closes a job once every fact is billed or waived and every live invoice of it is settled. Asked again, it does nothing. */
import { z } from 'zod';
import { readInvoicesOfJobs } from '../store/invoices.ts';
import { lockJobs, readFacts, writeJobStates } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

export const closeJob = defineAction({
  name: 'close-job',
  permission: 'payment.record',
  input: z.strictObject({ jobId: id('job') }),
  async run(context, { jobId }) {
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (job?.state !== 'completed') return { closed: false };
    const facts = await readFacts(context.tx, context.accountId, [jobId]);
    const invoices = (await readInvoicesOfJobs(context.tx, context.accountId, [jobId])).filter(
      (row) => row.doc === 'draft' || row.doc === 'issued',
    );
    const isBilled = facts.every((fact) => fact.billedBy !== null || fact.waivedAt !== null);
    const isSettled = invoices.every(
      (row) => row.doc === 'issued' && row.owedMinor === 0n && row.withdrawnMinor === 0n,
    );
    if (!isBilled || !isSettled || invoices.length === 0) return { closed: false };
    await writeJobStates(context.tx, context.accountId, [jobId], { state: 'closed' });
    context.emit({ type: 'job.closed', subject: { type: 'job', id: jobId }, data: {} });
    return { closed: true };
  },
});
