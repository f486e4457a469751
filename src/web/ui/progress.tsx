/**
 * How far something has come: a bar that counts, and the steps of a longer way.
 * The bar is determinate only: where the total is unknown, show what was done instead of guessing.
 */
import { Check, CircleAlert } from 'lucide-react';
import { useId } from 'react';
import { classNames } from './class-names.ts';

export interface ProgressBarProps {
  label: string;
  done: number;
  total: number;
  /** What is counted: "jobs". */
  unit?: string;
  /** Rows that were refused; they count as done. */
  failed?: number;
}

export function ProgressBar({ label, done, total, unit = '', failed = 0 }: ProgressBarProps) {
  const labelId = useId();
  const share = total === 0 ? 100 : Math.min(100, (done / total) * 100);
  const words = `${done.toLocaleString()} of ${total.toLocaleString()} ${unit}`.trim();
  return (
    <div className="grid gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span id={labelId} className="font-medium">
          {label}
        </span>
        <span className="figures text-sm text-ink-2">
          {words}
          {failed > 0 && <span className="font-medium text-danger">, {failed.toLocaleString()} refused</span>}
        </span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={labelId}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={failed > 0 ? `${words}, ${failed.toLocaleString()} refused` : words}
        className="h-2 overflow-hidden rounded-s bg-sunken inset-ring inset-ring-line"
      >
        <div
          className="h-full bg-accent transition-[width] duration-(--calm)"
          style={{ width: `${share}%` }}
        />
      </div>
    </div>
  );
}

export type StepState = 'done' | 'current' | 'waiting' | 'failed';

const stepWords: Record<StepState, string> = {
  done: 'done',
  current: 'current step',
  waiting: 'to come',
  failed: 'failed',
};

export interface StepsProps {
  label: string;
  steps: readonly { name: string; state: StepState; note?: string }[];
}

export function Steps({ label, steps }: StepsProps) {
  return (
    <ol aria-label={label} className="grid gap-3 sm:auto-cols-fr sm:grid-flow-col">
      {steps.map((step, index) => (
        <li
          key={step.name}
          aria-current={step.state === 'current' ? 'step' : undefined}
          className={classNames(
            'flex items-start gap-2.5 sm:flex-col sm:gap-2 sm:border-t-2 sm:pt-2.5',
            step.state === 'done' || step.state === 'current' ? 'sm:border-accent' : 'sm:border-line',
            step.state === 'failed' && 'sm:border-danger!',
          )}
        >
          <StepMark state={step.state} number={index + 1} />
          <span className="grid">
            <span className={step.state === 'waiting' ? 'text-ink-2' : 'font-semibold'}>
              {step.name}
              <span className="sr-only">, {stepWords[step.state]}</span>
            </span>
            {step.note && <span className="text-sm text-ink-2">{step.note}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state, number }: { state: StepState; number: number }) {
  const look = {
    done: 'bg-accent text-accent-ink border-transparent',
    current: 'bg-surface text-accent border-accent',
    waiting: 'bg-surface text-ink-2 border-line-strong',
    failed: 'bg-danger text-danger-ink border-transparent',
  }[state];
  return (
    <span
      aria-hidden
      className={classNames(
        'figures grid size-6 shrink-0 place-items-center rounded-full border text-sm font-semibold',
        look,
      )}
    >
      {state === 'done' ? (
        <Check size={14} strokeWidth={3} />
      ) : state === 'failed' ? (
        <CircleAlert size={14} />
      ) : (
        number
      )}
    </span>
  );
}
