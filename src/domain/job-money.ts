/**
 * Job money: one word for where the money of a job stands, the least settled of its live invoices and unbilled facts.
 * It does not look at the job's own life beyond "is the work done", and it does not add amounts up.
 */
import { acceptedDelivery, type InvoiceFacts } from './facts.ts';
import { dueState, networkStatus, readiness } from './labels.ts';

/** From least to most settled. `reversed`: money came and went, or the document was written back. */
export const jobMoneyLabels = [
  'unbilled',
  'candidate',
  'drafted',
  'reversed',
  'failed',
  'overdue',
  'issued',
  'sent',
  'paid',
  'waived',
] as const;
export type JobMoney = (typeof jobMoneyLabels)[number];

export interface JobMoneyFacts {
  isCompleted: boolean;
  /** Billable facts that no live invoice line names and nobody waived. */
  unbilledFacts: number;
  waivedFacts: number;
  invoices: readonly InvoiceFacts[];
}

/** Total. A job with nothing to bill and nothing billed is `unbilled`. */
export function jobMoney(job: JobMoneyFacts): JobMoney {
  const labels: JobMoney[] = [];
  if (job.unbilledFacts > 0) labels.push(job.isCompleted ? 'candidate' : 'unbilled');
  for (const invoice of job.invoices) if (isLive(invoice)) labels.push(invoiceMoney(invoice));
  if (labels.length > 0) return jobMoneyLabels.find((label) => labels.includes(label)) ?? 'unbilled';
  if (job.invoices.some((invoice) => isWrittenBack(invoice))) return 'reversed';
  return job.waivedFacts > 0 ? 'waived' : 'unbilled';
}

/** A written-back document is not live: what replaced it speaks for the job; it counts only when nothing else does. */
const isWrittenBack = (facts: InvoiceFacts): boolean =>
  facts.doc === 'issued' && networkStatus(facts) === 'Void';
const isLive = (facts: InvoiceFacts): boolean =>
  facts.doc !== 'void' && facts.doc !== 'discarded' && !isWrittenBack(facts);

function invoiceMoney(facts: InvoiceFacts): JobMoney {
  const label = readiness(facts);
  if (label === 'draft') return 'drafted';
  if (label === 'paid' || label === 'reversed') return label;
  if (networkStatus(facts) === 'Failed') return 'failed';
  if (dueState(facts) === 'Overdue') return 'overdue';
  return acceptedDelivery(facts) === null ? 'issued' : 'sent';
}
