/**
 * Home: cash first, then what to do next, then how money came in. Every figure opens the records behind it.
 * It computes no amounts beyond sums within one currency.
 */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { DateText } from '../../../ui/date-text.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { StatTile } from '../../../ui/stat-tile.tsx';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { AgeingBars } from './ageing-bars.tsx';
import { BillingLag } from './billing-lag.tsx';
import { CashChart } from './cash-chart.tsx';
import { type Dashboard, dashboardQuery, openOf, overdueOf, type Sum, sumOf } from './dashboard-data.ts';
import { FirstSteps } from './first-steps.tsx';
import { WhatNext } from './what-next.tsx';

export function Home() {
  const query = useQuery(dashboardQuery);
  return (
    <Loaded query={query} title="Home" label="Loading the dashboard">
      {(dashboard) => <Overview dashboard={dashboard} />}
    </Loaded>
  );
}

function Overview({ dashboard }: { dashboard: Dashboard }) {
  const session = useQuery(sessionQuery).data;
  const currency = session?.account.currency ?? 'USD';
  const name = session?.accounts.find((account) => account.id === session.accountId)?.name;
  return (
    <>
      <PageHeader
        title="Home"
        summary={
          <>
            {name && `${name}, `}
            <DateText day={dashboard.today} style="long" />
          </>
        }
      />
      <div className="grid gap-5">
        <div className="grid grid-cols-2 gap-3 max-[22rem]:grid-cols-1 lg:grid-cols-3">
          <CashTiles dashboard={dashboard} currency={currency} />
          <WaitingTiles dashboard={dashboard} currency={currency} />
        </div>
        <FirstSteps dashboard={dashboard} />
        <div className="grid grid-cols-1 gap-5 lg:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)]">
          <div className="grid min-w-0 content-start gap-5">
            <CashChart months={dashboard.months} today={dashboard.today} currency={currency} />
            <AgeingBars rows={dashboard.ageing} currency={currency} />
          </div>
          {/* On a phone, what to do stands before how it went. */}
          <div className="grid min-w-0 content-start gap-5 max-lg:order-first">
            <WhatNext dashboard={dashboard} />
            <BillingLag lag={dashboard.billingLag} />
          </div>
        </div>
      </div>
    </>
  );
}

/** One line per currency; a zero in the account's own where there is none. */
function Amounts({ sum, currency }: { sum: Sum; currency: string }): ReactNode {
  if (sum.amounts.size === 0) return <Money minor={0} currency={currency} />;
  return [...sum.amounts].map(([code, minor]) => (
    <span key={code} className="block">
      <Money minor={minor} currency={code} />
    </span>
  ));
}

const counted = (count: number, one: string, many: string): string =>
  `${count.toLocaleString()} ${count === 1 ? one : many}`;

function CashTiles({ dashboard, currency }: { dashboard: Dashboard; currency: string }) {
  const open = openOf(dashboard);
  const overdue = overdueOf(dashboard);
  const month = dashboard.today.slice(0, 7);
  const collected = sumOf(
    dashboard.months
      .filter((row) => row.month === month)
      .map((row) => ({ ...row, minor: row.collectedMinor })),
  );
  return (
    <>
      <StatTile
        name="Owed to you"
        tone="blue"
        value={<Amounts sum={open} currency={currency} />}
        note={counted(open.count, 'open invoice', 'open invoices')}
        link={
          <Link to="/invoices" search={{ owed: true }}>
            Owed invoices
          </Link>
        }
      />
      <StatTile
        name="Overdue"
        tone={overdue.count > 0 ? 'orange' : 'neutral'}
        value={<Amounts sum={overdue} currency={currency} />}
        note={
          overdue.count > 0
            ? counted(overdue.count, 'invoice is late', 'invoices are late')
            : 'Nothing is late'
        }
        link={
          <Link to="/invoices" search={{ overdue: true }}>
            Overdue invoices
          </Link>
        }
      />
      <StatTile
        name="Collected this month"
        tone="green"
        value={<Amounts sum={collected} currency={currency} />}
        note="Settled by the gateway or attested"
        link={
          <Link to="/invoices" search={{ status: 'Paid' }}>
            Paid invoices
          </Link>
        }
      />
    </>
  );
}

function WaitingTiles({ dashboard, currency }: { dashboard: Dashboard; currency: string }) {
  const { candidates } = dashboard;
  const more = candidates.isMore ? '+' : '';
  return (
    <>
      <StatTile
        name="Waiting to be invoiced"
        tone={candidates.count > 0 ? 'amber' : 'neutral'}
        value={
          <>
            <Money minor={candidates.unbilledMinor} currency={currency} />
            {more}
          </>
        }
        note={`${candidates.count.toLocaleString()}${more} completed ${candidates.count === 1 ? 'job' : 'jobs'}`}
        link={
          <Link to="/invoices" search={{ view: 'candidates' }}>
            Candidates
          </Link>
        }
      />
      <StatTile
        name="Approvals waiting"
        tone={dashboard.approvalsWaiting > 0 ? 'amber' : 'neutral'}
        value={dashboard.approvalsWaiting.toLocaleString()}
        note={dashboard.approvalsWaiting > 0 ? 'Somebody has to decide' : 'Nobody waits'}
        link={<Link to="/approvals">Approvals</Link>}
      />
      <StatTile
        name="Open incidents"
        tone={dashboard.incidentsOpen > 0 ? 'red' : 'neutral'}
        value={dashboard.incidentsOpen.toLocaleString()}
        note={dashboard.incidentsOpen > 0 ? 'A person must look' : 'Nothing failed'}
        link={<Link to="/incidents">Incidents</Link>}
      />
    </>
  );
}
