/**
 * Photos of a job by moment: before, during, after. Uploads go one by one, so that one bad file stops none of the others.
 * It does not resize; the server does, and takes position and camera data out.
 */
import { Camera } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FileDrop } from '../../../ui/file-drop.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProgressBar } from '../../../ui/progress.tsx';
import { SelectField, TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { fileUrl } from '../../file-url.ts';
import { asProblem } from '../../problem.ts';
import { useSend } from '../parts/send.ts';
import { type JobDetail, type JobPhoto, jobTopics, type PhotoMoment, photoMoments } from './job-data.ts';

const momentWords: Record<PhotoMoment, string> = { before: 'Before', during: 'During', after: 'After' };

export function JobPhotos({ job }: { job: JobDetail }) {
  const [open, setOpen] = useState(false);
  const mayAdd = job.allowedActions.includes('add_photo');
  return (
    <Panel
      title="Photos"
      actions={
        mayAdd && (
          <Button size="small" icon={Camera} onClick={() => setOpen(true)}>
            Add photos
          </Button>
        )
      }
    >
      {job.photos.length === 0 ? (
        <p className="text-ink-3">No photos yet. A before and an after end most arguments.</p>
      ) : (
        <div className="grid gap-4">
          {photoMoments.map((moment) => (
            <Moment
              key={moment}
              moment={moment}
              photos={job.photos.filter((photo) => photo.moment === moment)}
            />
          ))}
        </div>
      )}
      {open && <AddPhotos job={job} onClose={() => setOpen(false)} />}
    </Panel>
  );
}

function Moment({ moment, photos }: { moment: PhotoMoment; photos: readonly JobPhoto[] }) {
  if (photos.length === 0) return null;
  return (
    <section className="grid gap-2">
      <h3 className="text-sm font-semibold text-ink-2">{momentWords[moment]}</h3>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-2">
        {photos.map((photo) => {
          return (
            <li key={photo.id}>
              <a
                href={fileUrl(`/photos/${photo.id}`)}
                target="_blank"
                rel="noreferrer"
                className="grid gap-1 rounded-m"
              >
                <img
                  src={fileUrl(`/photos/${photo.id}`)}
                  // A caption beneath it would be read twice.
                  alt={photo.caption ? '' : `${momentWords[moment]}, without a caption`}
                  loading="lazy"
                  width={photo.width}
                  height={photo.height}
                  className="aspect-4/3 w-full rounded-m border border-line bg-sunken object-cover"
                />
                {photo.caption && <span className="line-clamp-2 text-sm text-ink-2">{photo.caption}</span>}
              </a>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface Upload {
  files: readonly File[];
  moment: PhotoMoment;
  caption: string;
}

interface Uploaded {
  done: number;
  refused: { file: File; reason: string }[];
}

async function upload(
  jobId: string,
  { files, moment, caption }: Upload,
  key: string,
  onStep: (done: number) => void,
): Promise<Uploaded> {
  const refused: Uploaded['refused'] = [];
  for (const [index, file] of files.entries()) {
    const form = new FormData();
    form.set('photo', file);
    form.set('moment', moment);
    if (caption.trim()) form.set('caption', caption.trim());
    await request('POST', `/jobs/${jobId}/photos`, form, { idempotencyKey: `${key}-${index}` }).catch(
      (fault: unknown) => {
        const { detail, next } = asProblem(fault);
        refused.push({ file, reason: `${detail} ${next}` });
      },
    );
    onStep(index + 1);
  }
  return { done: files.length - refused.length, refused };
}

/** Before the work "before" is meant, after it "after". */
const usualMoment = (job: JobDetail): PhotoMoment =>
  job.state === 'in_progress'
    ? 'during'
    : job.state === 'completed' || job.state === 'closed'
      ? 'after'
      : 'before';

function AddPhotos({ job, onClose }: { job: JobDetail; onClose: () => void }) {
  const [form, setForm] = useState<Upload>({ files: [], moment: usualMoment(job), caption: '' });
  const [steps, setSteps] = useState(0);
  const [refused, setRefused] = useState<Uploaded['refused']>([]);
  const sending = useSend<Upload, Uploaded>({
    topics: jobTopics,
    call: (input, key) => upload(job.id, input, key, setSteps),
    onDone: (answer) => {
      if (answer.done > 0)
        toast({ title: answer.done === 1 ? 'Photo added' : `${answer.done} photos added` });
      if (answer.refused.length === 0) return onClose();
      // What was refused stays in the form, with its reason.
      setRefused(answer.refused);
      setForm({ ...form, files: answer.refused.map((row) => row.file) });
    },
  });
  const { files } = form;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !sending.isSending && onClose()}
      title="Add photos"
      description="Place and camera data are taken out before a photo is stored."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            loading={sending.isSending}
            disabled={files.length === 0}
            onClick={() => sending.send(form)}
          >
            {files.length > 1 ? `Add ${files.length} photos` : 'Add photo'}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {refused.map((row) => (
          <Notice key={row.file.name} kind="warning">
            {row.file.name}: {row.reason}
          </Notice>
        ))}
        <UploadFields form={form} onChange={setForm} />
        {sending.isSending && (
          <ProgressBar label="Uploading" done={steps} total={files.length} unit="photos" />
        )}
      </div>
    </Dialog>
  );
}

function UploadFields({ form, onChange }: { form: Upload; onChange: (form: Upload) => void }) {
  return (
    <>
      <FileDrop
        label="Pictures"
        files={form.files}
        onChange={(next) => onChange({ ...form, files: next })}
        accept="image/*"
        multiple
      />
      <SelectField
        label="Taken"
        value={form.moment}
        choices={photoMoments.map((value) => ({ value, label: momentWords[value] }))}
        onChange={(value) =>
          onChange({ ...form, moment: photoMoments.find((moment) => moment === value) ?? 'after' })
        }
      />
      <TextField
        label="Caption"
        optional
        maxLength={200}
        value={form.caption}
        onChange={(caption) => onChange({ ...form, caption })}
      />
    </>
  );
}
