/** The clients by name, with what each owes. It does not compute: the amounts come summed from the books' own rows. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Users } from 'lucide-react';
import { useCallback } from 'react';
import { buttonClass } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { sessionQuery } from '../../session.ts';
import { Failed } from '../parts/loaded.tsx';
import { usePages, withQuery } from '../parts/pages.ts';
import { SearchField } from '../parts/search-field.tsx';
import type { ClientRow } from './client.ts';

const columnsOf = (currency: string): Column<ClientRow>[] => [
  {
    key: 'name',
    header: 'Client',
    place: 'title',
    cell: (row) => (
      <Link to="/clients/$clientId" params={{ clientId: row.id }} className="row-link font-semibold">
        {row.name}
      </Link>
    ),
  },
  {
    key: 'email',
    header: 'Mail',
    cell: (row) =>
      row.email ? (
        <span className="wrap-anywhere">{row.email}</span>
      ) : (
        <span className="text-amber-fg">no address</span>
      ),
  },
  { key: 'jobs', header: 'Jobs', align: 'end', cell: (row) => row.jobs.toLocaleString() },
  { key: 'invoices', header: 'Invoices', align: 'end', cell: (row) => row.invoices.toLocaleString() },
  {
    key: 'owed',
    header: 'Owed',
    align: 'end',
    place: 'value',
    cell: (row) => (
      <Money minor={row.owedMinor} currency={currency} emphasis={row.owedMinor === 0 ? 'muted' : 'strong'} />
    ),
  },
];

export function ClientsScreen() {
  const { search = '' } = useSearch({ from: '/shell/clients' });
  const navigate = useNavigate();
  const session = useQuery(sessionQuery);
  const pages = usePages<ClientRow>('clients', withQuery('/clients', { search, limit: 50 }));
  const onSearch = useCallback(
    (text: string) =>
      void navigate({ to: '/clients', search: text === '' ? {} : { search: text }, replace: true }),
    [navigate],
  );
  const newClient = (
    <Link to="/clients/new" className={buttonClass('primary')}>
      <Plus aria-hidden size={16} />
      New client
    </Link>
  );
  return (
    <>
      <PageHeader title="Clients" actions={session.data?.permissions.includes('client.write') && newClient} />
      <div className="mb-4 max-w-sm">
        <SearchField
          label="Find a client"
          placeholder="Name, mail address or number"
          value={search}
          onSearch={onSearch}
        />
      </div>
      <Panel flush>
        <DataTable
          caption="Clients"
          columns={columnsOf(session.data?.account?.currency ?? 'USD')}
          rows={session.data ? pages.items : []}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          loading={pages.isLoading || session.isPending}
          instead={
            pages.problem ? (
              <Failed problem={pages.problem} onRetry={pages.retry} />
            ) : (
              <NoClients search={search} />
            )
          }
          onLoadMore={pages.loadMore}
          loadingMore={pages.isLoadingMore}
        />
      </Panel>
    </>
  );
}

function NoClients({ search }: { search: string }) {
  if (search !== '') {
    return (
      <EmptyState
        icon={Users}
        title="No client fits"
        actions={
          <Link to="/clients" className={buttonClass()}>
            Show all clients
          </Link>
        }
      >
        Nothing has “{search}” in its name or mail address, or as its number.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={Users}
      title="No clients yet"
      actions={
        <>
          <Link to="/imports/new" className={buttonClass('primary')}>
            Import jobs and clients
          </Link>
          <Link to="/clients/new" className={buttonClass()}>
            New client
          </Link>
        </>
      }
    >
      Clients come with an import, or are typed in here.
    </EmptyState>
  );
}
