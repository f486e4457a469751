/**
 * The facts that a label, a gate or a refusal rests on, as `why` returns them: fact, value, and the record to look at.
 * It shows the smallest set it is given and explains nothing on its own.
 */
import { CircleCheck } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EvidenceItem {
  fact: string;
  value: string | number | boolean | null;
  ref?: string;
}

export interface EvidenceListProps {
  items: readonly EvidenceItem[];
  /** Turns a reference into a link; without it the reference is text. */
  renderRef?: (ref: string) => ReactNode;
}

function valueText(value: EvidenceItem['value']): string {
  if (value === null) return 'none';
  if (value === true) return 'yes';
  if (value === false) return 'no';
  return String(value);
}

export function EvidenceList({ items, renderRef }: EvidenceListProps) {
  return (
    <ul className="grid gap-px overflow-hidden rounded-m border border-line bg-line">
      {items.map((item) => (
        <li
          key={`${item.fact} ${item.ref ?? ''}`}
          className="grid grid-cols-[auto_1fr] items-baseline gap-x-2.5 bg-surface px-3 py-2 sm:grid-cols-[auto_1fr_auto]"
        >
          <CircleCheck aria-hidden size={14} className="translate-y-0.5 text-ink-3" />
          <span className="min-w-0">
            {item.fact}
            {item.ref && (
              <span className="ms-2 font-mono text-xs break-all text-ink-3">
                {renderRef ? renderRef(item.ref) : item.ref}
              </span>
            )}
          </span>
          <span className="figures col-start-2 font-semibold sm:col-start-3 sm:text-end">
            {valueText(item.value)}
          </span>
        </li>
      ))}
    </ul>
  );
}
