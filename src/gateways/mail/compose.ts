/**
 * From an outgoing mail to the bytes that are carried, the same for every mail gateway and the same each time.
 * It refuses what could smuggle a header or a recipient; it does not check that an address exists.
 */
import { createHash } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { MailAddress, MailOutcome, OutgoingMail } from './port.ts';

export interface ComposedMail {
  envelope: { from: string; to: string[] };
  raw: Buffer;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const control = /[\u0000-\u001f\u007f\u2028\u2029]/;
const addressShape = /^[^\s@<>(),;:"\\[\]]+@[^\s@<>(),;:"\\[\]]+$/;
const messageIdShape = /^<[^\s<>@]+@[^\s<>@]+>$/;
const headerName = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;
const ownHeaders =
  /^(from|to|cc|bcc|sender|reply-to|subject|date|message-id|mime-version|content-.*|received|return-path|resent-.*)$/i;

/** Why the mail must not be sent, in a sentence; null when it may. */
export function mailFault(mail: OutgoingMail): string | null {
  const recipients = [...mail.to, ...mail.cc, ...mail.bcc];
  if (recipients.length === 0) return 'The mail has no recipient.';
  for (const party of [mail.from, ...recipients, ...(mail.replyTo ? [mail.replyTo] : [])]) {
    if (!addressShape.test(party.address) || control.test(party.address) || party.address.length > 254) {
      return `${JSON.stringify(party.address)} is not a mail address.`;
    }
    if (party.name !== null && control.test(party.name))
      return 'A name contains a line break or control character.';
  }
  if (control.test(mail.subject)) return 'The subject contains a line break or control character.';
  if (!messageIdShape.test(mail.messageId) || control.test(mail.messageId))
    return 'The Message-ID is malformed.';
  if (Number.isNaN(Date.parse(mail.date))) return 'The date is not an instant.';
  return headerFault(mail) ?? attachmentFault(mail);
}

function headerFault(mail: OutgoingMail): string | null {
  for (const [name, value] of Object.entries(mail.headers)) {
    if (!headerName.test(name)) return `${JSON.stringify(name)} is not a header name.`;
    if (ownHeaders.test(name)) return `The header ${name} has a field of its own and cannot be set.`;
    if (control.test(value)) return `The header ${name} contains a line break or control character.`;
  }
  return null;
}

function attachmentFault(mail: OutgoingMail): string | null {
  for (const { filename, contentType } of mail.attachments) {
    if (filename === '' || control.test(filename) || /[/\\]/.test(filename))
      return 'An attachment has an unsafe file name.';
    if (!/^[\w.+-]+\/[\w.+-]+$/.test(contentType))
      return `${JSON.stringify(contentType)} is not a content type.`;
  }
  return null;
}

export const malformed = (fault: string): MailOutcome => ({
  kind: 'rejected',
  permanent: true,
  code: 'mail_malformed',
  response: fault,
});

const party = ({ name, address }: MailAddress) => ({ name: name ?? '', address });

/** The complete RFC 822 message. A mail with a fault is a bug here: ask mailFault first. */
export async function composeMail(mail: OutgoingMail): Promise<ComposedMail> {
  const fault = mailFault(mail);
  if (fault !== null) throw new Error(fault);
  const composer = new MailComposer({
    from: party(mail.from),
    to: mail.to.map(party),
    cc: mail.cc.map(party),
    ...(mail.replyTo ? { replyTo: party(mail.replyTo) } : {}),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: mail.messageId,
    date: mail.date,
    headers: { ...mail.headers },
    attachments: mail.attachments.map(({ filename, contentType, bytes }) => ({
      filename,
      contentType,
      content: Buffer.from(bytes),
    })),
    // Random boundaries would make a retry another mail.
    baseBoundary: createHash('sha256').update(mail.messageId).digest('hex').slice(0, 24),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const raw = await composer.compile().build();
  const to = [...mail.to, ...mail.cc, ...mail.bcc].map((one) => one.address);
  return { envelope: { from: mail.from.address, to: [...new Set(to)] }, raw };
}
