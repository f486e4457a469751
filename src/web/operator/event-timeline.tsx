/**
 * The log in people's words: what happened, who did it, when, and the few details that a reader looks for.
 * An event without a row here is shown by its own name, never hidden. It reads nothing from the API.
 */
import {
  BadgeCheck,
  Ban,
  Camera,
  CircleDot,
  CircleX,
  CreditCard,
  FileCheck,
  FilePlus2,
  Hourglass,
  KeyRound,
  Link2,
  type LucideIcon,
  MailCheck,
  MailX,
  Play,
  Send,
  ShieldAlert,
  StickyNote,
} from 'lucide-react';
import type { Tone } from '../ui/label-words.ts';
import { moneyText } from '../ui/money-text.ts';
import { Timeline, type TimelineEvent } from '../ui/timeline.tsx';
import { usePeople } from './people.ts';

export interface LogEvent {
  id: string;
  type: string;
  at: string;
  actor: { kind: string; id: string };
  subject: { type: string; id: string };
  /** Which link of the account's chain holds it. */
  link: number;
  data: Record<string, unknown>;
}

interface Words {
  title: string;
  icon?: LucideIcon;
  tone?: Tone;
}

const rows: Record<string, Words> = {
  'job.created': { title: 'Job created', icon: FilePlus2 },
  'job.changed': { title: 'Job changed' },
  'job.started': { title: 'Work started', icon: Play, tone: 'amber' },
  'job.completed': { title: 'Work completed', icon: BadgeCheck, tone: 'green' },
  'job.closed': { title: 'Job closed' },
  'job.cancelled': { title: 'Job cancelled', icon: Ban, tone: 'violet' },
  'job.photo_added': { title: 'Photo added', icon: Camera },
  'job.note_added': { title: 'Note added', icon: StickyNote },
  'invoice.drafted': { title: 'Invoice drafted from the job’s facts', icon: FilePlus2 },
  'invoice.discarded': { title: 'Draft discarded; its facts are billable again', icon: Ban, tone: 'violet' },
  'invoice.issued': { title: 'Invoice issued', icon: FileCheck, tone: 'blue' },
  'invoice.linked': { title: 'Pay link opened', icon: Link2, tone: 'blue' },
  'invoice.paid': { title: 'Invoice paid in full', icon: BadgeCheck, tone: 'green' },
  'approval.requested': { title: 'Approval requested', icon: Hourglass, tone: 'amber' },
  'approval.approved': { title: 'Approved', icon: KeyRound, tone: 'green' },
  'approval.denied': { title: 'Denied', icon: CircleX, tone: 'red' },
  'approval.consumed': { title: 'Approval used; it cannot be used again', icon: KeyRound },
  'approval.stale': { title: 'Approval no longer fits: something changed', icon: Hourglass, tone: 'orange' },
  'delivery.queued': { title: 'Mail handed to the outbox', icon: Send },
  'delivery.accepted': { title: 'Mail accepted by the mail gateway', icon: MailCheck, tone: 'green' },
  'delivery.failed': { title: 'Mail could not be delivered', icon: MailX, tone: 'red' },
  'delivery.unknown': {
    title: 'Mail: outcome unknown; it is not sent again by itself',
    icon: MailX,
    tone: 'orange',
  },
  'document.stored': { title: 'PDF stored as it left', icon: FileCheck },
  'attempt.created': { title: 'Payment begun', icon: CreditCard },
  'attempt.in_flight': { title: 'Payment on its way', icon: CreditCard, tone: 'blue' },
  'attempt.processing': { title: 'Payment is processing', icon: CreditCard, tone: 'blue' },
  'attempt.action_required': {
    title: 'Payment waits for the client’s bank',
    icon: CreditCard,
    tone: 'amber',
  },
  'attempt.failed': { title: 'Payment failed', icon: CircleX, tone: 'red' },
  'attempt.canceled': { title: 'Payment cancelled', icon: Ban },
  'attempt.unknown': {
    title: 'Payment: outcome unknown; it is looked up',
    icon: ShieldAlert,
    tone: 'orange',
  },
  'attempt.succeeded': { title: 'Payment confirmed by the gateway', icon: CreditCard, tone: 'green' },
  'payment.settled': { title: 'Payment settled', icon: BadgeCheck, tone: 'green' },
  'payment.fee_recorded': { title: 'Gateway fee recorded' },
  'payment.surplus_credited': { title: 'Surplus kept as the client’s credit', tone: 'blue' },
  'incident.opened': { title: 'Incident opened', icon: ShieldAlert, tone: 'red' },
  'incident.closed': { title: 'Incident closed', icon: BadgeCheck },
};

const plain = (type: string): string => type.replace('.', ': ').replaceAll('_', ' ');

/** The details worth a line, in the order of the list; the rest stays in the log. */
function detailOf({ data, type }: LogEvent, currency: string): string | undefined {
  const amount = data.candidateMinor ?? data.totalMinor ?? data.amountMinor ?? data.feeMinor;
  const parts = [
    typeof data.number === 'string' ? data.number : undefined,
    typeof amount === 'string' && amount !== '0'
      ? moneyText(amount, String(data.currency ?? currency))
      : undefined,
    typeof data.dueOn === 'string' ? `due ${data.dueOn}` : undefined,
    data.selfApproved === true ? 'by the person who sends it' : undefined,
    typeof data.reason === 'string' ? data.reason : undefined,
    typeof data.message === 'string' ? data.message : undefined,
    type.startsWith('delivery.') && data.purpose === 'receipt' ? 'receipt' : undefined,
  ];
  return parts.filter(Boolean).join(' · ') || undefined;
}

export function EventTimeline({
  events,
  currency,
  timeZone,
}: {
  events: readonly LogEvent[];
  currency: string;
  timeZone?: string;
}) {
  const nameOf = usePeople();
  const items = events.map((event): TimelineEvent => {
    const words = rows[event.type] ?? { title: plain(event.type) };
    return {
      id: event.id,
      at: event.at,
      actor: nameOf(event.actor),
      title: words.title,
      detail: detailOf(event, currency),
      ...(words.icon ? { icon: words.icon } : { icon: CircleDot }),
      ...(words.tone ? { tone: words.tone } : {}),
    };
  });
  return <Timeline events={items} timeZone={timeZone} />;
}
