/** How the files write dates and amounts, and from which day on work is billed here. What the cells prove is said, not asked. */
import { Panel } from '../../../ui/panel.tsx';
import { DateField, SelectField } from '../../../ui/text-fields.tsx';
import type { ImportOptions, ImportPlanView } from './import.ts';

const dateFormats = [
  { value: 'ymd', label: 'Year first: 2026-03-04' },
  { value: 'mdy', label: 'Month first: 3/4/2026 is March 4' },
  { value: 'dmy', label: 'Day first: 4/3/2026 is March 4' },
];

const decimalMarks = [
  { value: '.', label: 'Point: 1,234.50' },
  { value: ',', label: 'Comma: 1.234,50' },
];

interface NotationPanelProps {
  plan: ImportPlanView;
  options: ImportOptions;
  onOptions: (options: ImportOptions) => void;
}

/** A choice whose empty value means "as the cells prove it". */
function proven(
  choices: readonly { value: string; label: string }[],
  found: string | null | undefined,
): string {
  const word = choices.find((choice) => choice.value === found)?.label;
  return word ? `As the files show (${word})` : 'As the files show';
}

export function NotationPanel({ plan, options, onOptions }: NotationPanelProps) {
  const without = (name: keyof ImportOptions): ImportOptions => {
    const { [name]: _gone, ...rest } = options;
    return rest;
  };
  const asksDate = plan.asks.includes('dateFormat');
  const asksMark = plan.asks.includes('decimalMark');
  return (
    <Panel title="3. How to read them">
      <div className="grid gap-4 md:grid-cols-3">
        <SelectField
          label="Dates are written"
          value={options.dateFormat ?? ''}
          choices={dateFormats}
          placeholder={options.dateFormat ? 'As the files show' : proven(dateFormats, plan.dateFormat)}
          error={
            asksDate
              ? 'Some dates can be read two ways. Say which is meant, and their rows come in.'
              : undefined
          }
          onChange={(value) =>
            onOptions(value === '' ? without('dateFormat') : { ...options, dateFormat: value as 'ymd' })
          }
        />
        <SelectField
          label="Amounts are written"
          value={options.decimalMark ?? ''}
          choices={decimalMarks}
          placeholder={options.decimalMark ? 'As the files show' : proven(decimalMarks, plan.decimalMark)}
          error={
            asksMark
              ? 'Some amounts can be read two ways. Say which is meant, and their rows come in.'
              : undefined
          }
          onChange={(value) =>
            onOptions(value === '' ? without('decimalMark') : { ...options, decimalMark: value as '.' })
          }
        />
        <DateField
          label="Cutover day: bill from"
          optional
          value={options.cutoverOn ?? ''}
          hint="Work completed before this day comes in as history: it is never offered for an invoice."
          onChange={(day) => onOptions(day === '' ? without('cutoverOn') : { ...options, cutoverOn: day })}
        />
      </div>
    </Panel>
  );
}
