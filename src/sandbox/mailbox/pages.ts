/**
 * The mailbox for people: two pages as HTML strings, without script. Everything that came by mail is escaped,
 * and its own HTML is shown only inside a sandboxed frame that can open links in a new tab and nothing else.
 */
import type { Email } from 'postal-mime';
import type { MailboxEntry, ReceivedMail } from './mailbox.ts';
import { style } from './style.ts';

export const mailboxPath = '/mailbox';

export interface ListPage {
  entries: readonly MailboxEntry[];
  /** How many match in all. */
  total: number;
  offset: number;
  limit: number;
  recipient: string;
}

export type MessageTab = 'html' | 'text' | 'source';

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign]!);
const e = escapeHtml;

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer"><title>${e(title)}</title><style>${style}</style></head>
<body><a class="skip" href="#main">Skip to content</a>
<header class="top"><a class="brand" href="${mailboxPath}">Mailbox</a><p>Mail that stayed in the house. Nothing on this page was sent to anybody.</p></header>
<main id="main">${body}</main></body></html>`;
}

/** `2026-11-21T15:04:05.000Z` as `2026-11-21 15:04 UTC`: the same everywhere, no guess at the reader's zone. */
const when = (instant: string): string =>
  `<time datetime="${e(instant)}">${e(instant.slice(0, 10))} <span class="clock">${e(instant.slice(11, 16))} UTC</span></time>`;

export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function mailboxPage(list: ListPage): string {
  const { entries, total, offset, limit, recipient } = list;
  const count = total === 1 ? '1 message' : `${total} messages`;
  const search = `<form class="search" method="get" action="${mailboxPath}" role="search">
<label for="to">Recipient</label><input id="to" name="to" type="search" value="${e(recipient)}" placeholder="name@example.com" autocomplete="off">
<button type="submit">Search</button></form>`;
  const rows = entries.map(listRow).join('');
  const nothing = recipient
    ? `<p class="empty">No mail for “${e(recipient)}”. <a href="${mailboxPath}">Show all mail</a></p>`
    : '<p class="empty">No mail yet. An invoice that is sent here shows up in this list.</p>';
  const body = `<div class="bar"><h1>${recipient ? 'Search' : 'All mail'} <span class="count">${count}</span></h1>${search}</div>
${entries.length > 0 ? `<ol class="list">${rows}</ol>` : nothing}${pager(offset, limit, total, recipient)}`;
  return page(`Mailbox (${count})`, body);
}

function listRow(entry: MailboxEntry): string {
  const { id, recipients, from, subject, receivedAt, sizeBytes } = entry;
  return `<li><a href="${mailboxPath}/${e(id)}"><span class="subject">${e(subject || 'No subject')}</span>
<span class="people">To ${e(recipients.join(', '))}<span class="from"> from ${e(from)}</span></span>
<span class="when">${when(receivedAt)}<span class="size">${sizeText(sizeBytes)}</span></span></a></li>`;
}

function pager(offset: number, limit: number, total: number, recipient: string): string {
  const link = (at: number, word: string) => {
    const query = new URLSearchParams({ ...(recipient ? { to: recipient } : {}), offset: String(at) });
    return `<a href="${mailboxPath}?${e(query.toString())}">${word}</a>`;
  };
  const newer = offset > 0 ? link(Math.max(0, offset - limit), 'Newer') : '';
  const older = offset + limit < total ? link(offset + limit, 'Older') : '';
  return newer || older ? `<nav class="pager" aria-label="Pages">${newer}${older}</nav>` : '';
}

export function messagePage(mail: ReceivedMail, tab: MessageTab): string {
  const { entry, email } = mail;
  const shown = tab === 'html' && !email.html ? 'text' : tab;
  const title = entry.subject || 'No subject';
  const body = `<p class="back"><a href="${mailboxPath}">All mail</a></p><h1>${e(title)}</h1>
<dl class="head">${headRows(mail)}</dl>${attachments(mail)}
<nav class="tabs" aria-label="Views of this message">${tabLinks(entry.id, shown, Boolean(email.html))}</nav>${content(mail, shown)}`;
  return page(`${title} – Mailbox`, body);
}

function headRows({ entry, email }: ReceivedMail): string {
  const people = (list: Email['to']): string => (list ?? []).map(person).join(', ');
  const visible = new Set(
    [...(email.to ?? []), ...(email.cc ?? [])].map((one) => one.address?.toLowerCase()),
  );
  const blind = entry.recipients.filter((one) => !visible.has(one.toLowerCase()));
  const rows: [string, string][] = [
    ['From', email.from ? person(email.from) : entry.from],
    ['To', people(email.to)],
    ['Cc', people(email.cc)],
    ['Bcc', blind.join(', ')],
    ['Reply to', people(email.replyTo)],
    ['Message-ID', entry.messageId],
  ];
  const shown = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<dt>${name}</dt><dd>${e(value)}</dd>`);
  return `${shown.join('')}<dt>Received</dt><dd>${when(entry.receivedAt)}</dd>`;
}

function person(one: { name?: string; address?: string }): string {
  return one.name ? `${one.name} <${one.address ?? ''}>` : (one.address ?? '');
}

function attachments({ entry, email }: ReceivedMail): string {
  if (email.attachments.length === 0) return '';
  const items = email.attachments.map((one, index) => {
    const name = one.filename || `attachment-${index + 1}`;
    const address = `${mailboxPath}/${e(entry.id)}/attachments/${index}`;
    const size = typeof one.content === 'string' ? one.content.length : one.content.byteLength;
    const open = one.mimeType === 'application/pdf' ? ` <a href="${address}?open=1">Open</a>` : '';
    return `<li><span class="file">${e(name)}</span> <span class="size">${e(one.mimeType)}, ${sizeText(size)}</span>${open} <a href="${address}" download>Download<span class="hidden"> ${e(name)}</span></a></li>`;
  });
  return `<section aria-label="Attachments"><ul class="files">${items.join('')}</ul></section>`;
}

function tabLinks(id: string, shown: MessageTab, hasHtml: boolean): string {
  const tabs: [MessageTab, string][] = [
    ...(hasHtml ? ([['html', 'Message']] as [MessageTab, string][]) : []),
    ['text', 'Plain text'],
    ['source', 'Source'],
  ];
  return tabs
    .map(
      ([tab, word]) =>
        `<a href="${mailboxPath}/${e(id)}?view=${tab}"${tab === shown ? ' aria-current="page"' : ''}>${word}</a>`,
    )
    .join('');
}

/** A long source is cut: the whole is the download. */
const sourceShownMax = 200_000;

function content({ entry, email, raw }: ReceivedMail, tab: MessageTab): string {
  if (tab === 'html') {
    const framed = `<base target="_blank">${email.html ?? ''}`;
    return `<iframe class="mail" title="The message as the recipient sees it" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer" srcdoc="${e(framed)}"></iframe>`;
  }
  if (tab === 'text')
    return `<pre class="mail" tabindex="0">${e(email.text ?? 'This message has no plain text.')}</pre>`;
  const source = Buffer.from(raw).toString('utf8');
  const cut = source.length > sourceShownMax ? `${source.slice(0, sourceShownMax)}\n…` : source;
  return `<p><a href="${mailboxPath}/${e(entry.id)}/raw" download>Download the message (.eml)</a></p><pre class="mail" tabindex="0">${e(cut)}</pre>`;
}

export const missingPage = (): string =>
  page(
    'Not found – Mailbox',
    `<h1>There is no such message</h1><p><a href="${mailboxPath}">All mail</a></p>`,
  );
