/** Playground: the parts of one record: facts, lines with a total, evidence, history. */
import { BadgeCheck, CreditCard, FileText, Mail, Send } from 'lucide-react';
import { DateText } from '../../../ui/date-text.tsx';
import { EvidenceList } from '../../../ui/evidence-list.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Timeline, type TimelineEvent } from '../../../ui/timeline.tsx';

const usd = (minor: bigint, emphasis?: 'total' | 'strong' | 'muted') => (
  <Money minor={minor} currency="USD" locale="en-US" emphasis={emphasis} />
);

const events: TimelineEvent[] = [
  {
    id: '1',
    at: '2026-03-11T15:02:11.000Z',
    title: 'Drafted from job 1187',
    actor: 'Dana Ortiz',
    icon: FileText,
  },
  {
    id: '2',
    at: '2026-03-11T15:20:40.000Z',
    title: 'Approved',
    actor: 'Priya Raman',
    icon: BadgeCheck,
    tone: 'green',
    detail: 'Send to 1 recipient, pay link, $2,482.50.',
  },
  {
    id: '3',
    at: '2026-03-11T15:20:41.000Z',
    title: 'Issued as INV-2026-0412',
    actor: 'Closeout',
    icon: Send,
    tone: 'blue',
  },
  {
    id: '4',
    at: '2026-03-11T15:20:43.000Z',
    title: 'Mail accepted for office@harborview.example.test',
    actor: 'SMTP',
    icon: Mail,
    tone: 'blue',
  },
  {
    id: '5',
    at: '2026-03-12T08:41:09.000Z',
    title: 'Payment settled',
    actor: 'Stripe',
    icon: CreditCard,
    tone: 'green',
    detail: usd(248_250n),
  },
];

function Totals() {
  const lines: [string, bigint][] = [
    ['House wash, 2 storeys', 180_000n],
    ['Gutters, 220 ft', 49_500n],
    ['Travel', 5_000n],
    ['Sales tax 6.5 %', 13_750n],
  ];
  return (
    <dl className="grid gap-1.5">
      {lines.map(([name, minor]) => (
        <div key={name} className="flex justify-between gap-4">
          <dt>{name}</dt>
          <dd>{usd(minor)}</dd>
        </div>
      ))}
      <div className="mt-1 flex justify-between gap-4 text-lg">
        <dt className="font-semibold">Total</dt>
        <dd>{usd(248_250n, 'total')}</dd>
      </div>
    </dl>
  );
}

export function RecordSamples() {
  return (
    <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
      <div className="grid grid-cols-1 content-start gap-6">
        <Panel title="Invoice">
          <KeyValue
            items={[
              { name: 'Client', value: 'Harbor View Apartments' },
              {
                name: 'Job',
                value: (
                  <a href="#job" className="text-accent underline underline-offset-3">
                    1187, Exterior wash
                  </a>
                ),
              },
              { name: 'Issued', value: <DateText day="2026-03-12" locale="en-US" /> },
              { name: 'Due', value: <DateText day="2026-03-26" locale="en-US" style="long" /> },
              { name: 'Paid', value: <DateText /> },
            ]}
          />
        </Panel>
        <Panel title="Lines">
          <Totals />
        </Panel>
      </div>
      <div className="grid grid-cols-1 content-start gap-6">
        <Panel title="Why it is paid">
          <EvidenceList
            items={[
              { fact: 'Total', value: '$2,482.50' },
              { fact: 'Settled by the gateway', value: '$2,482.50', ref: 'pi_3PqW2eKZ' },
              { fact: 'Owed', value: '$0.00' },
              { fact: 'Under review', value: false },
            ]}
          />
        </Panel>
        <Panel title="History">
          <Timeline events={events} timeZone="UTC" />
        </Panel>
      </div>
    </div>
  );
}
