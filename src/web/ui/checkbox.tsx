/**
 * A native checkbox with our look, its label and, where a table needs it, the third state.
 * It is native on purpose: forms, screen readers and phones already know it.
 */
import { useEffect, useRef } from 'react';
import { classNames } from './class-names.ts';

export interface CheckboxProps {
  label: string;
  /** Keeps the label for screen readers only; for table rows, where the row says it. */
  hideLabel?: boolean;
  hint?: string;
  checked: boolean;
  indeterminate?: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Checkbox({
  label,
  hideLabel,
  hint,
  checked,
  indeterminate,
  disabled,
  onChange,
}: CheckboxProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // There is no attribute for it: the third state exists only as a property.
    if (input.current) input.current.indeterminate = indeterminate ?? false;
  }, [indeterminate]);
  return (
    <label
      className={classNames(
        'inline-flex min-h-(--control-small) max-w-full min-w-0 gap-2.5',
        hideLabel ? 'w-full place-content-center items-center' : 'items-start py-1',
      )}
    >
      <input
        ref={input}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-4.5 shrink-0 accent-(--accent)"
      />
      <span className={hideLabel ? 'sr-only' : 'grid min-w-0 wrap-anywhere'}>
        {label}
        {hint && <span className="text-sm text-ink-2">{hint}</span>}
      </span>
    </label>
  );
}
