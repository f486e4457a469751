/**
 * Sending, with its stop written on it: request, approve, deny, send, or approve and send in one step, as the API's gate
 * says, and nothing else. A stop that no key opens leads to the place where its reason is put right.
 */
import { Link } from '@tanstack/react-router';
import { KeyRound, Send } from 'lucide-react';
import { useState } from 'react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { GatedButton } from '../../../ui/gated-button.tsx';
import { Money } from '../../../ui/money.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { usePeople } from '../../people.ts';
import { type Decision, decide, decisionTopics } from '../approvals/approval.ts';
import { DenyDialog } from '../approvals/decision-bar.tsx';
import { useSend } from '../parts/send.ts';
import { gateOf } from './gate-of.ts';
import { type GateView, type InvoiceDetail, invoiceName } from './invoice-data.ts';

const topics = ['invoices', 'jobs', 'approvals', 'dashboard', 'session', 'books'];

type Step = 'request' | 'send' | 'approve-and-send';

const said: Record<Step, (invoice: InvoiceDetail) => { title: string; description: string }> = {
  request: (invoice) => ({
    title: 'Approval requested',
    description: `For ${invoice.number ?? 'the draft'}, ${invoice.client.name}, as it stands now.`,
  }),
  send: (invoice) => ({
    title: 'Handed to the outbox',
    description: `The mail to ${invoice.client.name} is on its way; this page says when it was accepted.`,
  }),
  'approve-and-send': (invoice) => ({
    title: 'Approved and handed to the outbox',
    description: `It is recorded that you approved your own request. The mail goes to ${invoice.client.name}.`,
  }),
};

function useSteps(invoice: InvoiceDetail, onDone: () => void) {
  return useSend<Step, unknown>({
    topics,
    call: (step, idempotencyKey) =>
      step === 'request'
        ? request('POST', `/invoices/${invoice.id}/request-approval`, {}, { idempotencyKey })
        : request(
            'POST',
            `/invoices/${invoice.id}/send`,
            { approveNow: step === 'approve-and-send' },
            { idempotencyKey },
          ),
    onDone: (_answer, step) => {
      toast(said[step](invoice));
      onDone();
    },
  });
}

export function SendControls({ invoice, gate: view }: { invoice: InvoiceDetail; gate: GateView }) {
  const nameOf = usePeople();
  const [asking, setAsking] = useState<'request' | 'approve-and-send' | 'stop' | null>(null);
  const close = () => setAsking(null);
  const steps = useSteps(invoice, close);
  const gate = gateOf(view, invoice.approvals, nameOf);
  const inOneStep = view.inOneStep && (view.state === 'needs_approval' || view.state === 'waiting');
  const verb = invoice.doc === 'draft' ? 'Send invoice' : 'Send again';
  return (
    <div className="grid gap-3">
      {steps.problem && asking === null && (
        <ErrorState problem={steps.problem} kept="The invoice, as it stands here." />
      )}
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        {inOneStep ? (
          <Button
            variant={invoice.doc === 'draft' ? 'primary' : 'secondary'}
            icon={Send}
            loading={steps.isSending}
            onClick={() => setAsking('approve-and-send')}
          >
            {invoice.doc === 'draft' ? 'Approve and send' : 'Approve and send again'}
          </Button>
        ) : (
          <GatedButton
            gate={gate}
            icon={Send}
            loading={steps.isSending}
            onRun={() => steps.send('send')}
            onRequest={() =>
              setAsking(gate.state === 'requested' || gate.state === 'blocked' ? 'stop' : 'request')
            }
          >
            {verb}
          </GatedButton>
        )}
        {view.mayDecide && !inOneStep && <Decide invoice={invoice} approvalId={view.approvalId} />}
      </div>
      {asking === 'stop' && <StopDialog invoice={invoice} view={view} onClose={close} />}
      {(asking === 'request' || asking === 'approve-and-send') && (
        <AskDialog invoice={invoice} view={view} step={asking} steps={steps} onClose={close} />
      )}
    </div>
  );
}

