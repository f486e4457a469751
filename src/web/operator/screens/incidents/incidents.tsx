/** Failures that a person must see: what failed, why, and what to do next. Open ones stand first. It repairs nothing by itself. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { CloseDialog } from './close-dialog.tsx';

interface Incident {
  id: string;
  kind: string;
  subjectType: string;
  subjectId: string;
  reason: string;
  next: string;
  state: string;
  openedAt: string;
  closedAt: string | null;
}

export function IncidentsScreen() {
  const query = useQuery({
    queryKey: ['incidents'],
    queryFn: ({ signal }) => request<{ items: Incident[] }>('GET', '/incidents', undefined, { signal }),
  });
  return (
    <>
      <PageHeader
        title="Incidents"
        summary="What failed in a way that Closeout cannot or may not put right by itself."
      />
      <Loaded query={query}>{({ items }) => <IncidentList items={items} />}</Loaded>
    </>
  );
}

function IncidentList({ items }: { items: readonly Incident[] }) {
  const open = items.filter((item) => item.state === 'open');
  const closed = items.filter((item) => item.state !== 'open');
  return (
    <div className="grid grid-cols-1 gap-5">
      <Panel title="Open" flush>
        {open.length === 0 ? (
          <EmptyState icon={CircleCheck} title="Nothing needs you">
            No failure waits for a person.
          </EmptyState>
        ) : (
          <Rows items={open} />
        )}
      </Panel>
      {closed.length > 0 && (
        <Panel title="Closed" flush>
          <Rows items={closed} />
        </Panel>
      )}
    </div>
  );
}

function Rows({ items }: { items: readonly Incident[] }) {
  const session = useQuery(sessionQuery);
  const mayClose = session.data?.permissions.includes('incident.manage') ?? false;
  const [closing, setClosing] = useState<string | null>(null);
  return (
    <ul className="divide-y divide-line">
      {closing !== null && <CloseDialog incidentId={closing} onClose={() => setClosing(null)} />}
      {items.map((item) => (
        <li key={item.id} className="grid grid-cols-[1.25rem_1fr] gap-x-3 px-4 py-3.5">
          {item.state === 'open' ? (
            <CircleAlert aria-hidden size={18} className="mt-0.5 text-danger" />
          ) : (
            <CircleCheck aria-hidden size={18} className="mt-0.5 text-green-fg" />
          )}
          <div className="min-w-0">
            <p className="font-semibold text-pretty wrap-anywhere">{item.reason}</p>
            <p className="mt-0.5 text-pretty text-ink-2">{item.next}</p>
            <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-3">
              <span>
                {item.closedAt ? 'Closed' : 'Since'} <DateText at={item.closedAt ?? item.openedAt} />
              </span>
              <span>{item.kind.replaceAll('_', ' ')}</span>
              <SubjectLink item={item} />
            </p>
            {mayClose && item.state === 'open' && (
              <div className="mt-2.5">
                <Button size="small" onClick={() => setClosing(item.id)}>
                  Close incident
                </Button>
              </div>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}

function SubjectLink({ item }: { item: Incident }) {
  const look = 'font-medium text-accent underline underline-offset-3';
  if (item.subjectType === 'invoice')
    return (
      <Link to="/invoices/$invoiceId" params={{ invoiceId: item.subjectId }} className={look}>
        Open the invoice
      </Link>
    );
  if (item.subjectType === 'job')
    return (
      <Link to="/jobs/$jobId" params={{ jobId: item.subjectId }} className={look}>
        Open the job
      </Link>
    );
  if (item.subjectType === 'import')
    return (
      <Link to="/imports/$importId" params={{ importId: item.subjectId }} className={look}>
        Open the import
      </Link>
    );
  return (
    <span className="wrap-anywhere">
      {item.subjectType} {item.subjectId}
    </span>
  );
}
