/** Playground: the list with selection, the loading list, the empty list. */
import { FileSearch } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable, type Sort } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { GatedButton } from '../../../ui/gated-button.tsx';
import { LabelBadge } from '../../../ui/label-badge.tsx';
import type { LabelWord } from '../../../ui/label-words.ts';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';

interface Row {
  id: string;
  number: string;
  client: string;
  day: string;
  minor: bigint;
  label: LabelWord;
  text?: string;
}

const rows: Row[] = [
  {
    id: '1',
    number: 'INV-2026-0412',
    client: 'Harbor View Apartments',
    day: '2026-03-12',
    minor: 248_250n,
    label: 'needs-link',
  },
  {
    id: '2',
    number: 'INV-2026-0411',
    client: 'M. Okafor',
    day: '2026-03-11',
    minor: 18_900n,
    label: 'link-ready',
  },
  {
    id: '3',
    number: 'INV-2026-0398',
    client: 'St. Brendan’s Parish Council of the Lower Lakes',
    day: '2026-02-20',
    minor: 1_204_000n,
    label: 'overdue',
    text: 'Overdue 12 days',
  },
  {
    id: '4',
    number: 'INV-2026-0397',
    client: 'Lakeshore Dental',
    day: '2026-02-19',
    minor: 64_000n,
    label: 'paid',
  },
  {
    id: '5',
    number: 'INV-2026-0390',
    client: 'Tobias Lindqvist',
    day: '2026-02-17',
    minor: -32_500n,
    label: 'reversed',
  },
  {
    id: '6',
    number: 'INV-2026-0388',
    client: 'Corner Bakery',
    day: '2026-02-16',
    minor: 41_075n,
    label: 'failed',
    text: 'Failed, try 2',
  },
];

const columns: Column<Row>[] = [
  {
    key: 'number',
    header: 'Invoice',
    place: 'title',
    sortable: true,
    cell: (row) => (
      <a href={`#${row.id}`} className="row-link font-medium">
        {row.number}
      </a>
    ),
  },
  { key: 'client', header: 'Client', place: 'plain', cell: (row) => row.client },
  {
    key: 'label',
    header: 'Status',
    place: 'plain',
    cell: (row) => <LabelBadge label={row.label} text={row.text} />,
  },
  { key: 'day', header: 'Issued', sortable: true, cell: (row) => <DateText day={row.day} locale="en-US" /> },
  {
    key: 'amount',
    header: 'Amount',
    align: 'end',
    place: 'value',
    cell: (row) => <Money minor={row.minor} currency="USD" locale="en-US" />,
  },
];

const rowId = (row: Row) => row.id;
const rowName = (row: Row) => row.number;

export function TableSamples() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set(['2', '3']));
  const [sort, setSort] = useState<Sort>({ key: 'day', direction: 'descending' });
  const sum = rows.filter((row) => ids.has(row.id)).reduce((total, row) => total + row.minor, 0n);
  return (
    <>
      <Panel title="Invoices" flush actions={<Button size="small">Filter</Button>}>
        <DataTable
          caption="Invoices"
          columns={columns}
          rows={rows}
          rowId={rowId}
          rowName={rowName}
          sort={sort}
          onSort={setSort}
          onLoadMore={() => {}}
          selection={{
            ids,
            onChange: setIds,
            summary: <Money minor={sum} currency="USD" locale="en-US" emphasis="strong" />,
            actions: (
              <GatedButton
                compact
                gate={{
                  state: 'needs_approval',
                  reason: 'Sending asks clients for money.',
                  approvers: ['an owner'],
                }}
                onRun={() => {}}
                onRequest={() => {}}
              >
                Send
              </GatedButton>
            ),
          }}
        />
      </Panel>
      <TablesWithoutRows />
    </>
  );
}

function TablesWithoutRows() {
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
      <Panel title="Loading" flush>
        <DataTable
          caption="Loading invoices"
          columns={columns}
          rows={[]}
          rowId={rowId}
          rowName={rowName}
          loading
        />
      </Panel>
      <Panel title="Nothing found" flush>
        <DataTable
          caption="Found invoices"
          columns={columns}
          rows={[]}
          rowId={rowId}
          rowName={rowName}
          instead={
            <EmptyState
              icon={FileSearch}
              title="No invoice fits these filters"
              actions={<Button>Clear filters</Button>}
            >
              38 invoices are hidden by “Overdue” and “Client: Okafor”.
            </EmptyState>
          }
        />
      </Panel>
    </div>
  );
}
