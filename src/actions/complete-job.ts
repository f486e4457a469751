/** Completes jobs: from here their unbilled facts are candidates. A job that is completed already stays as it is. */
import { z } from 'zod';
import { type JobState, type JobVerb, jobLife } from '../domain/job.ts';
import { orRefuse, type Result, refuse } from '../domain/refusal.ts';
import { lockJobs, readFacts, writeJobStates } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { day, ids } from './input.ts';

const input = z.strictObject({ jobIds: ids('job'), completedOn: day.optional() });

export const completeJob = defineAction({
  name: 'complete-job',
  permission: 'job.complete',
  input,
  async run(context, { jobIds, completedOn }) {
    const today = await context.today();
    if (completedOn && completedOn > today)
      refuse('date_invalid', {
        field: 'completedOn',
        reason: 'A job cannot be completed on a day to come.',
        evidence: [{ fact: 'today', value: today }],
      });
    const jobs = await lockJobs(context.tx, context.accountId, jobIds);
    const missing = jobIds.find((id) => !jobs.some((job) => job.id === id));
    if (missing) refuse('not_found', { evidence: [{ fact: 'job', value: missing }] });
    const open = jobs.filter((job) => job.state !== 'completed');
    for (const job of open) orRefuse(walkToCompleted(job.state));
    const facts = await readFacts(
      context.tx,
      context.accountId,
      open.map((job) => job.id),
    );
    await writeJobStates(
      context.tx,
      context.accountId,
      open.map((job) => job.id),
      { state: 'completed', completedOn: completedOn ?? today, completedAt: context.now },
    );
    for (const job of open) {
      const billable = facts.filter(
        (fact) => fact.jobId === job.id && fact.billedBy === null && fact.waivedAt === null,
      );
      context.emit({
        type: 'job.completed',
        subject: { type: 'job', id: job.id },
        data: {
          completedOn: completedOn ?? today,
          candidateMinor: billable.reduce((sum, fact) => sum + fact.netMinor, 0n).toString(),
        },
      });
    }
    return { completed: open.map((job) => job.id) };
  },
});

/** Work that nobody marked as begun was begun: the steps in between are lawful and taken in one go. */
function walkToCompleted(from: JobState): Result<JobState> {
  const before: Partial<Record<JobState, JobVerb[]>> = { new: ['schedule', 'start'], scheduled: ['start'] };
  let state = from;
  for (const step of [...(before[from] ?? []), 'complete' as const]) {
    const moved = jobLife.move(state, step);
    if (!moved.ok) return moved;
    state = moved.value;
  }
  return { ok: true, value: state };
}
