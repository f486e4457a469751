/**
 * One invoice: status first, then the next step with its stop, then everything behind it: lines, mail, money, books, log.
 * It derives nothing and keeps nothing; the live stream has it read again when something changed.
 */
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { CircleHelp, ExternalLink, Eye } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Money } from '../../../ui/money.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { EventTimeline } from '../../event-timeline.tsx';
import { useTitle } from '../../place.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { DraftControls, termsWords } from './draft-controls.tsx';
import { type InvoiceDetail, invoiceName, invoiceQuery, invoiceTimelineQuery } from './invoice-data.ts';
import { InvoiceJournal } from './invoice-journal.tsx';
import { Badges, Label } from './invoice-labels.tsx';
import { InvoiceLines } from './invoice-lines.tsx';
import { InvoiceTraces } from './invoice-traces.tsx';
import { PreviewDialog } from './preview-dialog.tsx';
import { SendControls } from './send-controls.tsx';
import { WhyDrawer } from './why-drawer.tsx';

const place = getRouteApi('/shell/invoices/$invoiceId');

export function InvoicePage() {
  const { invoiceId } = place.useParams();
  const query = useQuery(invoiceQuery(invoiceId));
  return (
    <Loaded query={query} title="Invoice" label="Loading the invoice">
      {(invoice) => <Invoice invoice={invoice} />}
    </Loaded>
  );
}

function Invoice({ invoice }: { invoice: InvoiceDetail }) {
  const timeZone = useQuery(sessionQuery).data?.account.timeZone;
  useTitle(`${invoiceName(invoice)}, ${invoice.client.name}`);
  return (
    <>
      <Head invoice={invoice} />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid min-w-0 content-start gap-5">
          <NextStep invoice={invoice} />
          <InvoiceTraces invoice={invoice} timeZone={timeZone} />
        </div>
        <Facts invoice={invoice} />
        <div className="min-w-0 lg:col-span-2">
          <InvoiceLines invoice={invoice} />
        </div>
        <InvoiceJournal invoiceId={invoice.id} />
        <History invoice={invoice} timeZone={timeZone} />
      </div>
    </>
  );
}

/** Status and badges stand before every control, on the screen and for the keyboard. */
function Head({ invoice }: { invoice: InvoiceDetail }) {
  const [whyOpen, setWhyOpen] = useState(false);
  const { labels } = invoice;
  return (
    <>
      <PageHeader
        title={invoice.number ?? `${invoiceName(invoice)} for ${invoice.client.name}`}
        trail={
          <Link to="/invoices" className="underline-offset-3 hover:underline">
            Invoices
          </Link>
        }
        status={
          <span className="flex flex-wrap items-center gap-1.5">
            <Label word={labels.readiness} />
            {/* A failed attempt has a badge of its own, with its number. */}
            {!['failed', labels.readiness].includes(labels.networkStatus.toLowerCase()) && (
              <Label word={labels.networkStatus} size="small" />
            )}
            <Badges badges={invoice.badges} />
          </span>
        }
        summary={
          <span className="flex flex-wrap gap-x-2">
            <Money minor={invoice.totalMinor} currency={invoice.currency} emphasis="strong" />
            <span>
              {invoice.client.name}
              {invoice.job && `, ${invoice.job.title}`}
            </span>
          </span>
        }
        actions={
          <Button variant="quiet" size="small" icon={CircleHelp} onClick={() => setWhyOpen(true)}>
            Why this status
          </Button>
        }
      />
      <WhyDrawer invoice={invoice} open={whyOpen} onOpenChange={setWhyOpen} />
    </>
  );
}

/** What the day of a step is; for the other steps it is today, which nobody needs to be told. */
const dayWords: Partial<Record<string, string>> = {
  await_payment: 'Due on',
  await_reminder_day: 'A reminder is due from',
  remind: 'It has been due since',
};

