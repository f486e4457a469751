/**
 * Every event that the house writes, in one list. An event says what happened, in the past tense, about one subject.
 * Personal data never stands in `data`: it goes to `personal`, of which the log keeps a salted commitment only.
 */
export const eventTypes = [
  'account.created',
  'account.settings_changed',
  'member.added',
  'key.created',
  'key.revoked',
  'policy.changed',
  'clock.moved',
  'client.created',
  'client.changed',
  'job.created',
  'job.changed',
  'job.started',
  'job.completed',
  'job.closed',
  'job.cancelled',
  'job.photo_added',
  'job.note_added',
  'import.finished',
  'invoice.drafted',
  'invoice.discarded',
  'invoice.issued',
  'invoice.linked',
  'invoice.paid',
  'approval.requested',
  'approval.approved',
  'approval.denied',
  'approval.consumed',
  'approval.stale',
  'delivery.queued',
  'delivery.accepted',
  'delivery.failed',
  'delivery.unknown',
  'document.stored',
  'attempt.created',
  'attempt.in_flight',
  'attempt.processing',
  'attempt.action_required',
  'attempt.failed',
  'attempt.canceled',
  'attempt.unknown',
  'attempt.succeeded',
  'payment.settled',
  'payment.fee_recorded',
  'payment.surplus_credited',
  'incident.opened',
  'incident.closed',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface EventSubject {
  type: 'account' | 'member' | 'client' | 'job' | 'import' | 'invoice' | 'approval' | 'payment' | 'incident';
  id: string;
}

export interface DomainEvent {
  type: EventType;
  subject: EventSubject;
  /** JSON without personal data; amounts as decimal strings of minor units. */
  data: Record<string, unknown>;
  /** Field → value, kept beside the log and erasable. */
  personal?: Record<string, string>;
}
