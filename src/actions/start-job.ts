/** Marks a job as under way. A job that is under way already stays as it is. */
import { z } from 'zod';
import { type JobState, type JobVerb, jobLife } from '../domain/job.ts';
import { orRefuse, refuse } from '../domain/refusal.ts';
import { lockJobs, writeJobStates } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

export const startJob = defineAction({
  name: 'start-job',
  permission: 'job.complete',
  input: z.strictObject({ jobId: id('job') }),
  async run(context, { jobId }) {
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (!job) refuse('not_found', { evidence: [{ fact: 'job', value: jobId }] });
    if (job.state === 'in_progress') return { id: jobId, state: job.state };
    const steps: JobVerb[] = job.state === 'new' ? ['schedule', 'start'] : ['start'];
    let state: JobState = job.state;
    for (const step of steps) state = orRefuse(jobLife.move(state, step));
    await writeJobStates(context.tx, context.accountId, [jobId], { state });
    context.emit({ type: 'job.started', subject: { type: 'job', id: jobId }, data: { from: job.state } });
    return { id: jobId, state };
  },
});
