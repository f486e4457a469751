/**
 * The way from an empty account to proven money, with ticks that are read from the data and cannot be set.
 * It disappears when the first invoice is paid.
 */
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { buttonClass } from '../../../ui/button.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { type StepState, Steps } from '../../../ui/progress.tsx';
import { type AccountSettings, settingsQuery } from '../settings/settings-frame.tsx';
import { anyJobQuery, countOf, type Dashboard } from './dashboard-data.ts';

interface Step {
  name: string;
  note: string;
  done: boolean;
  action: { label: string; to: LinkProps['to']; search?: Record<string, unknown> };
}

type Seller = AccountSettings['seller'];

/** What a fresh account is called until somebody says better. */
const unnamed = 'My business';

const whoYouAre = (seller: Seller): Step => ({
  name: 'Say who you are',
  note: 'Legal name, address, tax, time zone.',
  done: seller.legalName !== unnamed && (seller.addressLines ?? []).length > 0,
  action: { label: 'Open settings', to: '/settings' },
});

function stepsOf(dashboard: Dashboard, hasJobs: boolean, seller: Seller | undefined): Step[] {
  const sent = countOf(dashboard, ['Open', 'Failed', 'Paid', 'Void']);
  const drafted = sent + countOf(dashboard, ['Draft']);
  return [
    ...(seller ? [whoYouAre(seller)] : []),
    {
      name: 'Bring in work',
      note: 'Import jobs, or write one.',
      done: hasJobs,
      action: { label: 'Import jobs', to: '/imports' },
    },
    {
      name: 'Complete a job',
      note: 'It becomes a candidate.',
      done: dashboard.candidates.count > 0 || drafted > 0,
      action: { label: 'Open jobs', to: '/jobs' },
    },
    {
      name: 'Draft the invoice',
      note: 'From the job’s own facts.',
      done: drafted > 0,
      action: { label: 'See candidates', to: '/invoices', search: { view: 'candidates' } },
    },
    {
      name: 'Approve and send',
      note: 'Preview it first.',
      done: sent > 0,
      action: { label: 'See drafts', to: '/invoices', search: { status: 'Draft' } },
    },
    {
      name: 'Get paid',
      note: 'The gateway proves it.',
      done: countOf(dashboard, ['Paid']) > 0,
      action: { label: 'See open invoices', to: '/invoices', search: { status: 'Open' } },
    },
  ];
}

export function FirstSteps({ dashboard }: { dashboard: Dashboard }) {
  const jobs = useQuery(anyJobQuery);
  const settings = useQuery(settingsQuery);
  // Who may not read the settings gets the steps without them.
  if (!jobs.data || settings.isPending) return null;
  const steps = stepsOf(dashboard, jobs.data.items.length > 0, settings.data?.seller);
  const current = steps.findIndex((step) => !step.done);
  if (current === -1) return null;
  const { action } = steps[current]!;
  const stateOf = (step: Step, index: number): StepState =>
    step.done ? 'done' : index === current ? 'current' : 'waiting';
  return (
    <Panel
      title="First steps"
      description="From finished work to money that has provably arrived. The ticks follow your data."
    >
      <div className="grid gap-4">
        <Steps
          label="First steps"
          steps={steps.map((step, index) => ({
            name: step.name,
            note: step.note,
            state: stateOf(step, index),
          }))}
        />
        <div className="flex flex-wrap gap-2">
          <Link to={action.to} search={action.search as never} className={buttonClass('primary')}>
            {action.label}
          </Link>
          {action.to === '/imports' && (
            <Link to="/jobs/new" className={buttonClass()}>
              Write a job by hand
            </Link>
          )}
        </div>
      </div>
    </Panel>
  );
}
