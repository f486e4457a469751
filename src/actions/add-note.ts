/** Adds notes to a job: what was seen and said on site. A note is never changed or removed, and nothing is billed by it. */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { insertNotes, lockJobs } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { id, text } from './input.ts';

const input = z.strictObject({ jobId: id('job'), notes: z.array(text(4000)).min(1).max(50) });

export const addNote = defineAction({
  name: 'add-note',
  permission: 'job.write',
  input,
  async run(context, { jobId, notes }) {
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (!job) refuse('not_found');
    const rows = notes.map((note) => ({
      accountId: context.accountId,
      id: context.id('note'),
      jobId,
      text: note,
      addedBy: context.actor.id,
      addedAt: context.now,
    }));
    await insertNotes(context.tx, rows);
    for (const row of rows) {
      context.emit({
        type: 'job.note_added',
        subject: { type: 'job', id: jobId },
        data: { noteId: row.id },
        personal: { text: row.text },
      });
    }
    return { noteIds: rows.map((row) => row.id) };
  },
});
