/**
 * A label as people read it: icon, word, colour; the word and the icon carry the meaning without the colour.
 * It does not derive labels (the domain does) and cannot be pressed; a status that opens something is a button around it.
 */
import {
  AlarmClock,
  BadgeCheck,
  Ban,
  CalendarDays,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleMinus,
  CircleX,
  Eye,
  FileText,
  FlaskConical,
  Hourglass,
  Link2,
  LoaderCircle,
  type LucideIcon,
  MailX,
  Pause,
  PencilLine,
  Send,
  Undo2,
  Unlink2,
} from 'lucide-react';
import { classNames } from './class-names.ts';
import { type LabelWord, labelRows, type Tone } from './label-words.ts';

export const toneClasses: Record<Tone, string> = {
  neutral: 'bg-neutral-bg text-neutral-fg border-neutral-line',
  amber: 'bg-amber-bg text-amber-fg border-amber-line',
  blue: 'bg-blue-bg text-blue-fg border-blue-line',
  green: 'bg-green-bg text-green-fg border-green-line',
  violet: 'bg-violet-bg text-violet-fg border-violet-line',
  orange: 'bg-orange-bg text-orange-fg border-orange-line',
  red: 'bg-red-bg text-red-fg border-red-line',
};

const icons: Record<LabelWord, LucideIcon> = {
  draft: PencilLine,
  'needs-link': Unlink2,
  'link-ready': Link2,
  paid: CircleCheck,
  reversed: Undo2,
  due: CalendarDays,
  overdue: AlarmClock,
  open: CircleDot,
  void: Ban,
  sent: Send,
  failed: CircleX,
  unbilled: CircleDashed,
  candidate: FileText,
  drafted: PencilLine,
  issued: FileText,
  waived: CircleMinus,
  new: CircleDashed,
  scheduled: CalendarDays,
  'in-progress': CircleDot,
  completed: BadgeCheck,
  closed: CircleCheck,
  cancelled: Ban,
  practice: FlaskConical,
  'on-hold': Pause,
  processing: LoaderCircle,
  bounced: MailX,
  'not-delivered': MailX,
  'partly-paid': Hourglass,
  'partly-refunded': Undo2,
  'under-review': Eye,
  uncollectible: CircleMinus,
  'nothing-to-pay': CircleCheck,
};

export interface LabelBadgeProps {
  label: LabelWord;
  /** More exact words, for example "Overdue 12 days"; the icon and tone stay. */
  text?: string;
  size?: 'medium' | 'small';
}

export function LabelBadge({ label, text, size = 'medium' }: LabelBadgeProps) {
  const { word, tone } = labelRows[label];
  const Icon = icons[label];
  return (
    <span
      data-label-word={label}
      className={classNames(
        'inline-flex w-fit items-center gap-1.5 rounded-s border font-medium whitespace-nowrap',
        size === 'medium' ? 'h-6 px-2 text-sm' : 'h-5.5 px-1.5 text-xs',
        toneClasses[tone],
      )}
    >
      <Icon aria-hidden size={size === 'medium' ? 14 : 12} strokeWidth={2.25} />
      {text ?? word}
    </span>
  );
}

/** The status legend: every given label with its meaning. */
export function LabelLegend({ labels }: { labels: readonly LabelWord[] }) {
  return (
    <dl className="grid gap-2.5">
      {labels.map((label) => (
        <div key={label} className="grid items-start gap-x-4 gap-y-1 sm:grid-cols-[8.5rem_1fr]">
          <dt>
            <LabelBadge label={label} />
          </dt>
          <dd className="text-ink-2">{labelRows[label].means}</dd>
        </div>
      ))}
    </dl>
  );
}
