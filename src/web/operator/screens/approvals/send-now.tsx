/**
 * What an approver may want beside the decision: the exact mail and PDF before it, and sending right after it.
 * The key is used by the same call as on the invoice's page; the API says who may, and refuses the rest.
 */
import { useQuery } from '@tanstack/react-query';
import { Eye, Send } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { invoiceQuery } from '../invoices/invoice-data.ts';
import { PreviewDialog } from '../invoices/preview-dialog.tsx';
import { useSend } from '../parts/send.ts';
import { type ApprovalDetail, contentOf, decisionTopics } from './approval.ts';

/** The document as it is now; none where it was discarded or voided since. */
const useInvoice = (approval: ApprovalDetail) =>
  useQuery({ ...invoiceQuery(approval.subjectId), enabled: approval.now !== null }).data;

export function PreviewButton({ approval }: { approval: ApprovalDetail }) {
  const [open, setOpen] = useState(false);
  const invoice = useInvoice(approval);
  if (!invoice || approval.now === null) return null;
  return (
    <>
      <Button size="small" icon={Eye} onClick={() => setOpen(true)}>
        Preview mail and PDF
      </Button>
      <PreviewDialog invoice={invoice} open={open} onOpenChange={setOpen} />
    </>
  );
}

/** Only while this very key opens the gate, for whoever may send. */
export function SendNow({ approval }: { approval: ApprovalDetail }) {
  const invoice = useInvoice(approval);
  const sending = useSend<{ approveNow: boolean }, unknown>({
    topics: [...decisionTopics, 'jobs', 'books'],
    call: (body, idempotencyKey) =>
      request('POST', `/invoices/${approval.subjectId}/send`, body, { idempotencyKey }),
    onDone: () =>
      toast({
        title: 'Handed to the outbox',
        description: `The mail to ${contentOf(approval).client} is on its way; the invoice says when it was accepted.`,
      }),
  });
  if (!invoice || approval.state !== 'approved') return null;
  const isMine = invoice.gate?.state === 'approved' && invoice.gate.approvalId === approval.id;
  if (!isMine || !invoice.allowedActions.includes('send')) return null;
  return (
    <div className="grid gap-3">
      {sending.problem && <ErrorState problem={sending.problem} kept="The approval, and the invoice." />}
      <Button
        variant="primary"
        icon={Send}
        loading={sending.isSending}
        onClick={() => sending.send({ approveNow: false })}
      >
        Send now
      </Button>
    </div>
  );
}
