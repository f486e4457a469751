/** The lines that a key was asked for, with their sum, as the client will read them. It adds nothing up: the plan has the sums. */
import { formatPrice, formatQuantity } from '../../../../domain/format.ts';
import { parseTerms, termsLabel } from '../../../../domain/terms.ts';
import { Money } from '../../../ui/money.tsx';
import type { PlanContent } from './approval.ts';

export function PlanLines({ content, currency }: { content: PlanContent; currency: string }) {
  const terms = parseTerms(content.terms);
  return (
    <div className="grid gap-4">
      <ul className="grid gap-3">
        {content.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a plan never change their order.
          <li key={index} className="grid grid-cols-[1fr_auto] gap-x-4">
            <span className="min-w-0">
              <span className="font-medium">{line.title}</span>
              {line.detail && <span className="block text-sm text-pretty text-ink-2">{line.detail}</span>}
              <span className="figures block text-sm text-ink-3">
                {formatQuantity(line.quantity, navigator.language)} {line.unit} ×{' '}
                {formatPrice(line.unitPrice, currency, navigator.language)}
              </span>
            </span>
            <Money minor={line.netMinor} currency={currency} />
          </li>
        ))}
      </ul>
      <dl className="grid gap-1 border-t border-line pt-3">
        <Sum name="Net" minor={content.netMinor} currency={currency} />
        <Sum name="Tax" minor={content.taxMinor} currency={currency} />
        <div className="flex justify-between gap-4 text-lg">
          <dt className="font-semibold">Total</dt>
          <dd>
            <Money minor={content.totalMinor} currency={currency} emphasis="total" />
          </dd>
        </div>
      </dl>
      <p className="text-sm text-ink-2">
        {terms.ok ? termsLabel(terms.value) : content.terms}
        {content.purchaseOrder && ` · Purchase order ${content.purchaseOrder}`}
      </p>
      {content.note && <p className="whitespace-pre-line text-ink-2">{content.note}</p>}
    </div>
  );
}

function Sum({ name, minor, currency }: { name: string; minor: string | number; currency: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-ink-2">{name}</dt>
      <dd>
        <Money minor={minor} currency={currency} />
      </dd>
    </div>
  );
}
