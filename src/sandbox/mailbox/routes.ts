/**
 * The mailbox's routes as plain functions of parameters and query; whoever has a router mounts them.
 * They do not ask who is looking: the mount decides that.
 */
import type { Mailbox } from './mailbox.ts';
import { type MessageTab, mailboxPage, mailboxPath, messagePage, missingPage } from './pages.ts';

export interface MailboxRequest {
  params: Record<string, string>;
  query: Record<string, string>;
}

export interface MailboxRoute {
  method: 'GET';
  /** With `:name` for parameters. */
  path: string;
  handle(request: MailboxRequest): Promise<Response>;
}

const pageLimit = 50;
/** No script ever; styles are inline; pictures only from the message itself, so that looking tells nobody. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

const html = (body: string, status = 200): Response =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
  });

function file(bytes: Uint8Array | string, contentType: string, filename: string, isShown: boolean): Response {
  const body = typeof bytes === 'string' ? bytes : Buffer.from(bytes);
  const safe = filename.replace(/[^\w.@() -]/g, '_');
  const disposition = `${isShown ? 'inline' : 'attachment'}; filename="${safe}"; filename*=UTF-8''${encodeURIComponent(filename)}`;
  return new Response(body, {
    headers: {
      'content-type': contentType,
      'content-disposition': disposition,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...(isShown ? {} : { 'content-security-policy': "default-src 'none'; sandbox" }),
    },
  });
}

export function mailboxRoutes(mailbox: Mailbox): MailboxRoute[] {
  return [
    { method: 'GET', path: mailboxPath, handle: (request) => showList(mailbox, request) },
    { method: 'GET', path: `${mailboxPath}/:id`, handle: (request) => showMessage(mailbox, request) },
    { method: 'GET', path: `${mailboxPath}/:id/raw`, handle: (request) => sendRaw(mailbox, request) },
    {
      method: 'GET',
      path: `${mailboxPath}/:id/attachments/:index`,
      handle: (request) => sendAttachment(mailbox, request),
    },
  ];
}

async function showList(mailbox: Mailbox, { query }: MailboxRequest): Promise<Response> {
  const recipient = (query.to ?? '').trim();
  const offset = /^\d{1,9}$/.test(query.offset ?? '') ? Number(query.offset) : 0;
  const entries = mailbox.list({ recipient, offset, limit: pageLimit });
  return html(mailboxPage({ entries, total: mailbox.count(recipient), offset, limit: pageLimit, recipient }));
}

async function showMessage(mailbox: Mailbox, { params, query }: MailboxRequest): Promise<Response> {
  const mail = await mailbox.read(params.id ?? '');
  if (!mail) return html(missingPage(), 404);
  const tab: MessageTab = query.view === 'text' || query.view === 'source' ? query.view : 'html';
  return html(messagePage(mail, tab));
}

async function sendRaw(mailbox: Mailbox, { params }: MailboxRequest): Promise<Response> {
  const mail = await mailbox.read(params.id ?? '');
  return mail ? file(mail.raw, 'message/rfc822', `${mail.entry.id}.eml`, false) : html(missingPage(), 404);
}

async function sendAttachment(mailbox: Mailbox, { params, query }: MailboxRequest): Promise<Response> {
  const mail = await mailbox.read(params.id ?? '');
  const attachment = mail?.email.attachments[Number(params.index)];
  if (!attachment) return html(missingPage(), 404);
  // Only a PDF is safe to open in place; anything else that came by mail is a download.
  const isPdf = attachment.mimeType === 'application/pdf';
  const bytes =
    typeof attachment.content === 'string' ? attachment.content : new Uint8Array(attachment.content);
  const contentType = isPdf ? 'application/pdf' : 'application/octet-stream';
  return file(
    bytes,
    contentType,
    attachment.filename || `attachment-${params.index}`,
    isPdf && query.open === '1',
  );
}
