/**
 * Corrects what stands on a job: title, site, crew, scheduled day, purchase order. A draft that was made before keeps its
 * own words, and an issued invoice never changes. It moves no state, except that a new job with a day is scheduled.
 */
import { z } from 'zod';
import { jobLife } from '../domain/job.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { lockJobs, updateJob } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { day, id, oneLine, version } from './input.ts';

const input = z.strictObject({
  jobId: id('job'),
  version,
  title: oneLine(300).optional(),
  site: oneLine(300).nullable().optional(),
  crew: oneLine(200).nullable().optional(),
  scheduledOn: day.nullable().optional(),
  purchaseOrder: oneLine(100).nullable().optional(),
});

export const changeJob = defineAction({
  name: 'change-job',
  permission: 'job.write',
  input,
  async run(context, { jobId, version: seen, ...change }) {
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (!job) refuse('not_found');
    if (job.state === 'closed' || job.state === 'cancelled')
      refuse('move_unlawful', {
        reason: `Job ${job.number} is ${job.state}.`,
        evidence: [{ fact: 'job_state', value: job.state, ref: jobId }],
      });
    const defined = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const state =
      job.state === 'new' && change.scheduledOn ? orRefuse(jobLife.move(job.state, 'schedule')) : job.state;
    if (!(await updateJob(context.tx, { ...job, ...defined, state, version: seen })))
      refuse('stale_version', { evidence: [{ fact: 'version', value: job.version, ref: jobId }] });
    context.emit({
      type: 'job.changed',
      subject: { type: 'job', id: jobId },
      data: { fields: Object.keys(defined) },
    });
    return { id: jobId, version: seen + 1 };
  },
});
