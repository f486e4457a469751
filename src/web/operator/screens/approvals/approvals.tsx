/**
 * What waits for a decision, and what was decided. Waiting ones can be approved many at once; each one's answer is shown.
 * It approves nothing without showing what would leave: a row says who gets what, the page behind it says everything.
 */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { Failed } from '../parts/loaded.tsx';
import { MailAddress } from '../parts/mail-address.tsx';
import { usePages, withQuery } from '../parts/pages.ts';
import { type ApprovalView, contentOf } from './approval.ts';
import { BulkApprove } from './bulk-approve.tsx';
import { StateBadge } from './state-badge.tsx';
import { SumOf } from './sum-of.tsx';

const shared: Column<ApprovalView>[] = [
  {
    key: 'what',
    header: 'Client and work',
    place: 'title',
    cell: (row) => (
      <span className="block min-w-0">
        <Link to="/approvals/$approvalId" params={{ approvalId: row.id }} className="row-link font-semibold">
          {contentOf(row).client}
        </Link>
        <span className="block text-sm font-normal text-ink-2">
          {contentOf(row).issues ? '' : 'Again: '}
          {contentOf(row).title}
        </span>
      </span>
    ),
  },
  {
    key: 'to',
    header: 'Goes to',
    cell: (row) => <MailAddress address={row.plan.effects.map((effect) => effect.to).join(', ')} />,
  },
  {
    key: 'amount',
    header: 'Amount',
    align: 'end',
    place: 'value',
    cell: (row) => <Money minor={row.amountMinor} currency={row.currency} emphasis="strong" />,
  },
];

const waitingColumns: Column<ApprovalView>[] = [
  ...shared,
  {
    key: 'asked',
    header: 'Asked',
    cell: (row) => (
      <span className="block min-w-0">
        {row.requestedByName ?? 'Somebody'}, <DateText at={row.requestedAt} />
      </span>
    ),
  },
];

const decidedColumns: Column<ApprovalView>[] = [
  ...shared,
  {
    key: 'decided',
    header: 'Decided',
    cell: (row) =>
      row.decidedAt ? (
        <span className="block min-w-0">
          {row.decidedByName ?? 'Closeout'}, <DateText at={row.decidedAt} />
        </span>
      ) : (
        <span className="text-ink-2">not decided</span>
      ),
  },
  {
    key: 'state',
    header: 'State',
    cell: (row) => <StateBadge state={row.state} selfApproved={row.selfApproved} />,
  },
];

const views = [
  { value: 'waiting', label: 'Waiting' },
  { value: 'all', label: 'All, newest first' },
] as const;

export function ApprovalsScreen() {
  const view = useSearch({ from: '/shell/approvals' }).view === 'all' ? 'all' : 'waiting';
  const navigate = useNavigate();
  return (
    <>
      <PageHeader
        title="Approvals"
        summary="Nothing leaves without a key. A key opens exactly what is shown here, once; if anything changes first, it no longer fits."
      />
      <Tabs
        label="Approvals"
        value={view}
        onChange={(next) =>
          void navigate({ to: '/approvals', search: next === 'all' ? { view: 'all' } : {} })
        }
        tabs={views.map((tab) => ({ ...tab, panel: <ApprovalList view={tab.value} /> }))}
      />
    </>
  );
}

function ApprovalList({ view }: { view: 'waiting' | 'all' }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState(false);
  const pages = usePages<ApprovalView>(
    'approvals',
    withQuery('/approvals', { state: view === 'waiting' ? 'requested' : undefined, limit: 50 }),
  );
  const rows = view === 'waiting' ? pages.items.filter((row) => row.state === 'requested') : pages.items;
  const picked = rows.filter((row) => chosen.has(row.id));
  return (
    <Panel flush>
      <DataTable
        caption={view === 'waiting' ? 'Approvals that wait' : 'All approvals'}
        columns={view === 'waiting' ? waitingColumns : decidedColumns}
        rows={rows}
        rowId={(row) => row.id}
        rowName={(row) => `${contentOf(row).client}, ${contentOf(row).title}`}
        loading={pages.isLoading}
        instead={
          pages.problem ? (
            <Failed problem={pages.problem} onRetry={pages.retry} />
          ) : (
            <NothingThere view={view} />
          )
        }
        selection={
          view === 'all'
            ? undefined
            : {
                ids: new Set(picked.map((row) => row.id)),
                onChange: setChosen,
                summary: <SumOf rows={picked} />,
                actions: (
                  <Button variant="primary" size="small" icon={ShieldCheck} onClick={() => setAsking(true)}>
                    Review and approve
                  </Button>
                ),
              }
        }
        onLoadMore={pages.loadMore}
        loadingMore={pages.isLoadingMore}
      />
      {asking && (
        <BulkApprove
          rows={picked}
          onClose={() => {
            setAsking(false);
            setChosen(new Set());
          }}
        />
      )}
    </Panel>
  );
}

function NothingThere({ view }: { view: 'waiting' | 'all' }) {
  return (
    <EmptyState
      icon={ShieldCheck}
      title={view === 'waiting' ? 'Nothing waits for approval' : 'Nothing was ever asked for'}
    >
      When somebody asks to send an invoice, the request appears here with all that it would do.
    </EmptyState>
  );
}
