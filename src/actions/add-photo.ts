/**
 * Adds photos to a job: proof of the work before, during and after. It takes pictures that the image gateway has already
 * made safe (upright, bounded, without metadata), and keeps the hash of what was sent; it decodes nothing itself.
 */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { insertPhoto, lockJobs, type PhotoRow } from '../store/jobs.ts';
import { defineAction } from './action.ts';
import { id, oneLine } from './input.ts';

/** As the image gateway answers, with the words of the person who took it. */
const photo = z.strictObject({
  moment: z.enum(['before', 'during', 'after']),
  caption: oneLine(300).nullable().default(null),
  bytes: z.instanceof(Uint8Array),
  contentType: z.enum(['image/jpeg', 'image/png']),
  width: z.number().int().min(1).max(1600),
  height: z.number().int().min(1).max(1600),
  originalSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const input = z.strictObject({ jobId: id('job'), photos: z.array(photo).min(1).max(20) });

export const addPhoto = defineAction({
  name: 'add-photo',
  permission: 'job.write',
  input,
  async run(context, { jobId, photos }) {
    const [job] = await lockJobs(context.tx, context.accountId, [jobId]);
    if (!job) refuse('not_found');
    const rows = photos.map(({ bytes, ...said }) => ({
      bytes,
      row: {
        accountId: context.accountId,
        id: context.id('photo'),
        jobId,
        ...said,
        addedBy: context.actor.id,
        addedAt: context.now,
      } satisfies PhotoRow,
    }));
    for (const { row, bytes } of rows) {
      await insertPhoto(context.tx, row, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      context.emit({
        type: 'job.photo_added',
        subject: { type: 'job', id: jobId },
        data: { photoId: row.id, moment: row.moment, originalSha256: row.originalSha256 },
      });
    }
    return {
      photos: rows.map(({ row }) => ({
        id: row.id,
        moment: row.moment,
        width: row.width,
        height: row.height,
      })),
    };
  },
});
