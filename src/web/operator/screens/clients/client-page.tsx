/** One client: where the money stands, the details, the invoices and the jobs. It changes nothing by itself. */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { PencilLine } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Money } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { StatRow, StatTile } from '../../../ui/stat-tile.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { request } from '../../api.ts';
import { useTitle } from '../../place.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { addressLines, type ClientDetail, termsText } from './client.ts';
import { ClientInvoices, ClientJobs } from './client-work.tsx';
import { EditClient } from './edit-client.tsx';

export function ClientScreen() {
  const { clientId } = useParams({ from: '/shell/clients/$clientId' });
  const query = useQuery({
    queryKey: ['clients', 'one', clientId],
    queryFn: ({ signal }) => request<ClientDetail>('GET', `/clients/${clientId}`, undefined, { signal }),
  });
  return <Loaded query={query}>{(client) => <ClientPage client={client} />}</Loaded>;
}

function ClientPage({ client }: { client: ClientDetail }) {
  const [editing, setEditing] = useState(false);
  const session = useQuery(sessionQuery);
  useTitle(client.name);
  const mayWrite = session.data?.permissions.includes('client.write') ?? false;
  return (
    <>
      <PageHeader
        trail={
          <Link to="/clients" className="underline underline-offset-3">
            Clients
          </Link>
        }
        title={client.name}
        summary={client.externalId && `Number ${client.externalId}`}
        actions={
          mayWrite && (
            <Button icon={PencilLine} onClick={() => setEditing(true)}>
              Edit
            </Button>
          )
        }
      />
      {client.email === null && (
        <div className="mb-5">
          <Notice kind="warning">
            This client has no mail address, so no invoice can be sent. Add it with Edit.
          </Notice>
        </div>
      )}
      <div className="grid grid-cols-1 gap-5">
        <Balance client={client} />
        <Panel title="Details">
          <Details client={client} />
        </Panel>
        <Tabs
          label="Work and money"
          tabs={[
            {
              value: 'invoices',
              label: 'Invoices',
              count: client.invoices,
              panel: <ClientInvoices clientId={client.id} />,
            },
            {
              value: 'jobs',
              label: 'Jobs',
              count: client.jobs,
              panel: <ClientJobs clientId={client.id} currency={client.currency} />,
            },
          ]}
        />
      </div>
      {editing && <EditClient client={client} onClose={() => setEditing(false)} />}
    </>
  );
}

function Balance({ client }: { client: ClientDetail }) {
  const money = (minor: number) => <Money minor={minor} currency={client.currency} />;
  return (
    <StatRow>
      <StatTile
        name="Owed"
        value={money(client.owedMinor)}
        tone={client.owedMinor > 0 ? 'blue' : 'neutral'}
      />
      <StatTile
        name="Of it overdue"
        value={money(client.overdueMinor)}
        tone={client.overdueMinor > 0 ? 'orange' : 'neutral'}
      />
      <StatTile
        name="Invoiced in all"
        value={money(client.invoicedMinor)}
        note={`${client.invoices.toLocaleString()} invoices and drafts`}
      />
      <StatTile
        name="Settled"
        value={money(client.invoicedMinor - client.owedMinor)}
        tone="green"
        note="invoiced less owed"
      />
    </StatRow>
  );
}

function Details({ client }: { client: ClientDetail }) {
  const lines = addressLines(client.address);
  const none = <span className="text-ink-3">none</span>;
  return (
    <KeyValue
      items={[
        { name: 'Contact', value: client.contactName ?? none },
        {
          name: 'Mail',
          value: client.email ? (
            <a href={`mailto:${client.email}`} className="text-accent underline underline-offset-3">
              {client.email}
            </a>
          ) : (
            none
          ),
        },
        { name: 'Phone', value: client.phone ?? none },
        {
          name: 'Address',
          value:
            lines.length > 0
              ? lines.map((line) => (
                  <span key={line} className="block">
                    {line}
                  </span>
                ))
              : none,
        },
        { name: 'Terms', value: termsText(client.terms) },
        {
          name: 'Tax',
          value: client.taxExemptReason ? `Not charged: ${client.taxExemptReason}` : 'As the account says',
        },
      ]}
    />
  );
}
