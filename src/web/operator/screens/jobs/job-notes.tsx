/** What was seen and said on site. A note is never changed or removed, and nothing is billed by it. */
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { TextArea } from '../../../ui/text-fields.tsx';
import { request } from '../../api.ts';
import { usePeople } from '../../people.ts';
import { errorOf, useSend } from '../parts/send.ts';
import { type JobDetail, jobTopics } from './job-data.ts';

export function JobNotes({ job, timeZone }: { job: JobDetail; timeZone: string | undefined }) {
  const nameOf = usePeople();
  const [text, setText] = useState('');
  const adding = useSend<string, unknown>({
    topics: jobTopics,
    call: (note, idempotencyKey) =>
      request('POST', `/jobs/${job.id}/notes`, { notes: [note] }, { idempotencyKey }),
    onDone: () => setText(''),
  });
  const fieldError = errorOf(adding.problem, 'notes');
  return (
    <Panel title="Notes">
      <div className="grid gap-4">
        {job.notes.length === 0 && <p className="text-ink-3">No notes yet.</p>}
        {job.notes.length > 0 && (
          <ul className="grid gap-3">
            {job.notes.map((note) => (
              <li key={note.id} className="border-s-2 border-line ps-3">
                <p className="whitespace-pre-wrap wrap-anywhere">{note.text}</p>
                <p className="text-sm text-ink-3">
                  {nameOf(note.addedBy)} · <DateText at={note.addedAt} timeZone={timeZone} />
                </p>
              </li>
            ))}
          </ul>
        )}
        {job.allowedActions.includes('add_note') && (
          <form
            className="grid gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (text.trim() !== '') adding.send(text.trim());
            }}
          >
            {adding.problem && !fieldError && (
              <ErrorState problem={adding.problem} kept="The text of your note." />
            )}
            <TextArea
              label="New note"
              rows={2}
              maxLength={4000}
              value={text}
              onChange={setText}
              error={fieldError}
            />
            <div>
              <Button type="submit" size="small" loading={adding.isSending} disabled={text.trim() === ''}>
                Add note
              </Button>
            </div>
          </form>
        )}
      </div>
    </Panel>
  );
}
