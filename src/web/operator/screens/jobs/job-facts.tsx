/**
 * What a job consists of: labor, material, travel, fees, discounts, and which invoice bills each of them.
 * A line that nobody will bill can be left out, with a reason; a fact is billed by at most one live invoice line.
 */
import { useLocation } from '@tanstack/react-router';
import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import { formatPrice, formatQuantity } from '../../../../domain/format.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { LabelBadge } from '../../../ui/label-badge.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { LeaveOut } from './job-corrections.tsx';
import type { JobDetail, JobFact } from './job-data.ts';
import { kindWords } from './kind-words.ts';

interface Shown {
  currency: string;
  isCandidate: boolean;
  marked: string;
  /** Present where the reader may leave a line out. */
  onLeaveOut: ((fact: JobFact) => void) | undefined;
}

const columnsOf = ({ currency, isCandidate, marked, onLeaveOut }: Shown): readonly Column<JobFact>[] => [
  {
    key: 'title',
    header: 'Fact',
    place: 'title',
    cell: (fact) => (
      <span
        id={fact.id}
        tabIndex={-1}
        className={`grid scroll-mt-20 ${fact.id === marked ? 'rounded-s bg-accent-soft outline-4 outline-accent-soft' : ''}`}
      >
        <span className="font-medium">{fact.title}</span>
        {fact.detail && <span className="text-sm font-normal text-ink-2">{fact.detail}</span>}
      </span>
    ),
  },
  { key: 'kind', header: 'Kind', cell: (fact) => kindWords[fact.kind] },
  { key: 'day', header: 'Day', cell: (fact) => <DateText day={fact.servedOn ?? undefined} /> },
  {
    key: 'quantity',
    header: 'Quantity',
    align: 'end',
    cell: (fact) => `${formatQuantity(fact.quantity, navigator.language)} ${fact.unit}`,
  },
  {
    key: 'price',
    header: 'Price',
    align: 'end',
    cell: (fact) => formatPrice(fact.unitPrice, currency, navigator.language),
  },
  {
    key: 'billed',
    header: 'Billing',
    place: 'plain',
    cell: (fact) => <Billing fact={fact} isCandidate={isCandidate} onLeaveOut={onLeaveOut} />,
  },
  {
    key: 'net',
    header: 'Net',
    align: 'end',
    place: 'value',
    cell: (fact) => <Money minor={fact.netMinor} currency={currency} />,
  },
];

function Billing({
  fact,
  isCandidate,
  onLeaveOut,
}: Pick<Shown, 'isCandidate' | 'onLeaveOut'> & { fact: JobFact }) {
  if (fact.waivedAt)
    return (
      <LabelBadge
        label="waived"
        text={fact.waivedReason ? `Waived: ${fact.waivedReason}` : undefined}
        size="small"
      />
    );
  if (fact.billedBy) return <LabelBadge label="issued" text="On an invoice" size="small" />;
  return (
    <span className="flex flex-wrap items-center gap-2">
      <LabelBadge label={isCandidate ? 'candidate' : 'unbilled'} size="small" />
      {onLeaveOut && (
        <Button
          variant="quiet"
          size="small"
          aria-label={`Leave out ${fact.title}`}
          onClick={() => onLeaveOut(fact)}
        >
          Leave out
        </Button>
      )}
    </span>
  );
}

export function JobFacts({ job, currency }: { job: JobDetail; currency: string }) {
  const marked = useLocation().hash;
  const [leaving, setLeaving] = useState<JobFact | null>(null);
  const isCompleted = job.state === 'completed' || job.state === 'closed';
  return (
    <Panel
      title="Facts"
      description="What was done and used. Invoices are drafted from these and nothing is retyped."
      flush
    >
      <DataTable
        caption="Facts of the job"
        columns={columnsOf({
          currency,
          isCandidate: isCompleted && !job.history,
          marked,
          onLeaveOut: job.allowedActions.includes('waive') ? setLeaving : undefined,
        })}
        rows={job.facts}
        rowId={(fact) => fact.id}
        rowName={(fact) => fact.title}
        instead={
          <EmptyState icon={ListPlus} title="No facts yet">
            Without facts there is nothing to bill.
          </EmptyState>
        }
      />
      {leaving && <LeaveOut job={job} fact={leaving} onClose={() => setLeaving(null)} />}
      <dl className="ms-auto grid w-full max-w-sm grid-cols-[1fr_auto] gap-x-6 gap-y-1.5 border-t border-line px-4 py-3">
        <dt className="font-semibold">Net, before tax</dt>
        <dd className="text-end">
          <Money minor={job.totalMinor} currency={currency} emphasis="total" />
        </dd>
        <dt className="text-ink-2">Not billed yet</dt>
        <dd className="text-end">
          <Money
            minor={job.unbilledMinor}
            currency={currency}
            emphasis={job.unbilledMinor === 0 ? 'muted' : 'strong'}
          />
        </dd>
      </dl>
    </Panel>
  );
}
