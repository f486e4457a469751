/** The state of an approval as a badge: icon, word, colour; and the mark of one that was approved by who asked. */
import { Ban, CircleCheck, Clock, Hourglass, KeyRound, RotateCcw, UserCheck } from 'lucide-react';
import { classNames } from '../../../ui/class-names.ts';
import { toneClasses } from '../../../ui/label-badge.tsx';
import { type ApprovalState, stateWords } from './approval.ts';

const icons = {
  requested: Hourglass,
  approved: KeyRound,
  consumed: CircleCheck,
  denied: Ban,
  expired: Clock,
  stale: RotateCcw,
};
const badge =
  'inline-flex h-6 w-fit items-center gap-1.5 rounded-s border px-2 text-sm font-medium whitespace-nowrap';

export function StateBadge({ state, selfApproved }: { state: ApprovalState; selfApproved?: boolean }) {
  const Icon = icons[state];
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <span className={classNames(badge, toneClasses[stateWords[state].tone])}>
        <Icon aria-hidden size={14} strokeWidth={2.25} />
        {stateWords[state].word}
      </span>
      {selfApproved && (
        <span className={classNames(badge, toneClasses.violet)}>
          <UserCheck aria-hidden size={14} strokeWidth={2.25} />
          Self-approved
        </span>
      )}
    </span>
  );
}
