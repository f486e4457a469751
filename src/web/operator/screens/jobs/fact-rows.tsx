/**
 * Lines of a job to fill in, laid out by the room they have: a page, a phone or a dialog. Each line's amount, and what is
 * wrong with it, come from the same law that bills: computeLine in the domain. It sends nothing.
 */
import { Plus, Trash2 } from 'lucide-react';
import { computeLine, type LineKind, lineKinds } from '../../../../domain/lines.ts';
import type { Refusal, Result } from '../../../../domain/refusal.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Money } from '../../../ui/money.tsx';
import { SelectField, TextField } from '../../../ui/text-fields.tsx';
import { kindWords, usualUnit } from './kind-words.ts';

export interface FactDraft {
  /** For React only: rows move when one is removed. */
  key: string;
  kind: LineKind;
  title: string;
  quantity: string;
  unit: string;
  unitPrice: string;
}

export const newFact = (key: string, kind: LineKind = 'labor'): FactDraft => ({
  key,
  kind,
  title: '',
  quantity: '1',
  unit: usualUnit[kind],
  unitPrice: '',
});

export const isBlank = (fact: FactDraft): boolean => fact.title.trim() === '' && fact.unitPrice.trim() === '';

/** The filled lines as the API takes them. */
export const factBodies = (facts: readonly FactDraft[]) =>
  facts
    .filter((fact) => !isBlank(fact))
    .map(({ kind, title, quantity, unit, unitPrice }) => ({
      kind,
      title: title.trim(),
      quantity: quantity.trim(),
      unit: unit.trim(),
      unitPrice: unitPrice.trim(),
    }));

/** "12,5" and "1 000" are not guessed; the domain refuses them in words. */
export function netOf(fact: FactDraft, currency: string): Result<{ netMinor: bigint }> {
  return computeLine(
    {
      id: fact.key,
      title: fact.title,
      detail: null,
      kind: fact.kind,
      quantity: fact.quantity.trim(),
      unit: fact.unit,
      unitPrice: fact.unitPrice.trim(),
      discountPercent: null,
      taxRate: '0',
      taxCategory: 'O',
      taxName: 'None',
      servedOn: null,
      source: null,
    },
    currency,
  );
}

interface FactRowsProps {
  facts: readonly FactDraft[];
  currency: string;
  /** Faults are told once somebody has tried to save; before that they would scold a half-typed line. */
  showFaults: boolean;
  /** What the API refused, by 'facts[0].title' and the like. */
  refused: (field: string) => string | undefined;
  onChange: (facts: FactDraft[]) => void;
}

export function FactRows({ facts, currency, showFaults, refused, onChange }: FactRowsProps) {
  const change = (key: string, part: Partial<FactDraft>) =>
    onChange(facts.map((fact) => (fact.key === key ? { ...fact, ...part } : fact)));
  const nets = facts.map((fact) => (isBlank(fact) ? null : netOf(fact, currency)));
  const total = nets.reduce((sum, net) => sum + (net?.ok ? net.value.netMinor : 0n), 0n);
  return (
    <div className="@container grid gap-3">
      <ol className="grid gap-3">
        {facts.map((fact, index) => (
          <FactRow
            key={fact.key}
            fact={fact}
            index={index}
            currency={currency}
            fault={showFaults && nets[index] && !nets[index].ok ? nets[index].refusal : null}
            netMinor={nets[index]?.ok ? nets[index].value.netMinor : null}
            refused={refused}
            onChange={(part) => change(fact.key, part)}
            onRemove={
              facts.length > 1 ? () => onChange(facts.filter((each) => each.key !== fact.key)) : undefined
            }
          />
        ))}
      </ol>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <Button
          size="small"
          icon={Plus}
          onClick={() => onChange([...facts, newFact(crypto.randomUUID(), facts.at(-1)?.kind)])}
        >
          Add line
        </Button>
        <p>
          Net, before tax: <Money minor={total} currency={currency} emphasis="strong" />
        </p>
      </div>
    </div>
  );
}

interface FactRowProps {
  fact: FactDraft;
  index: number;
  currency: string;
  fault: Refusal | null;
  netMinor: bigint | null;
  refused: (field: string) => string | undefined;
  onChange: (part: Partial<FactDraft>) => void;
  onRemove: (() => void) | undefined;
}

function FactRow({ fact, index, currency, fault, netMinor, refused, onChange, onRemove }: FactRowProps) {
  const faultAt = (field: string) =>
    fault?.field === `line.${field}` ? fault.reason : refused(`facts[${index}].${field}`);
  return (
    <li className="grid grid-cols-6 items-start gap-x-3 gap-y-2 rounded-m border border-line bg-paper p-3 @4xl:grid-cols-[8rem_minmax(0,1fr)_5.5rem_5.5rem_8rem_7rem_2.25rem]">
      <div className="col-span-3 @4xl:col-span-1">
        <SelectField
          label="Kind"
          value={fact.kind}
          choices={lineKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
          onChange={(value) => {
            const kind = lineKinds.find((each) => each === value) ?? 'labor';
            onChange({ kind, ...(fact.unit === usualUnit[fact.kind] ? { unit: usualUnit[kind] } : {}) });
          }}
        />
      </div>
      <div className="col-span-6 @max-4xl:row-start-2 @4xl:col-span-1">
        <TextField
          label="What"
          value={fact.title}
          maxLength={500}
          onChange={(title) => onChange({ title })}
          error={faultAt('title')}
        />
      </div>
      <div className="col-span-2 @4xl:col-span-1">
        <TextField
          label="Quantity"
          inputMode="decimal"
          value={fact.quantity}
          onChange={(quantity) => onChange({ quantity })}
          error={faultAt('quantity')}
        />
      </div>
      <div className="col-span-2 @4xl:col-span-1">
        <TextField
          label="Unit"
          value={fact.unit}
          maxLength={20}
          onChange={(unit) => onChange({ unit })}
          error={faultAt('unit')}
        />
      </div>
      <div className="col-span-2 @4xl:col-span-1">
        <TextField
          label={`Price (${currency})`}
          inputMode="decimal"
          value={fact.unitPrice}
          onChange={(unitPrice) => onChange({ unitPrice })}
          error={faultAt('unitPrice')}
        />
      </div>
      <Net minor={netMinor} currency={currency} />
      <div className="col-start-6 row-start-1 justify-self-end @4xl:col-start-auto @4xl:row-start-auto @4xl:mt-7 @4xl:self-start">
        {onRemove && <IconButton icon={Trash2} label={`Remove line ${index + 1}`} onClick={onRemove} />}
      </div>
    </li>
  );
}

function Net({ minor, currency }: { minor: bigint | null; currency: string }) {
  return (
    <p className="col-span-2 col-start-4 row-start-1 self-end pb-1.5 text-end @4xl:col-span-1 @4xl:col-start-auto @4xl:row-start-auto @4xl:self-start @4xl:pb-0">
      <span className="block text-ink-3 @4xl:mb-3">Net</span>
      {minor === null ? (
        <span className="text-ink-3">–</span>
      ) : (
        <Money minor={minor} currency={currency} emphasis="strong" />
      )}
    </p>
  );
}