function NextStep({ invoice }: { invoice: InvoiceDetail }) {
  const [previewOpen, setPreviewOpen] = useState(false);
  const { step, on, says } = invoice.nextFollowUp;
  // Under "Nothing is owed" there is nothing to send again.
  const maySend = invoice.allowedActions.includes('send') && invoice.gate !== null && step !== 'none';
  return (
    <Panel title="Next step">
      <div className="grid gap-4">
        <p>
          {says}
          {on && dayWords[step] && (
            <>
              {' '}
              {dayWords[step]} <DateText day={on} />.
            </>
          )}
        </p>
        {invoice.collection.reason && (
          <p className="text-sm text-ink-2">Last attempt to collect: {invoice.collection.reason.message}</p>
        )}
        {maySend && invoice.gate && <SendControls invoice={invoice} gate={invoice.gate} />}
        {invoice.doc !== 'discarded' && (
          <div className="flex flex-wrap gap-2 border-t border-line pt-3">
            <Button icon={Eye} onClick={() => setPreviewOpen(true)}>
              Preview mail and PDF
            </Button>
            <DraftControls invoice={invoice} />
          </div>
        )}
        <PreviewDialog invoice={invoice} open={previewOpen} onOpenChange={setPreviewOpen} />
      </div>
    </Panel>
  );
}

function Facts({ invoice }: { invoice: InvoiceDetail }) {
  return (
    <Panel title="Facts">
      <div className="grid grid-cols-1 gap-4">
        <KeyValue
          items={[
            {
              name: 'Client',
              value: (
                <Link
                  to="/clients/$clientId"
                  params={{ clientId: invoice.client.id }}
                  className="text-accent underline-offset-3 hover:underline"
                >
                  {invoice.client.name}
                </Link>
              ),
            },
            { name: 'Mail', value: invoice.client.email ?? <span className="text-danger">No address</span> },
            {
              name: 'Job',
              value: invoice.job ? (
                <Link
                  to="/jobs/$jobId"
                  params={{ jobId: invoice.job.id }}
                  className="text-accent underline-offset-3 hover:underline"
                >
                  {invoice.job.number}
                </Link>
              ) : (
                (invoice.adHocReason ?? 'None')
              ),
            },
            { name: 'Terms', value: termsWords(invoice.terms) },
            { name: 'Issued', value: <DateText day={invoice.issuedOn ?? undefined} /> },
            { name: 'Due', value: <DateText day={invoice.dueOn ?? undefined} /> },
            ...(invoice.purchaseOrder ? [{ name: 'Purchase order', value: invoice.purchaseOrder }] : []),
            ...(invoice.note ? [{ name: 'Note', value: invoice.note }] : []),
            ...(invoice.snapshotSha256
              ? [
                  {
                    name: 'Frozen as',
                    value: <code className="font-mono text-xs break-all">{invoice.snapshotSha256}</code>,
                  },
                ]
              : []),
          ]}
        />
        {invoice.payPath && <PayLink path={invoice.payPath} />}
      </div>
    </Panel>
  );
}

function PayLink({ path }: { path: string }) {
  const { href } = new URL(path, window.location.origin);
  return (
    <div className="grid grid-cols-1 gap-2 border-t border-line pt-3">
      <h3 className="text-sm font-semibold text-ink-2">Pay link</h3>
      <CodeBlock label="pay link" code={href} />
      <a href={href} target="_blank" rel="noreferrer" className={buttonClass('secondary', 'small')}>
        <ExternalLink aria-hidden size={14} />
        Open the pay page
      </a>
    </div>
  );
}

function History({ invoice, timeZone }: { invoice: InvoiceDetail; timeZone: string | undefined }) {
  const query = useQuery(invoiceTimelineQuery(invoice.id));
  return (
    <Panel title="Timeline">
      <Loaded query={query} label="Loading the timeline">
        {({ items }) => <EventTimeline events={items} currency={invoice.currency} timeZone={timeZone} />}
      </Loaded>
    </Panel>
  );
}
