/**
 * Leaves lines out: facts of a job that nobody will bill, each with the reason. The fact stays on the job for good.
 * What an invoice bills is corrected on that invoice, never by waiving the work.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { lockJobs, readFacts, waiveFacts as writeWaiver } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { id, ids, oneLine } from './input.ts';

export const waiveFacts = defineAction({
  name: 'waive-facts',
  permission: 'job.write',
  input: z.strictObject({ jobId: id('job'), factIds: ids('fact'), reason: oneLine(200) }),
  async run(context, { jobId, factIds, reason }) {
    // The lock of the job is the one that drafting takes, so a fact is either billed or waived.
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (!job) refuse('not_found');
    if (job.state === 'closed' || job.state === 'cancelled')
      refuse('move_unlawful', {
        reason: `Job ${job.number} is ${job.state}.`,
        evidence: [{ fact: 'job_state', value: job.state, ref: jobId }],
      });
    const facts = await readFacts(context.tx, context.accountId, [jobId]);
    const missing = factIds.find((factId) => !facts.some((fact) => fact.id === factId));
    if (missing) refuse('not_found', { evidence: [{ fact: 'fact', value: missing }] });
    const chosen = facts.filter((fact) => factIds.includes(fact.id));
    const billed = chosen.find((fact) => fact.billedBy !== null);
    if (billed)
      refuse('job_billed', {
        reason: `An invoice bills "${billed.title}".`,
        evidence: [{ fact: 'billed_fact', value: billed.title, ref: billed.id }],
      });
    const open = chosen.filter((fact) => fact.waivedAt === null).map((fact) => fact.id);
    if (open.length === 0) return { waived: open };
    await writeWaiver(context.tx, context.accountId, { ids: open, reason, at: context.now });
    context.emit({
      type: 'job.changed',
      subject: { type: 'job', id: jobId },
      data: { factsWaived: open.length },
      personal: { reason },
    });
    return { waived: open };
  },
});
