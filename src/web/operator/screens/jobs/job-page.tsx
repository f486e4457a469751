/**
 * One job: where work and money stand, what can be done now, its facts, photos, notes, invoices and log.
 * Only what the API allows is offered; billing is one press, and the draft opens.
 */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { BadgeCheck, FilePlus2, Play } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { EventTimeline } from '../../event-timeline.tsx';
import { useTitle } from '../../place.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useSend } from '../parts/send.ts';
import { JobCorrections } from './job-corrections.tsx';
import { type JobDetail, jobQuery, jobTopics } from './job-data.ts';
import { JobFacts } from './job-facts.tsx';
import { JobMoneyLabel, JobState } from './job-labels.tsx';
import { JobNotes } from './job-notes.tsx';
import { JobPhotos } from './job-photos.tsx';

const place = getRouteApi('/shell/jobs/$jobId');

export function JobPage() {
  const { jobId } = place.useParams();
  const query = useQuery(jobQuery(jobId));
  return (
    <Loaded query={query} title="Job" label="Loading the job">
      {(job) => <Job job={job} />}
    </Loaded>
  );
}

function Job({ job }: { job: JobDetail }) {
  const account = useQuery(sessionQuery).data?.account;
  const currency = job.invoices[0]?.currency ?? account?.currency ?? 'USD';
  useTitle(`${job.number} ${job.title}`);
  return (
    <>
      <PageHeader
        title={job.title}
        trail={
          <Link to="/jobs" className="underline-offset-3 hover:underline">
            Jobs
          </Link>
        }
        status={
          <span className="flex flex-wrap gap-1.5">
            <JobState state={job.state} />
            <JobMoneyLabel money={job.money} />
          </span>
        }
        summary={`${job.number}, ${job.client.name}`}
      />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid min-w-0 content-start gap-5">
          <JobActions job={job} currency={currency} />
          <JobInvoices job={job} />
        </div>
        <Site job={job} />
        <div className="min-w-0 lg:col-span-2">
          <JobFacts job={job} currency={currency} />
        </div>
        <div className="grid min-w-0 content-start gap-5">
          <JobPhotos job={job} />
          <JobNotes job={job} timeZone={account?.timeZone} />
        </div>
        <div className="min-w-0">
          <Panel title="Timeline">
            <EventTimeline events={job.timeline} currency={currency} timeZone={account?.timeZone} />
          </Panel>
        </div>
      </div>
    </>
  );
}

type Verb = 'start' | 'complete' | 'invoice';

const done: Record<Verb, { title: string; description: string }> = {
  start: { title: 'Work started', description: 'The job is in progress.' },
  complete: { title: 'Job completed', description: 'Its unbilled facts are a candidate for an invoice now.' },
  invoice: { title: 'Invoice drafted', description: 'From the job’s own facts. Nothing was sent.' },
};

/** Says why nothing can be done, instead of a grey button. */
function whyNothing(job: JobDetail): string {
  if (job.history) return 'This is older work that was imported as history. It is not billed here.';
  if (job.state === 'cancelled') return 'The job was cancelled.';
  if (job.facts.length === 0) return 'The job has no facts to bill.';
  return job.unbilledMinor === 0
    ? 'Everything of this job is billed or waived.'
    : 'Your role may look at this job, not move it.';
}

function JobActions({ job, currency }: { job: JobDetail; currency: string }) {
  const navigate = useNavigate();
  const moving = useSend<Verb, { id?: string }>({
    topics: jobTopics,
    call: (verb, idempotencyKey) => request('POST', `/jobs/${job.id}/${verb}`, {}, { idempotencyKey }),
    onDone: (answer, verb) => {
      toast(done[verb]);
      if (verb === 'invoice' && answer.id)
        void navigate({ to: '/invoices/$invoiceId', params: { invoiceId: answer.id } });
    },
  });
  const allows = (verb: Verb) => job.allowedActions.includes(verb);
  const any = allows('start') || allows('complete') || allows('invoice');
  return (
    <Panel title="Next step">
      <div className="grid gap-3">
        {moving.problem && <ErrorState problem={moving.problem} kept="The job, as it was." />}
        {!any && <p className="text-ink-2">{whyNothing(job)}</p>}
        {any && (
          <div className="flex flex-wrap gap-2">
            {allows('invoice') && (
              <Button
                variant="primary"
                icon={FilePlus2}
                loading={moving.isSending}
                onClick={() => moving.send('invoice')}
              >
                Invoice job
              </Button>
            )}
            {allows('complete') && (
              <Button
                variant="primary"
                icon={BadgeCheck}
                loading={moving.isSending}
                onClick={() => moving.send('complete')}
              >
                Complete job
              </Button>
            )}
            {allows('start') && (
              <Button icon={Play} loading={moving.isSending} onClick={() => moving.send('start')}>
                Start work
              </Button>
            )}
          </div>
        )}
        {allows('invoice') && (
          <p className="text-sm text-ink-2">
            Drafts an invoice from every fact that is not billed yet. Nothing is sent.
          </p>
        )}
        <JobCorrections job={job} currency={currency} />
      </div>
    </Panel>
  );
}

function Site({ job }: { job: JobDetail }) {
  return (
    <Panel title="Site">
      <KeyValue
        items={[
          {
            name: 'Client',
            value: (
              <Link
                to="/clients/$clientId"
                params={{ clientId: job.client.id }}
                className="text-accent underline-offset-3 hover:underline"
              >
                {job.client.name}
              </Link>
            ),
          },
          { name: 'Place', value: job.site ?? <span className="text-ink-3">Not given</span> },
          { name: 'Crew', value: job.crew ?? <span className="text-ink-3">Not given</span> },
          { name: 'Scheduled', value: <DateText day={job.scheduledOn ?? undefined} /> },
          { name: 'Completed', value: <DateText day={job.completedOn ?? undefined} /> },
          ...(job.purchaseOrder ? [{ name: 'Purchase order', value: job.purchaseOrder }] : []),
          ...(job.externalId ? [{ name: 'Number elsewhere', value: job.externalId }] : []),
        ]}
      />
    </Panel>
  );
}

const docWords = { draft: 'Draft', discarded: 'Discarded', issued: 'Issued', void: 'Void' } as const;

function JobInvoices({ job }: { job: JobDetail }) {
  return (
    <Panel title="Invoices" flush>
      {job.invoices.length === 0 && <p className="px-4 py-3 text-ink-3">None yet.</p>}
      <ul className="divide-y divide-line">
        {job.invoices.map((invoice) => (
          <li key={invoice.id}>
            <Link
              to="/invoices/$invoiceId"
              params={{ invoiceId: invoice.id }}
              className="flex flex-wrap items-baseline justify-between gap-x-3 px-4 py-2.5 -outline-offset-2 hover:bg-paper"
            >
              <span className="figures font-medium text-accent">
                {invoice.number ?? docWords[invoice.doc]}
              </span>
              <Money minor={invoice.totalMinor} currency={invoice.currency} />
              {invoice.doc === 'issued' && (
                <span className="w-full text-sm text-ink-2">
                  {invoice.owedMinor > 0 ? (
                    <>
                      Owed <Money minor={invoice.owedMinor} currency={invoice.currency} />
                    </>
                  ) : (
                    'Nothing owed'
                  )}
                </span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