function Decide({ invoice, approvalId }: { invoice: InvoiceDetail; approvalId: string | null }) {
  const [denying, setDenying] = useState(false);
  const sending = useSend<Decision, unknown>({
    call: (decision, key) => decide(approvalId ?? '', decision, key),
    topics: decisionTopics,
    onDone: (_answer, { decision }) => {
      setDenying(false);
      toast({
        title: decision === 'approve' ? 'Approved' : 'Denied',
        description: `${invoiceName(invoice)}, ${invoice.client.name}`,
      });
    },
  });
  if (approvalId === null) return null;
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          icon={KeyRound}
          variant="primary"
          loading={sending.isSending && !denying}
          onClick={() => sending.send({ decision: 'approve' })}
        >
          Approve
        </Button>
        <Button onClick={() => setDenying(true)}>Deny</Button>
        <Link to="/approvals/$approvalId" params={{ approvalId }} className={buttonClass('quiet')}>
          See the request
        </Link>
      </div>
      {sending.problem && !denying && (
        <ErrorState problem={sending.problem} kept="The request, as it was asked." />
      )}
      <DenyDialog open={denying} sending={sending} onClose={() => setDenying(false)} />
    </div>
  );
}

interface AskDialogProps {
  invoice: InvoiceDetail;
  view: GateView;
  step: 'request' | 'approve-and-send';
  steps: ReturnType<typeof useSteps>;
  onClose: () => void;
}

function AskDialog({ invoice, view, step, steps, onClose }: AskDialogProps) {
  const isRequest = step === 'request';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={isRequest ? 'Request approval to send' : 'Approve and send'}
      description={
        isRequest
          ? 'The key fits exactly what the invoice says now. If anything changes, it has to be asked for again.'
          : 'You approve it as it stands and it leaves at once. It is recorded that you approved your own request.'
      }
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            icon={isRequest ? undefined : Send}
            loading={steps.isSending}
            onClick={() => steps.send(step)}
          >
            {isRequest ? 'Request approval' : 'Approve and send'}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {steps.problem && <ErrorState problem={steps.problem} kept="The invoice, as it stands here." />}
        <dl className="grid grid-cols-[auto_1fr] gap-x-5 gap-y-1.5">
          <dt className="text-ink-3">Amount</dt>
          <dd>
            <Money minor={invoice.totalMinor} currency={invoice.currency} emphasis="strong" />
          </dd>
          <dt className="text-ink-3">To</dt>
          <dd className="wrap-anywhere">
            {invoice.client.name}
            {invoice.client.email && `, ${invoice.client.email}`}
          </dd>
          <dt className="text-ink-3">Opens</dt>
          <dd>{view.title}</dd>
          {isRequest && view.approvers.length > 0 && (
            <>
              <dt className="text-ink-3">May approve</dt>
              <dd>{view.approvers.join(', ')}</dd>
            </>
          )}
        </dl>
      </div>
    </Dialog>
  );
}

/** Where the reason of a stop is put right. */
function WayOn({ invoice, view }: { invoice: InvoiceDetail; view: GateView }) {
  const look = buttonClass('primary');
  switch (view.precondition) {
    case 'no_recipient':
    case 'recipient_bounced':
      return (
        <Link to="/clients/$clientId" params={{ clientId: invoice.client.id }} className={look}>
          Open {invoice.client.name}
        </Link>
      );
    case 'no_active_processor':
    case 'missing_seller':
    case 'policy_closed':
    case 'mail_not_configured':
      return (
        <Link to="/settings" className={look}>
          Open settings
        </Link>
      );
    case 'state_unclear':
      return (
        <Link to="/incidents" className={look}>
          Open incidents
        </Link>
      );
    default:
      return null;
  }
}

function StopDialog({
  invoice,
  view,
  onClose,
}: {
  invoice: InvoiceDetail;
  view: GateView;
  onClose: () => void;
}) {
  const waits = view.state === 'waiting' && view.approvalId !== null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={waits ? 'It waits for approval' : 'It is stopped'}
      description={`${view.reason} ${view.next}`}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {waits && view.approvalId !== null ? (
            <Link
              to="/approvals/$approvalId"
              params={{ approvalId: view.approvalId }}
              className={buttonClass('primary')}
            >
              See the request
            </Link>
          ) : (
            <WayOn invoice={invoice} view={view} />
          )}
        </>
      }
    >
      <p className="text-ink-2">
        {view.approvers.length > 0
          ? `May approve: ${view.approvers.join(', ')}.`
          : 'Nobody in this account may approve it yet.'}
      </p>
    </Dialog>
  );
}
