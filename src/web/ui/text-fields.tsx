/**
 * The plain fields: one line of text, several lines, a choice, a day. Native controls inside our frame.
 * They hold no state: a form gives the value and takes the change.
 */
import { ChevronDown } from 'lucide-react';
import type { InputHTMLAttributes, SelectHTMLAttributes, TextareaHTMLAttributes } from 'react';
import { Field, type FieldFrame, useFieldIds } from './field.tsx';

type Bare<Attributes> = Omit<
  Attributes,
  'id' | 'className' | 'onChange' | 'value' | 'aria-describedby' | 'aria-invalid'
>;

export interface TextFieldProps extends FieldFrame, Bare<InputHTMLAttributes<HTMLInputElement>> {
  value: string;
  onChange: (value: string) => void;
}

export function TextField({
  label,
  hint,
  error,
  optional,
  onChange,
  type = 'text',
  ...rest
}: TextFieldProps) {
  const frame = { label, hint, error, optional };
  const ids = useFieldIds(frame);
  return (
    <Field frame={frame} ids={ids}>
      <input
        {...rest}
        {...ids.control}
        type={type}
        className="control"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

export interface TextAreaProps extends FieldFrame, Bare<TextareaHTMLAttributes<HTMLTextAreaElement>> {
  value: string;
  onChange: (value: string) => void;
}

export function TextArea({ label, hint, error, optional, onChange, rows = 4, ...rest }: TextAreaProps) {
  const frame = { label, hint, error, optional };
  const ids = useFieldIds(frame);
  return (
    <Field frame={frame} ids={ids}>
      <textarea
        {...rest}
        {...ids.control}
        rows={rows}
        className="control"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

export interface Choice {
  value: string;
  label: string;
  disabled?: boolean;
}

export interface SelectFieldProps extends FieldFrame, Bare<SelectHTMLAttributes<HTMLSelectElement>> {
  value: string;
  choices: readonly Choice[];
  /** Shown while the value is empty. */
  placeholder?: string;
  onChange: (value: string) => void;
}

/** A native select: the phone's own wheel, type-ahead and screen reader support come with it. */
export function SelectField(props: SelectFieldProps) {
  const { label, hint, error, optional, onChange, choices, placeholder, ...rest } = props;
  const frame = { label, hint, error, optional };
  const ids = useFieldIds(frame);
  return (
    <Field frame={frame} ids={ids}>
      <span className="relative block">
        <select
          {...rest}
          {...ids.control}
          className="control appearance-none pe-9!"
          onChange={(event) => onChange(event.target.value)}
        >
          {placeholder && <option value="">{placeholder}</option>}
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value} disabled={choice.disabled}>
              {choice.label}
            </option>
          ))}
        </select>
        <ChevronDown
          aria-hidden
          size={16}
          className="pointer-events-none absolute end-3 top-1/2 -translate-y-1/2 text-ink-2"
        />
      </span>
    </Field>
  );
}

export interface DateFieldProps extends FieldFrame, Bare<InputHTMLAttributes<HTMLInputElement>> {
  /** 'YYYY-MM-DD', or '' for none. */
  value: string;
  onChange: (day: string) => void;
}

/** A calendar day; the browser's own picker, which needs no zone and gives 'YYYY-MM-DD'. */
export function DateField(props: DateFieldProps) {
  return <TextField {...props} type="date" />;
}
