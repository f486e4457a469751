/** The two words of a job: where the work stands, and where its money stands. Both come from the API. */
import { LabelBadge } from '../../../ui/label-badge.tsx';
import type { LabelWord } from '../../../ui/label-words.ts';
import type { JobSummary } from './job-data.ts';

export function JobState({ state, size }: { state: JobSummary['state']; size?: 'medium' | 'small' }) {
  return <LabelBadge label={state.replace('_', '-') as LabelWord} size={size} />;
}

/** Every money label of a job is a label word of the same name. */
export function JobMoneyLabel({ money, size }: { money: JobSummary['money']; size?: 'medium' | 'small' }) {
  return <LabelBadge label={money satisfies LabelWord} size={size} />;
}
