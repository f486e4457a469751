/**
 * Correcting the details of a job. It sends the version that the form was filled from; when somebody was faster, nothing is
 * overwritten: what was typed stays in view, and starting from what they saved is a choice.
 */
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { errorOf, useSend } from '../parts/send.ts';
import { type JobDetail, jobTopics } from './job-data.ts';
import { type DetailsForm, detailsBody, JobDetailFields } from './job-detail-fields.tsx';

const formOf = (job: JobDetail): DetailsForm => ({
  title: job.title,
  site: job.site ?? '',
  crew: job.crew ?? '',
  scheduledOn: job.scheduledOn ?? '',
  purchaseOrder: job.purchaseOrder ?? '',
});

export function EditJob({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  const [version, setVersion] = useState(job.version);
  const [form, setForm] = useState(() => formOf(job));
  const saving = useSend<DetailsForm, unknown>({
    topics: jobTopics,
    call: (input, idempotencyKey) =>
      request('PATCH', `/jobs/${job.id}`, { version, ...detailsBody(input) }, { idempotencyKey }),
    onDone: () => {
      toast({ title: 'Job saved', description: form.title });
      onClose();
    },
  });
  const { problem } = saving;
  const isOutdated = problem?.code === 'stale_version';
  const startOver = () => {
    setVersion(job.version);
    setForm(formOf(job));
    saving.reset();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title="Edit details"
      description="A draft that exists already keeps its own words; an issued invoice never changes."
      actions={
        <>
          <Button onClick={onClose}>Not now</Button>
          <Button
            variant="primary"
            loading={saving.isSending}
            disabled={form.title.trim() === '' || isOutdated}
            onClick={() => saving.send(form)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem && !problem.field && (
          <ErrorState
            problem={problem}
            kept="What you typed."
            actions={isOutdated && <Button onClick={startOver}>Start from what was saved</Button>}
          />
        )}
        <div className="grid gap-4 sm:grid-cols-2">
          <JobDetailFields
            form={form}
            noTitle={form.title.trim() === '' ? 'Say in a few words what the work is.' : undefined}
            refused={(field) => errorOf(problem, field)}
            onChange={(part) => setForm((before) => ({ ...before, ...part }))}
          />
        </div>
      </div>
    </Dialog>
  );
}
