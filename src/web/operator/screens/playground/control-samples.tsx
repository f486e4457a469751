/** Playground: stat tiles, gates, buttons, labels. */
import { Download, FilePlus2, MoreHorizontal, Plus, Send, Trash2 } from 'lucide-react';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ConnectionDot } from '../../../ui/connection-dot.tsx';
import type { Gate } from '../../../ui/gate.ts';
import { GatedButton } from '../../../ui/gated-button.tsx';
import { LabelBadge, LabelLegend } from '../../../ui/label-badge.tsx';
import { type LabelWord, labelRows } from '../../../ui/label-words.ts';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { StatRow, StatTile } from '../../../ui/stat-tile.tsx';
import { toast } from '../../../ui/toast.tsx';

const usd = (minor: bigint) => <Money minor={minor} currency="USD" locale="en-US" />;
const readiness: LabelWord[] = ['draft', 'needs-link', 'link-ready', 'paid', 'reversed'];

const approvers = ['Priya Raman', 'an owner'];
const gates: { name: string; verb: string; gate: Gate }[] = [
  { name: 'Open', verb: 'Send invoice', gate: { state: 'open' } },
  {
    name: 'Needs approval',
    verb: 'Send invoice',
    gate: { state: 'needs_approval', reason: 'Sending asks the client for $2,482.50.', approvers },
  },
  {
    name: 'Requested',
    verb: 'Send invoice',
    gate: { state: 'requested', reason: 'You asked on March 11 at 09:14.', approvers },
  },
  { name: 'Approved', verb: 'Send invoice', gate: { state: 'approved', by: 'Priya Raman' } },
  {
    name: 'Denied',
    verb: 'Refund',
    gate: { state: 'denied', by: 'Priya Raman', comment: 'The crew goes back on Friday first.' },
  },
  {
    name: 'Stale',
    verb: 'Send invoice',
    gate: { state: 'stale', reason: 'The total changed from $2,400.00 to $2,482.50.', approvers },
  },
  {
    name: 'Blocked',
    verb: 'Create pay link',
    gate: {
      state: 'blocked',
      reason: 'There is no way to pay yet.',
      next: 'Connect Stripe or publish bank details.',
    },
  },
];

function Gates() {
  return (
    <Panel
      title="Gates"
      description="A stop is written on the control: a lock, a word, a reason, and who may approve."
    >
      <ul className="grid gap-6 sm:grid-cols-2 xl:grid-cols-3">
        {gates.map(({ name, verb, gate }) => (
          <li key={name} className="grid content-start gap-2">
            <span className="text-sm text-ink-3">{name}</span>
            <div>
              <GatedButton
                gate={gate}
                icon={Send}
                onRun={() => toast({ title: `${verb}: done` })}
                onRequest={() => toast({ kind: 'info', title: 'This opens the request' })}
              >
                {verb}
              </GatedButton>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Buttons() {
  return (
    <Panel title="Buttons">
      <div className="grid gap-4">
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" icon={FilePlus2}>
            Create invoice
          </Button>
          <Button icon={Download}>Export</Button>
          <Button variant="quiet">Cancel</Button>
          <Button variant="danger" icon={Trash2}>
            Void invoice
          </Button>
          <IconButton icon={MoreHorizontal} label="More actions" />
        </div>
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" loading>
            Sending
          </Button>
          <Button disabled>Not now</Button>
          <Button size="small" icon={Plus}>
            Add line
          </Button>
          <Button size="small" variant="quiet">
            Clear
          </Button>
        </div>
        <div className="flex flex-wrap gap-5">
          <ConnectionDot state="live" />
          <ConnectionDot state="connecting" />
          <ConnectionDot state="off" />
        </div>
      </div>
    </Panel>
  );
}

export function ControlSamples() {
  return (
    <>
      <StatRow>
        <StatTile
          name="Owed"
          value={usd(4_812_950n)}
          note="38 invoices"
          link={<a href="/invoices">Open them</a>}
          tone="blue"
        />
        <StatTile
          name="Overdue"
          value={usd(930_400n)}
          note="9 invoices, oldest 41 days"
          link={<a href="/invoices">Open them</a>}
          tone="orange"
        />
        <StatTile
          name="To invoice"
          value={usd(1_275_000n)}
          note="14 completed jobs"
          link={<a href="/invoices">Open them</a>}
          tone="amber"
        />
        <StatTile
          name="Settled this month"
          value={usd(18_230_075n)}
          note="122 payments"
          link={<a href="/books">Open them</a>}
          tone="green"
        />
      </StatRow>
      <Gates />
      <Buttons />
      <Panel title="Labels">
        <div className="grid gap-5 lg:grid-cols-2">
          <LabelLegend labels={readiness} />
          <div className="flex flex-wrap content-start gap-2">
            {(Object.keys(labelRows) as LabelWord[]).map((label) => (
              <LabelBadge key={label} label={label} size="small" />
            ))}
          </div>
        </div>
      </Panel>
    </>
  );
}
