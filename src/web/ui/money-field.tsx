/**
 * An amount of money to type: the currency stands before it, the value is minor units, and ambiguous text is refused
 * in words rather than guessed. It does not know limits; the form passes its own `error`.
 */
import { useState } from 'react';
import { Field, type FieldFrame, useFieldIds } from './field.tsx';
import { readMoney, typedMoney } from './money-text.ts';

export interface MoneyFieldProps extends FieldFrame {
  currency: string;
  /** Minor units; null while empty. */
  minor: bigint | null;
  onChange: (minor: bigint | null) => void;
  name?: string;
  disabled?: boolean;
}

export function MoneyField({ currency, minor, onChange, name, disabled, ...given }: MoneyFieldProps) {
  const [draft, setDraft] = useState<{ text: string; reason?: string } | null>(null);
  const frame: FieldFrame = { ...given, error: draft?.reason ?? given.error };
  const ids = useFieldIds(frame);
  const read = (text: string) => {
    const parsed = readMoney(text, currency);
    // While typing, a reason would scold a half-written amount; it comes when the field is left.
    setDraft({ text });
    if (parsed.ok) onChange(parsed.minor);
  };
  const leave = () => {
    if (!draft) return;
    const parsed = readMoney(draft.text, currency);
    setDraft(parsed.ok ? null : { text: draft.text, reason: parsed.reason });
  };
  return (
    <Field frame={frame} ids={ids}>
      <span className="relative block">
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 start-3 grid place-items-center text-sm text-ink-3"
        >
          {currency}
        </span>
        <input
          {...ids.control}
          name={name}
          disabled={disabled}
          inputMode="decimal"
          autoComplete="off"
          aria-label={`${frame.label} (${currency})`}
          placeholder={typedMoney(0n, currency)}
          value={draft?.text ?? (minor === null ? '' : typedMoney(minor, currency))}
          onChange={(event) => read(event.target.value)}
          onBlur={leave}
          className="control figures ps-14! text-end"
        />
      </span>
    </Field>
  );
}
