/** Closing an incident: a sentence about what was done, kept on record. It puts nothing right by itself. */
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { TextArea } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { useSend } from '../parts/send.ts';

export function CloseDialog({ incidentId, onClose }: { incidentId: string; onClose: () => void }) {
  const [comment, setComment] = useState('');
  const [asked, setAsked] = useState(false);
  const sending = useSend<string, unknown>({
    call: (said, idempotencyKey) =>
      request('POST', `/incidents/${incidentId}/close`, { comment: said }, { idempotencyKey }),
    topics: ['incidents', 'dashboard', 'invoices'],
    onDone: () => {
      toast({ title: 'Closed', description: 'Your sentence is on record.' });
      onClose();
    },
  });
  const missing =
    asked && comment.trim() === '' ? 'Write a sentence for whoever looks at this later.' : undefined;
  const close = () => {
    setAsked(true);
    if (comment.trim() !== '') sending.send(comment.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title="Close this incident"
      description="It stays on record. Closing repairs nothing by itself."
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" loading={sending.isSending} onClick={close}>
            Close incident
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {sending.problem && <ErrorState problem={sending.problem} kept="Your sentence." />}
        <TextArea
          label="What was done"
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
