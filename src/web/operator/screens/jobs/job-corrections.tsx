/**
 * Putting a saved job right: more lines, other details, or no job at all. Each dialog is one call, and keeps what was typed
 * when the API refuses. An invoice that was drafted before is not changed from here.
 */
import { Ban, ListPlus, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { TextArea } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { errorOf, useSend } from '../parts/send.ts';
import { EditJob } from './edit-job.tsx';
import { type FactDraft, FactRows, factBodies, isBlank, netOf, newFact } from './fact-rows.tsx';
import { type JobDetail, type JobFact, jobTopics } from './job-data.ts';

type Correction = 'lines' | 'details' | 'cancel';

export function JobCorrections({ job, currency }: { job: JobDetail; currency: string }) {
  const [open, setOpen] = useState<Correction | null>(null);
  const close = () => setOpen(null);
  const allows = (action: string) => job.allowedActions.includes(action);
  if (!allows('add_facts') && !allows('edit') && !allows('cancel')) return null;
  return (
    <div className="flex flex-wrap gap-2 border-t border-line pt-3">
      {allows('add_facts') && (
        <Button icon={ListPlus} onClick={() => setOpen('lines')}>
          Add lines
        </Button>
      )}
      {allows('edit') && (
        <Button icon={Pencil} onClick={() => setOpen('details')}>
          Edit details
        </Button>
      )}
      {allows('cancel') && (
        <Button variant="quiet" icon={Ban} onClick={() => setOpen('cancel')}>
          Cancel job
        </Button>
      )}
      {open === 'lines' && <AddLines job={job} currency={currency} onClose={close} />}
      {open === 'details' && <EditJob job={job} onClose={close} />}
      {open === 'cancel' && <CancelJob job={job} onClose={close} />}
    </div>
  );
}

function AddLines({ job, currency, onClose }: { job: JobDetail; currency: string; onClose: () => void }) {
  const [facts, setFacts] = useState<FactDraft[]>([newFact('first')]);
  const [tried, setTried] = useState(false);
  const saving = useSend<readonly FactDraft[], unknown>({
    topics: jobTopics,
    call: (input, idempotencyKey) =>
      request('POST', `/jobs/${job.id}/facts`, { facts: factBodies(input) }, { idempotencyKey }),
    onDone: () => {
      toast({ title: 'Lines added', description: `${job.number} ${job.title}` });
      onClose();
    },
  });
  const filled = facts.filter((fact) => !isBlank(fact));
  const submit = () => {
    setTried(true);
    if (filled.length > 0 && filled.every((fact) => netOf(fact, currency).ok)) saving.send(facts);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title="Add lines"
      description="What was done or used besides. Invoices that exist already are not changed."
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button variant="primary" loading={saving.isSending} onClick={submit}>
            Save lines
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {saving.problem && <ErrorState problem={saving.problem} kept="Every line you typed." />}
        {tried && filled.length === 0 && (
          <p role="alert" className="font-medium text-danger">
            Fill in at least one line.
          </p>
        )}
        <FactRows
          facts={facts}
          currency={currency}
          showFaults={tried}
          refused={(field) => errorOf(saving.problem, field)}
          onChange={setFacts}
        />
      </div>
    </Dialog>
  );
}

function CancelJob({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  return (
    <ReasonDialog
      title={`Cancel ${job.number}`}
      description="For work that will not be done or billed. It stays on record and cannot be opened again."
      verb="Cancel job"
      path={`/jobs/${job.id}/cancel`}
      body={{}}
      done={{ title: 'Job cancelled', description: `${job.number} ${job.title}` }}
      onClose={onClose}
    />
  );
}

/** One line that nobody will bill. */
export function LeaveOut({ job, fact, onClose }: { job: JobDetail; fact: JobFact; onClose: () => void }) {
  return (
    <ReasonDialog
      title="Leave a line out"
      description={`“${fact.title}” will not be billed. It stays on the job with your reason, and cannot be taken back in.`}
      verb="Leave out"
      path={`/jobs/${job.id}/waive`}
      body={{ factIds: [fact.id] }}
      done={{ title: 'Line left out', description: fact.title }}
      // The button of the line is gone once the line is left out.
      focusAfter={() => document.getElementById(fact.id)}
      onClose={onClose}
    />
  );
}

interface ReasonDialogProps {
  title: string;
  description: string;
  verb: string;
  path: string;
  body: object;
  done: { title: string; description: string };
  focusAfter?: () => HTMLElement | null;
  onClose: () => void;
}

function ReasonDialog(props: ReasonDialogProps) {
  const { title, description, verb, path, body, done, focusAfter, onClose } = props;
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const sending = useSend<string, unknown>({
    topics: jobTopics,
    call: (text, idempotencyKey) => request('POST', path, { ...body, reason: text }, { idempotencyKey }),
    onDone: () => {
      toast(done);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={description}
      focusAfter={focusAfter}
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="danger"
            loading={sending.isSending}
            onClick={() => {
              setTried(true);
              if (reason.trim() !== '') sending.send(reason.trim().replace(/\s+/g, ' '));
            }}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        {sending.problem && <ErrorState problem={sending.problem} kept="The job, and your reason." />}
        <TextArea
          label="Reason"
          rows={2}
          maxLength={200}
          value={reason}
          onChange={setReason}
          error={tried && reason.trim() === '' ? 'Say why, for whoever reads it later.' : undefined}
        />
      </div>
    </Dialog>
  );
}
