/**
 * Every label and badge the screens can show: its word, its tone and its one-line meaning (the legend reads these).
 * It derives nothing: which label holds is the domain's decision and arrives with the data.
 */
export type Tone = 'neutral' | 'amber' | 'blue' | 'green' | 'violet' | 'orange' | 'red';

export type LabelWord =
  // Readiness: exactly five.
  | 'draft'
  | 'needs-link'
  | 'link-ready'
  | 'paid'
  | 'reversed'
  // Due state, network status and owner view add these.
  | 'due'
  | 'overdue'
  | 'open'
  | 'void'
  | 'sent'
  | 'failed'
  // The money of a job.
  | 'unbilled'
  | 'candidate'
  | 'drafted'
  | 'issued'
  | 'waived'
  // The life of a job.
  | 'new'
  | 'scheduled'
  | 'in-progress'
  | 'completed'
  | 'closed'
  | 'cancelled'
  // Badges beside a label.
  | 'practice'
  | 'on-hold'
  | 'processing'
  | 'bounced'
  | 'not-delivered'
  | 'partly-paid'
  | 'partly-refunded'
  | 'under-review'
  | 'uncollectible'
  | 'nothing-to-pay';

interface LabelRow {
  word: string;
  tone: Tone;
  means: string;
}

const row = (word: string, tone: Tone, means: string): LabelRow => ({ word, tone, means });

export const labelRows: Record<LabelWord, LabelRow> = {
  draft: row('Draft', 'neutral', 'Not issued yet; nothing has left the house.'),
  'needs-link': row('Needs link', 'amber', 'Money is owed and there is no way to pay online yet.'),
  'link-ready': row('Link ready', 'blue', 'Money is owed and the client has a working pay link.'),
  paid: row('Paid', 'green', 'Nothing is owed: the money has provably arrived.'),
  reversed: row('Reversed', 'violet', 'Void, credited, withdrawn or given back.'),
  due: row('Due', 'blue', 'Owed, and the due day has not passed.'),
  overdue: row('Overdue', 'orange', 'Owed, and the due day has passed.'),
  open: row('Open', 'blue', 'Issued and still owed.'),
  void: row('Void', 'violet', 'Cancelled before any money came.'),
  sent: row('Sent', 'blue', 'Accepted by the mail gateway for the client.'),
  failed: row('Failed', 'red', 'The last try to collect failed and it is still owed.'),
  unbilled: row('Unbilled', 'neutral', 'Work that no invoice holds yet.'),
  candidate: row('Candidate', 'amber', 'Completed work, ready to invoice.'),
  drafted: row('Drafted', 'neutral', 'On a draft invoice.'),
  issued: row('Issued', 'blue', 'On an issued invoice.'),
  waived: row('Waived', 'neutral', 'Not billed, with a reason.'),
  new: row('New', 'neutral', 'Not scheduled yet.'),
  scheduled: row('Scheduled', 'blue', 'Has a date.'),
  'in-progress': row('In progress', 'amber', 'Work has begun.'),
  completed: row('Completed', 'green', 'Work is done.'),
  closed: row('Closed', 'neutral', 'Everything is billed and settled, or waived.'),
  cancelled: row('Cancelled', 'violet', 'Will not be done.'),
  practice: row('Practice', 'amber', 'Belongs to a practice account; nothing real moves.'),
  'on-hold': row('On hold', 'amber', 'Somebody stopped it on purpose.'),
  processing: row('Processing', 'blue', 'A payment is on its way and not yet settled.'),
  bounced: row('Bounced', 'red', 'The mail came back.'),
  'not-delivered': row('Not delivered', 'orange', 'No gateway has accepted it for the client.'),
  'partly-paid': row('Partly paid', 'blue', 'Some of it has settled.'),
  'partly-refunded': row('Partly refunded', 'violet', 'Some of it went back.'),
  'under-review': row('Under review', 'violet', 'Disputed; the bank decides.'),
  uncollectible: row('Uncollectible', 'red', 'Marked as bad debt; still owed.'),
  'nothing-to-pay': row('Nothing to pay', 'green', 'The total is zero.'),
};
