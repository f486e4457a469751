/** Cancels jobs of which no live invoice bills anything. What an invoice bills is corrected there, never by cancelling the work. */
import { z } from 'zod';
import { jobLife } from '../domain/job.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { lockJobs, readFacts, writeJobStates } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { ids, text } from './input.ts';

export const cancelJob = defineAction({
  name: 'cancel-job',
  permission: 'job.write',
  input: z.strictObject({ jobIds: ids('job'), reason: text(500) }),
  async run(context, { jobIds, reason }) {
    const jobs = await lockJobs(context.tx, context.accountId, jobIds);
    const missing = jobIds.find((id) => !jobs.some((job) => job.id === id));
    if (missing) refuse('not_found', { evidence: [{ fact: 'job', value: missing }] });
    const open = jobs.filter((job) => job.state !== 'cancelled');
    for (const job of open) orRefuse(jobLife.move(job.state, 'cancel'));
    const billed = (await readFacts(context.tx, context.accountId, jobIds)).find(
      (fact) => fact.billedBy !== null,
    );
    if (billed)
      refuse('job_billed', { evidence: [{ fact: 'billed_fact', value: billed.title, ref: billed.id }] });
    await writeJobStates(
      context.tx,
      context.accountId,
      open.map((job) => job.id),
      { state: 'cancelled' },
    );
    for (const job of open)
      context.emit({
        type: 'job.cancelled',
        subject: { type: 'job', id: job.id },
        data: {},
        personal: { reason },
      });
    return { cancelled: open.map((job) => job.id) };
  },
});
