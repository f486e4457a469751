/**
 * Every component in every state, inside the real shell, for eyes, for axe and for screenshots.
 * It exists in development and in the browser test's build only; its data is invented here and goes nowhere.
 */
import { useState } from 'react';
import { LabelBadge } from '../../../ui/label-badge.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { AppShell } from '../../shell/app-shell.tsx';
import type { ShellView } from '../../shell/shell-view.ts';
import { applyTheme, readTheme, type Theme } from '../../theme.ts';
import { ControlSamples } from './control-samples.tsx';
import { FormSamples } from './form-samples.tsx';
import { OverlaySamples } from './overlay-samples.tsx';
import { RecordSamples } from './record-samples.tsx';
import { StateSamples } from './state-samples.tsx';
import { TableSamples } from './table-samples.tsx';

const accounts = [
  { id: 'acc_hub', name: 'Northside Exterior Network', kind: 'Hub', practice: false, depth: 0 },
  { id: 'acc_one', name: 'Clearwater Washing Co.', kind: 'Workspace', practice: true, depth: 1 },
  { id: 'acc_two', name: 'Ridgeline Gutters', kind: 'Workspace', practice: false, depth: 1 },
];

export function Playground() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [accountId, setAccountId] = useState('acc_one');
  const view: ShellView = {
    accounts,
    accountId,
    user: { name: 'Dana Ortiz', email: 'dana@clearwater.example.test', role: 'Office' },
    installation: { sandbox: true, mailboxUrl: '/mailbox', businessDay: '2026-03-12' },
    approvalsWaiting: 3,
    connection: 'live',
    theme,
    onAccountChange: setAccountId,
    onThemeChange: (next) => {
      applyTheme(next);
      setTheme(next);
    },
    onSignOut: () => {},
  };
  return (
    <AppShell view={view}>
      <PageHeader
        title="INV-2026-0412"
        trail="Invoices"
        status={
          <>
            <LabelBadge label="needs-link" />
            <LabelBadge label="overdue" text="Overdue 12 days" />
          </>
        }
        summary={
          <>
            Harbor View Apartments ·{' '}
            <Money minor={248_250n} currency="USD" locale="en-US" emphasis="strong" />
          </>
        }
      />
      <div className="grid grid-cols-1 gap-6">
        <ControlSamples />
        <TableSamples />
        <RecordSamples />
        <FormSamples />
        <StateSamples />
        <OverlaySamples />
      </div>
    </AppShell>
  );
}
