/**
 * Approve or deny. What this reader may decide comes with the approval, so no button is offered in vain; where somebody
 * else has to decide, that is said instead. A denial needs a comment. On a phone the two buttons stay within reach of the thumb.
 */
import { Ban, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { orList } from '../../../ui/gate.ts';
import { Notice } from '../../../ui/notice.tsx';
import { TextArea } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import type { Problem } from '../../problem.ts';
import { useSend } from '../parts/send.ts';
import { type ApprovalDetail, contentOf, type Decision, decide, decisionTopics } from './approval.ts';

export function DecisionBar({ approval }: { approval: ApprovalDetail }) {
  const [denying, setDenying] = useState(false);
  const { mayApprove, mayDeny, obstacle } = approval.decision;
  const sending = useSend<Decision, unknown>({
    call: (decision, key) => decide(approval.id, decision, key),
    topics: decisionTopics,
    onDone: (_answer, { decision }) => {
      setDenying(false);
      toast({
        title: decision === 'approve' ? 'Approved' : 'Denied',
        description: `${contentOf(approval).client}: whoever asked can see it now.`,
      });
    },
  });
  return (
    <section
      aria-label="Decision"
      className="grid gap-3 rounded-l border border-line bg-surface p-4 shadow-1 max-lg:sticky max-lg:bottom-[calc(var(--bottom-bar)+0.5rem)] max-lg:z-10 max-lg:order-last max-lg:shadow-2"
    >
      {obstacle ? (
        <Obstacle obstacle={obstacle} />
      ) : (
        <p className="text-ink-2 max-lg:hidden">
          You approve exactly what is shown here. Nothing leaves until it is sent.
        </p>
      )}
      {sending.problem && !denying && (
        <ErrorState problem={sending.problem} kept="The request, as it was asked." />
      )}
      {(mayApprove || mayDeny) && (
        <div className="grid grid-flow-col gap-2">
          {mayDeny && (
            <Button icon={Ban} onClick={() => setDenying(true)}>
              Deny
            </Button>
          )}
          {mayApprove && (
            <Button
              variant="primary"
              icon={ShieldCheck}
              loading={sending.isSending && !denying}
              onClick={() => sending.send({ decision: 'approve' })}
            >
              Approve
            </Button>
          )}
        </div>
      )}
      <DenyDialog open={denying} sending={sending} onClose={() => setDenying(false)} />
    </section>
  );
}

function Obstacle({ obstacle }: { obstacle: NonNullable<ApprovalDetail['decision']['obstacle']> }) {
  return (
    <Notice kind="warning">
      {obstacle.reason} {obstacle.next}
      {obstacle.approvers.length > 0 && ` May decide: ${orList(obstacle.approvers)}.`}
    </Notice>
  );
}

interface DenyDialogProps {
  open: boolean;
  sending: { send: (decision: Decision) => void; isSending: boolean; problem: Problem | null };
  onClose: () => void;
}

export function DenyDialog({ open, sending, onClose }: DenyDialogProps) {
  const [comment, setComment] = useState('');
  const [asked, setAsked] = useState(false);
  const missing =
    asked && comment.trim() === ''
      ? 'Write a sentence, so that whoever asked knows what to change.'
      : undefined;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Deny this request"
      description="Nothing is sent. Whoever asked reads your comment."
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="danger"
            loading={sending.isSending}
            onClick={() => {
              setAsked(true);
              if (comment.trim() !== '') sending.send({ decision: 'deny', comment: comment.trim() });
            }}
          >
            Deny
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {sending.problem && <ErrorState problem={sending.problem} kept="Your comment." />}
        <TextArea
          label="Why"
          value={comment}
          onChange={setComment}
          rows={3}
          error={missing}
          maxLength={1000}
        />
      </div>
    </Dialog>
  );
}
