/**
 * The frame of every form field: label, hint, error, tied to the control by id.
 * It does not validate. `useFieldIds` gives a control the aria attributes that match.
 */
import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export interface FieldFrame {
  label: string;
  hint?: ReactNode;
  /** What is wrong and how to put it right; from the form or from a problem's `field`. */
  error?: string;
  optional?: boolean;
}

export interface FieldIds {
  id: string;
  hintId: string;
  errorId: string;
  control: {
    id: string;
    'aria-describedby': string | undefined;
    'aria-invalid': true | undefined;
  };
}

export function useFieldIds(frame: FieldFrame): FieldIds {
  const id = useId();
  const hintId = `${id}-hint`;
  const errorId = `${id}-error`;
  const describedBy = [frame.error && errorId, frame.hint && hintId].filter(Boolean).join(' ');
  return {
    id,
    hintId,
    errorId,
    control: {
      id,
      'aria-describedby': describedBy || undefined,
      'aria-invalid': frame.error ? true : undefined,
    },
  };
}

export function Field({ frame, ids, children }: { frame: FieldFrame; ids: FieldIds; children: ReactNode }) {
  return (
    <div className="grid content-start gap-1.5">
      <label htmlFor={ids.id} className="flex items-baseline gap-2 font-medium">
        {frame.label}
        {frame.optional && <span className="text-sm font-normal text-ink-3">optional</span>}
      </label>
      {children}
      {frame.error && (
        <p id={ids.errorId} className="flex items-start gap-1.5 text-sm font-medium text-danger">
          <CircleAlert aria-hidden size={15} className="mt-0.5 shrink-0" />
          {frame.error}
        </p>
      )}
      {frame.hint && (
        <p id={ids.hintId} className="text-sm text-ink-2">
          {frame.hint}
        </p>
      )}
    </div>
  );
}
