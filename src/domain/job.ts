/**
 * A job's life: new, scheduled, in progress, completed, closed; cancelled from anywhere. Completing makes a candidate and
 * reopening withdraws it: that is the actions' work. Where a job's money stands is another question (job-money.ts).
 */
import { defineLife } from './life.ts';
import { decline, type Result } from './refusal.ts';

export type JobState = 'new' | 'scheduled' | 'in_progress' | 'completed' | 'closed' | 'cancelled';
export type JobVerb = 'schedule' | 'start' | 'complete' | 'reopen' | 'close' | 'cancel';

export const jobLife = defineLife<JobState, JobVerb>('A job', {
  new: { schedule: 'scheduled', cancel: 'cancelled' },
  scheduled: { start: 'in_progress', cancel: 'cancelled' },
  in_progress: { complete: 'completed', cancel: 'cancelled' },
  completed: { reopen: 'in_progress', close: 'closed', cancel: 'cancelled' },
  closed: { cancel: 'cancelled' },
  cancelled: {},
});

/** Closed is a claim about money: every fact is billed and settled, or waived with a reason. */
export function closeJob(
  state: JobState,
  facts: { unbilledFacts: number; unsettledInvoices: number },
): Result<JobState> {
  const moved = jobLife.move(state, 'close');
  if (!moved.ok || facts.unbilledFacts + facts.unsettledInvoices === 0) return moved;
  return decline('job_unsettled', {
    evidence: [
      { fact: 'unbilled_facts', value: facts.unbilledFacts },
      { fact: 'unsettled_invoices', value: facts.unsettledInvoices },
    ],
  });
}
