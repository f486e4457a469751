/**
 * The log of the account: who did what, when; one chain in which nothing can be changed without breaking it. The check
 * recomputes the whole chain on the server. Names and addresses are not in the log, only what they were committed to.
 */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Link2, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { moneyText } from '../../../ui/money-text.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { request } from '../../api.ts';
import { asProblem } from '../../problem.ts';
import { csvText } from '../parts/csv.ts';
import { Failed } from '../parts/loaded.tsx';
import { usePages } from '../parts/pages.ts';
import { BooksFrame } from './books-frame.tsx';

interface LogRow {
  id: string;
  type: string;
  at: string;
  actor: { kind: string; id: string };
  actorName: string | null;
  subject: { type: string; id: string };
  link: number;
  data: Record<string, unknown>;
}

/** `invoice.issued` as people say it: "Invoice issued". */
const eventWords = (type: string): string => {
  const text = type.replace('.', ' ').replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
};

const actorWords = (row: LogRow): string => {
  if (row.actor.kind === 'system') return 'Closeout';
  if (row.actor.kind === 'gateway') return 'Payment gateway';
  if (row.actor.kind === 'client') return 'Client, on the pay page';
  return `${row.actorName ?? 'Somebody who left'}${row.actor.kind === 'key' ? ', by API key' : ''}`;
};

function Subject({ subject }: { subject: LogRow['subject'] }): ReactNode {
  const look = 'text-accent underline underline-offset-3';
  if (subject.type === 'invoice')
    return (
      <Link to="/invoices/$invoiceId" params={{ invoiceId: subject.id }} className={look}>
        Invoice
      </Link>
    );
  if (subject.type === 'job')
    return (
      <Link to="/jobs/$jobId" params={{ jobId: subject.id }} className={look}>
        Job
      </Link>
    );
  if (subject.type === 'client')
    return (
      <Link to="/clients/$clientId" params={{ clientId: subject.id }} className={look}>
        Client
      </Link>
    );
  if (subject.type === 'approval')
    return (
      <Link to="/approvals/$approvalId" params={{ approvalId: subject.id }} className={look}>
        Approval
      </Link>
    );
  if (subject.type === 'import')
    return (
      <Link to="/imports/$importId" params={{ importId: subject.id }} className={look}>
        Import
      </Link>
    );
  return <span className="capitalize">{subject.type}</span>;
}

/** The data for the eye: amounts as money, and without the ids and hashes that the download has. */
function dataText(data: Record<string, unknown>): string {
  const currency = typeof data.currency === 'string' ? data.currency : null;
  const words = Object.entries(data).flatMap(([name, value]) => {
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    const isNoise =
      value === null ||
      value === '' ||
      name === 'currency' ||
      name.endsWith('Id') ||
      /^([a-z]{3}_[0-9A-Z]{26}|[0-9a-f]{32,})$/.test(text);
    if (isNoise) return [];
    const label = name
      .replace(/Minor$/, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
    if (name.endsWith('Minor') && currency && /^-?\d+$/.test(text))
      return [`${label} ${moneyText(text, currency)}`];
    if (typeof value === 'boolean') return value ? [label] : [];
    return [
      `${label} ${Array.isArray(value) ? value.map((item) => String(item).replaceAll('_', ' ')).join(', ') : text}`,
    ];
  });
  return words.join(' · ');
}

const columns: Column<LogRow>[] = [
  { key: 'at', header: 'When', place: 'value', width: '12rem', cell: (row) => <DateText at={row.at} /> },
  {
    key: 'type',
    header: 'What',
    place: 'title',
    cell: (row) => (
      <span className="block min-w-0">
        <span className="font-medium">{eventWords(row.type)}</span>
        <span
          className="line-clamp-2 text-sm font-normal wrap-anywhere text-ink-3"
          title={dataText(row.data)}
        >
          {dataText(row.data)}
        </span>
      </span>
    ),
  },
  { key: 'actor', header: 'Who', cell: actorWords },
  { key: 'subject', header: 'On', cell: (row) => <Subject subject={row.subject} /> },
  { key: 'link', header: 'Link', align: 'end', cell: (row) => row.link.toLocaleString() },
];

const csvOf = (rows: readonly LogRow[]): string =>
  csvText(
    ['at', 'link', 'event', 'actor kind', 'actor', 'subject', 'subject id', 'data'],
    rows.map((row) => [
      row.at,
      row.link,
      row.type,
      row.actor.kind,
      row.actorName ?? row.actor.id,
      row.subject.type,
      row.subject.id,
      JSON.stringify(row.data),
    ]),
  );

export function LogScreen() {
  const pages = usePages<LogRow>('audit', '/audit?limit=50');
  return (
    <BooksFrame
      summary="Everything that happened in this account, newest first."
      download={
        pages.items.length > 0
          ? { name: `log to ${pages.items[0]!.at.slice(0, 10)}`, text: () => csvOf(pages.items) }
          : undefined
      }
    >
      <div className="grid grid-cols-1 gap-4">
        <ChainCheck />
        <Panel flush>
          <DataTable
            caption="Log"
            columns={columns}
            rows={pages.items}
            rowId={(row) => row.id}
            rowName={(row) => eventWords(row.type)}
            loading={pages.isLoading}
            instead={
              pages.problem ? (
                <Failed problem={pages.problem} onRetry={pages.retry} />
              ) : (
                <EmptyState icon={ScrollText} title="Nothing happened yet">
                  The first thing that anybody does is the first entry.
                </EmptyState>
              )
            }
            onLoadMore={pages.loadMore}
            loadingMore={pages.isLoadingMore}
          />
        </Panel>
      </div>
    </BooksFrame>
  );
}

interface Verdict {
  whole: boolean;
  firstBroken: { linkNo: number; fault: string } | null;
}

function ChainCheck() {
  const query = useQuery({
    queryKey: ['audit-check'],
    queryFn: ({ signal }) => request<Verdict>('GET', '/audit/verify', undefined, { signal }),
    enabled: false,
    staleTime: 0,
  });
  const again = (
    <Button size="small" icon={Link2} loading={query.isFetching} onClick={() => void query.refetch()}>
      {query.data ? 'Check again' : 'Check the chain'}
    </Button>
  );
  const problem = query.error ? asProblem(query.error) : null;
  return (
    <div role="status">
      {problem ? (
        <Notice kind="warning" actions={again}>
          {problem.detail} {problem.next}
        </Notice>
      ) : !query.data ? (
        <Notice actions={again}>Each entry seals the one before it. The check recomputes every seal.</Notice>
      ) : query.data.whole ? (
        <Notice kind="success" actions={again}>
          The chain is whole: every seal was recomputed and fits.
        </Notice>
      ) : (
        <Notice kind="warning" actions={again}>
          <strong className="font-semibold">
            The chain is broken at link {query.data.firstBroken?.linkNo}:
          </strong>{' '}
          {query.data.firstBroken?.fault}. Somebody changed the database from outside. Keep a copy as it is,
          and tell whoever runs this install.
        </Notice>
      )}
    </div>
  );
}
