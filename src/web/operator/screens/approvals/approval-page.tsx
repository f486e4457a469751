/**
 * One approval, in full: what will happen, who gets what, which gates, who asked, what changed; then Approve or Deny.
 * On a phone it is one tap from the list here and one tap to decide. It sends nothing: a key only allows it.
 */
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { DateText } from '../../../ui/date-text.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Money } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { request } from '../../api.ts';
import { useTitle } from '../../place.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { MailAddress } from '../parts/mail-address.tsx';
import { type ApprovalDetail, contentOf, stateWords } from './approval.ts';
import { DecisionBar } from './decision-bar.tsx';
import { PlanLines } from './plan-lines.tsx';
import { PreviewButton, SendNow } from './send-now.tsx';
import { StateBadge } from './state-badge.tsx';
import { WhatChanged } from './what-changed.tsx';

export function ApprovalScreen() {
  const { approvalId } = useParams({ from: '/shell/approvals/$approvalId' });
  const query = useQuery({
    queryKey: ['approvals', 'one', approvalId],
    queryFn: ({ signal }) =>
      request<ApprovalDetail>('GET', `/approvals/${approvalId}`, undefined, { signal }),
  });
  return <Loaded query={query}>{(approval) => <ApprovalPage approval={approval} />}</Loaded>;
}

function ApprovalPage({ approval }: { approval: ApprovalDetail }) {
  const content = contentOf(approval);
  useTitle(`Approval, ${content.client}`);
  const isWaiting = approval.state === 'requested';
  return (
    <>
      <PageHeader
        trail={
          <Link to="/approvals" className="underline underline-offset-3">
            Approvals
          </Link>
        }
        title={`${content.issues ? 'Issue and send to' : 'Send again to'} ${content.client}`}
        status={<StateBadge state={approval.state} selfApproved={approval.selfApproved} />}
        summary={
          <>
            {content.title} ·{' '}
            <Money minor={approval.amountMinor} currency={approval.currency} emphasis="strong" />
          </>
        }
      />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid grid-cols-1 gap-5">
          <WhatChanged approval={approval} />
          <Panel title="What will happen" actions={<PreviewButton approval={approval} />}>
            <WhatHappens approval={approval} />
          </Panel>
          <Panel title="What is billed">
            <PlanLines content={content} currency={approval.currency} />
          </Panel>
        </div>
        <div className="grid-cols-1 gap-5 max-lg:contents lg:sticky lg:grid lg:top-[calc(var(--banner)+1.5rem)]">
          {isWaiting ? <DecisionBar approval={approval} /> : <Outcome approval={approval} />}
          <Panel title="About the request">
            <Request approval={approval} />
          </Panel>
        </div>
      </div>
    </>
  );
}

function WhatHappens({ approval }: { approval: ApprovalDetail }) {
  const content = contentOf(approval);
  const installation = useQuery(sessionQuery).data?.installation;
  return (
    <div className="grid gap-4">
      <ol className="grid list-decimal gap-1.5 ps-5 marker:text-ink-3">
        <li>
          {content.issues
            ? 'The draft becomes an invoice: it takes its number, and from then on it never changes.'
            : 'The invoice that was issued goes out again, unchanged.'}
        </li>
        {approval.plan.effects.map((effect) => (
          <li key={effect.to}>
            One mail goes to{' '}
            <span className="font-semibold">
              <MailAddress address={effect.to} />
            </span>
            , with the invoice as a PDF.
          </li>
        ))}
        {approval.plan.gates.includes('payment_link') && (
          <li>The mail has a pay link, which asks the client for the money.</li>
        )}
      </ol>
      {installation?.sandbox && (
        <p className="text-sm text-ink-2">
          Sandbox: no real card is charged
          {installation.mailboxUrl ? ', and the mail stays in the built-in mailbox.' : '.'}
        </p>
      )}
    </div>
  );
}

function Request({ approval }: { approval: ApprovalDetail }) {
  return (
    <KeyValue
      items={[
        { name: 'Asked by', value: approval.requestedByName ?? 'Somebody who left' },
        { name: 'Asked', value: <DateText at={approval.requestedAt} /> },
        { name: 'Expires', value: <DateText at={approval.expiresAt} /> },
        { name: 'Gates', value: approval.gateTitles.join(' · ') },
        {
          name: 'Invoice',
          value: (
            <Link
              to="/invoices/$invoiceId"
              params={{ invoiceId: approval.subjectId }}
              className="text-accent underline underline-offset-3"
            >
              {approval.now?.number ?? 'Open the draft'}
            </Link>
          ),
        },
        { name: 'Bound to', value: <code className="font-mono text-xs break-all">{approval.planHash}</code> },
      ]}
    />
  );
}

function Outcome({ approval }: { approval: ApprovalDetail }) {
  const { word, means } = stateWords[approval.state];
  return (
    <Panel title={word}>
      <div className="grid gap-3">
        <p className="text-ink-2">{means}</p>
        {approval.decidedAt && (
          <KeyValue
            items={[
              { name: 'By', value: approval.decidedByName ?? 'Closeout' },
              { name: 'When', value: <DateText at={approval.decidedAt} /> },
              ...(approval.comment ? [{ name: 'Comment', value: approval.comment }] : []),
              ...(approval.consumedAt
                ? [{ name: 'Used', value: <DateText at={approval.consumedAt} /> }]
                : []),
            ]}
          />
        )}
        <SendNow approval={approval} />
        {approval.selfApproved && (
          <Notice kind="info">
            The person who asked also approved. This account allows that, and the log says so.
          </Notice>
        )}
      </div>
    </Panel>
  );
}
