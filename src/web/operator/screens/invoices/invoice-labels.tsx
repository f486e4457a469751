/**
 * Invoice labels, badges, due state and the stop, drawn from the words that the API sends.
 * A word that this file does not know is shown as text rather than left out.
 */
import { Ban, Hourglass, KeyRound, Lock, LockOpen, type LucideIcon } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { DateText } from '../../../ui/date-text.tsx';
import { LabelBadge, toneClasses } from '../../../ui/label-badge.tsx';
import { type LabelWord, labelRows, type Tone } from '../../../ui/label-words.ts';
import type { GateState, InvoiceSummary } from './invoice-data.ts';

const badgeWords: Record<string, LabelWord> = {
  practice: 'practice',
  nothing_to_pay: 'nothing-to-pay',
  not_delivered: 'not-delivered',
  bounced: 'bounced',
  processing: 'processing',
  clearing: 'processing',
  partly_paid: 'partly-paid',
  partly_refunded: 'partly-refunded',
  under_review: 'under-review',
  overdue: 'overdue',
  failed_attempt: 'failed',
  uncollectible: 'uncollectible',
  on_hold: 'on-hold',
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function Badges({
  badges,
  without = [],
}: {
  badges: InvoiceSummary['badges'];
  without?: readonly string[];
}) {
  return badges
    .filter((badge) => !without.includes(badge.code))
    .map((badge) => {
      const word = badgeWords[badge.code];
      if (!word) return <span key={badge.code}>{capital(badge.text)}</span>;
      return <LabelBadge key={badge.code} label={word} text={capital(badge.text)} size="small" />;
    });
}

/** Any label of any family, by the word that the API sends. */
export function Label({ word, size }: { word: string; size?: 'medium' | 'small' }) {
  const key = word.toLowerCase().replaceAll('_', '-');
  if (key in labelRows) return <LabelBadge label={key as LabelWord} size={size} />;
  return <span>{capital(word)}</span>;
}

/** Due day; overdue says by how much. */
export function DueText({ invoice }: { invoice: InvoiceSummary }) {
  const { dueState } = invoice.labels;
  const late = invoice.badges.find((badge) => badge.code === 'overdue');
  if (late) return <LabelBadge label="overdue" text={capital(late.text)} size="small" />;
  if (dueState === null) return <span className="whitespace-nowrap text-ink-3">Not issued</span>;
  if (dueState === 'Paid') return <span className="text-ink-3">Settled</span>;
  if (dueState === 'Void') return <span className="whitespace-nowrap text-ink-3">Nothing due</span>;
  return invoice.dueOn ? <DateText day={invoice.dueOn} /> : <span className="text-ink-3">No due day</span>;
}

const stops: Record<GateState, { icon: LucideIcon; word: string; tone: Tone }> = {
  needs_approval: { icon: Lock, word: 'Needs approval', tone: 'amber' },
  waiting: { icon: Hourglass, word: 'Waiting', tone: 'blue' },
  approved: { icon: KeyRound, word: 'Approved', tone: 'green' },
  closed: { icon: Ban, word: 'Stopped', tone: 'red' },
  open: { icon: LockOpen, word: 'Open', tone: 'neutral' },
};

/** The gated-action marker of a row: what stands before the next step. */
export function StopMark({ state, action, reason }: { state: GateState; action: string; reason?: string }) {
  const { icon: Icon, word, tone } = stops[state];
  return (
    <span
      title={reason}
      className={classNames(
        'inline-flex h-5.5 w-fit items-center gap-1.5 rounded-s border px-1.5 text-xs font-medium whitespace-nowrap',
        toneClasses[tone],
      )}
    >
      <Icon aria-hidden size={12} strokeWidth={2.25} />
      <span className="sr-only">{action}: </span>
      {word}
    </span>
  );
}
