/** What goes in and out as bytes: photos in, photos and PDFs out, and the exact preview of a mail. */
import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { perform } from '../actions/action.ts';
import { addPhoto } from '../actions/add-photo.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import type { Tx } from '../store/database.ts';
import { readPhotoBytes } from '../store/jobs.ts';
import { answerRefusal } from './errors.ts';
import { previewSnapshot } from './invoices.ts';
import type { ReadContext } from './route.ts';
import type { ApiDeps, ApiEnv } from './server.ts';

export interface ProcessedImage {
  bytes: Uint8Array;
  contentType: string;
  width: number;
  height: number;
  originalSha256: string;
}

export interface FileDeps {
  house: ApiDeps['house'];
  previewMail: ApiDeps['previewMail'];
  renderDraft: ApiDeps['renderDraft'];
  issuedDocument: ApiDeps['issuedDocument'];
  processImage(bytes: Uint8Array): Promise<{ ok: true; value: ProcessedImage } | { ok: false; refusal: Refusal }>;
}

const photoBytesMax = 15 * 1024 * 1024;

export function fileRoutes(deps: FileDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const inside = <T>(context: Context<ApiEnv>, run: (read: ReadContext) => Promise<T>): Promise<T> => {
    const session = context.get('session');
    return deps.house.database.transaction(
      [session.actor.accountId], (tx: Tx) => run({ tx, house: deps.house, actor: session.actor, session, params: context.req.param() as Record<string, string> }), { readOnly: true },
    );
  };
  const may = (context: Context<ApiEnv>, permission: 'invoice.read' | 'job.read'): Response | null =>
    context.get('session').actor.permissions.has(permission) ? null : answerRefusal(context, refusal('permission_denied', { evidence: [{ fact: 'permission', value: permission }] }));

  app.post('/jobs/:jobId/photos', bodyLimit({ maxSize: photoBytesMax + 100_000, onError: (context) => answerRefusal(context, refusal('file_too_large')) }), async (context) => {
    const form = await context.req.formData().catch(() => null);
    const file = form?.get('photo');
    if (!(file instanceof File)) return answerRefusal(context, refusal('input_invalid', { field: 'photo', reason: 'Send the picture as the form field "photo".' }));
    const image = await deps.processImage(new Uint8Array(await file.arrayBuffer()));
    if (!image.ok) return answerRefusal(context, image.refusal);
    const outcome = await perform(
      deps.house, context.get('session').actor, addPhoto,
      { jobId: context.req.param('jobId'), photos: [{ moment: form?.get('moment') ?? 'after', caption: form?.get('caption') || null, ...image.value }] }, { key: context.req.header('idempotency-key') ?? null },
    );
    return outcome.ok ? context.json(outcome.value as object) : answerRefusal(context, outcome.refusal);
  });
  app.get('/photos/:photoId', async (context) => {
    const no = may(context, 'job.read');
    if (no) return no;
    const photo = await inside(context, (read) => readPhotoBytes(read.tx, read.actor.accountId, read.params.photoId!));
    if (!photo) return answerRefusal(context, refusal('not_found'));
    return bytes(photo.bytes, photo.contentType, 'inline');
  });
  app.get('/invoices/:invoiceId/preview', async (context) => {
    const no = may(context, 'invoice.read');
    if (no) return no;
    const { snapshot, isIssued } = await inside(context, previewSnapshot);
    const mail = await deps.previewMail(snapshot, snapshot.buyer.contactName ?? snapshot.buyer.legalName);
    return context.json({ isIssued, to: snapshot.buyer.email, mail, snapshot, note: 'Guidance: nothing was sent.' });
  });
  app.get('/invoices/:invoiceId/pdf', async (context) => {
    const no = may(context, 'invoice.read');
    if (no) return no;
    const kind = context.req.query('kind') === 'receipt' ? 'receipt' : 'invoice';
    const { snapshot, isIssued, invoice } = await inside(context, previewSnapshot);
    const pdf = isIssued ? await deps.issuedDocument(invoice.accountId, invoice.id, kind) : await deps.renderDraft(snapshot);
    if (!pdf) return answerRefusal(context, refusal('not_found', { reason: 'There is no such document yet.' }));
    const name = `${isIssued ? snapshot.number : `Draft-${invoice.id.slice(-6)}`}.pdf`.replace(/[^\w.-]/g, '_');
    return bytes(pdf, 'application/pdf', context.req.query('download') === 'true' ? 'attachment' : 'inline', name);
  });
  return app;
}

function bytes(body: Uint8Array, contentType: string, disposition: 'inline' | 'attachment', name?: string): Response {
  return new Response(Buffer.from(body), {
    headers: {
      'content-type': contentType, 'content-disposition': name ? `${disposition}; filename="${name}"` : disposition, 'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    },
  });
}
