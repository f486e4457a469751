/**
 * A sensitive action with its stop written on it: a lock, a word, the reason and who may approve.
 * It is never hidden and never merely grey: a stopped control can be focused and pressed, and a press asks for
 * the key (`onRequest`) instead of running the action. It does not know policies; `gate` comes from the API.
 */
import { Ban, Hourglass, KeyRound, Lock, type LucideIcon, RotateCcw, ShieldX } from 'lucide-react';
import { useId } from 'react';
import { Button, type ButtonVariant } from './button.tsx';
import { classNames } from './class-names.ts';
import { type Gate, type GateState, gateSentence, gateWords } from './gate.ts';

const icons: Record<Exclude<GateState, 'open' | 'approved'>, LucideIcon> = {
  needs_approval: Lock,
  requested: Hourglass,
  denied: ShieldX,
  stale: RotateCcw,
  blocked: Ban,
};

const tones: Record<Exclude<GateState, 'open' | 'approved'>, string> = {
  needs_approval: 'bg-amber-bg text-amber-fg',
  requested: 'bg-blue-bg text-blue-fg',
  denied: 'bg-red-bg text-red-fg',
  stale: 'bg-amber-bg text-amber-fg',
  blocked: 'bg-red-bg text-red-fg',
};

export interface GatedButtonProps {
  /** The verb, as on an ordinary button: "Send invoice". */
  children: string;
  gate: Gate;
  icon?: LucideIcon;
  variant?: ButtonVariant;
  loading?: boolean;
  /** Runs the action: only when the gate is open or approved. */
  onRun: () => void;
  /** Shows what would happen and asks for the key: every other state. */
  onRequest: () => void;
  /** Leaves the sentence out where the screen already says it once, for example in a bulk bar. */
  compact?: boolean;
}

export function GatedButton(props: GatedButtonProps) {
  const { children, gate, icon, variant = 'primary', loading, onRun, onRequest, compact } = props;
  const sentenceId = useId();
  if (gate.state === 'open') {
    return (
      <Button variant={variant} icon={icon} loading={loading} onClick={onRun}>
        {children}
      </Button>
    );
  }
  const sentence = gateSentence(gate);
  return (
    <div className="inline-flex max-w-full flex-col items-start gap-1.5">
      {gate.state === 'approved' ? (
        <Button variant={variant} icon={icon} loading={loading} onClick={onRun} aria-describedby={sentenceId}>
          {children}
        </Button>
      ) : (
        <StoppedControl
          verb={children}
          state={gate.state}
          loading={loading}
          onPress={onRequest}
          describedBy={sentenceId}
        />
      )}
      <p id={sentenceId} className={compact ? 'sr-only' : 'max-w-80 text-sm text-pretty text-ink-2'}>
        {gate.state === 'approved' && (
          <KeyRound
            aria-hidden
            size={14}
            strokeWidth={2.25}
            className="me-1.5 inline-block align-[-0.125em] text-green-fg"
          />
        )}
        {sentence}
      </p>
    </div>
  );
}

interface StoppedControlProps {
  verb: string;
  state: Exclude<GateState, 'open' | 'approved'>;
  loading: boolean | undefined;
  onPress: () => void;
  describedBy: string;
}

function StoppedControl({ verb, state, loading, onPress, describedBy }: StoppedControlProps) {
  const Icon = icons[state];
  return (
    <button
      type="button"
      aria-describedby={describedBy}
      aria-busy={loading || undefined}
      onClick={loading ? undefined : onPress}
      className="group inline-flex min-h-(--control) w-fit max-w-full flex-wrap items-stretch gap-px overflow-hidden rounded-m border border-line-strong bg-line text-md whitespace-nowrap transition-colors duration-(--quick) hover:border-ink-2"
    >
      <span className="flex min-h-[calc(var(--control)-2px)] grow items-center justify-center bg-surface px-3.5 font-semibold text-ink group-hover:bg-paper">
        {verb}
      </span>
      <span
        className={classNames(
          'flex min-h-8 grow items-center justify-center gap-1.5 px-2.5 text-sm font-medium',
          tones[state],
        )}
      >
        <Icon aria-hidden size={14} strokeWidth={2.25} />
        {gateWords[state]}
      </span>
    </button>
  );
}
