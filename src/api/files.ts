/** What goes in and out as bytes: photos in, photos and PDFs out, and the exact preview of a mail. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { perform } from '../actions/action.ts';
import { addPhoto } from '../actions/add-photo.ts';
import { refusal } from '../domain/refusal.ts';
import { readPhotoBytes } from '../store/jobs.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { withoutDryRun } from './dry-run.ts';
import { answerRefusal } from './errors.ts';
import { previewSnapshot } from './invoices.ts';
import type { ReadContext } from './route.ts';

export type FileDeps = Pick<
  ApiDeps,
  'house' | 'previewMail' | 'renderDraft' | 'issuedDocument' | 'processImage'
>;

const photoBytesMax = 15 * 1024 * 1024;

export function fileRoutes(deps: FileDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const limit = bodyLimit({
    // A form has some bytes around its file.
    maxSize: photoBytesMax + 100_000,
    onError: (context) => answerRefusal(context, refusal('file_too_large')),
  });
  app.post('/jobs/:jobId/photos', withoutDryRun, limit, (context) => takePhoto(deps, context));
  app.get('/photos/:photoId', (context) => guarded(context, 'job.read', () => showPhoto(deps, context)));
  app.get('/invoices/:invoiceId/preview', (context) =>
    guarded(context, 'invoice.read', () => preview(deps, context)),
  );
  app.get('/invoices/:invoiceId/pdf', (context) =>
    guarded(context, 'invoice.read', () => pdf(deps, context)),
  );
  return app;
}

type Asked = Context<ApiEnv>;

async function guarded(
  context: Asked,
  permission: 'invoice.read' | 'job.read',
  run: () => Promise<Response>,
): Promise<Response> {
  if (context.get('session').actor.permissions.has(permission)) return run();
  return answerRefusal(
    context,
    refusal('permission_denied', { evidence: [{ fact: 'permission', value: permission }] }),
  );
}

function inside<T>(deps: FileDeps, context: Asked, run: (read: ReadContext) => Promise<T>): Promise<T> {
  const session = context.get('session');
  const { actor } = session;
  const params = context.req.param() as Record<string, string>;
  return deps.house.database.transaction(
    [actor.accountId],
    (tx) => run({ tx, house: deps.house, actor, session, params }),
    { readOnly: true },
  );
}

async function takePhoto(deps: FileDeps, context: Asked): Promise<Response> {
  const form = await context.req.formData().catch(() => null);
  const file = form?.get('photo');
  if (!(file instanceof File)) {
    const reason = 'Send the picture as the form field "photo".';
    return answerRefusal(context, refusal('input_invalid', { field: 'photo', reason }));
  }
  const image = await deps.processImage(new Uint8Array(await file.arrayBuffer()));
  if (!image.ok) return answerRefusal(context, image.refusal);
  const photo = {
    moment: form?.get('moment') ?? 'after',
    caption: form?.get('caption') || null,
    ...image.value,
  };
  const outcome = await perform(
    deps.house,
    context.get('session').actor,
    addPhoto,
    { jobId: context.req.param('jobId'), photos: [photo] },
    { key: context.req.header('idempotency-key') ?? null },
  );
  return outcome.ok ? context.json(outcome.value as object) : answerRefusal(context, outcome.refusal);
}

async function showPhoto(deps: FileDeps, context: Asked): Promise<Response> {
  const photo = await inside(deps, context, (read) =>
    readPhotoBytes(read.tx, read.actor.accountId, read.params.photoId!),
  );
  if (!photo) return answerRefusal(context, refusal('not_found'));
  return bytes(photo.bytes, photo.contentType, 'inline');
}

async function preview(deps: FileDeps, context: Asked): Promise<Response> {
  const { snapshot, isIssued } = await inside(deps, context, previewSnapshot);
  const mail = await deps.previewMail(snapshot, snapshot.buyer.contactName ?? snapshot.buyer.legalName);
  const note = 'Guidance: nothing was sent.';
  return context.json({ isIssued, to: snapshot.buyer.email, mail, snapshot, note });
}

async function pdf(deps: FileDeps, context: Asked): Promise<Response> {
  const kind = context.req.query('kind') === 'receipt' ? 'receipt' : 'invoice';
  const { snapshot, isIssued, invoice } = await inside(deps, context, previewSnapshot);
  const document = isIssued
    ? await deps.issuedDocument(invoice.accountId, invoice.id, kind)
    : await deps.renderDraft(snapshot);
  if (!document) {
    return answerRefusal(context, refusal('not_found', { reason: 'There is no such document yet.' }));
  }
  const name = isIssued ? `${snapshot.number}` : `Draft-${invoice.id.slice(-6)}`;
  const disposition = context.req.query('download') === 'true' ? 'attachment' : 'inline';
  return bytes(document, 'application/pdf', disposition, `${name.replace(/[^\w.-]/g, '_')}.pdf`);
}

function bytes(
  body: Uint8Array,
  contentType: string,
  disposition: 'inline' | 'attachment',
  name?: string,
): Response {
  return new Response(Buffer.from(body), {
    headers: {
      'content-type': contentType,
      'content-disposition': name ? `${disposition}; filename="${name}"` : disposition,
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    },
  });
}
