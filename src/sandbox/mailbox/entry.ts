/**
 * One line of the mailbox's list, and how to make it from a message. It reads headers only, never bodies.
 */
import PostalMime from 'postal-mime';

export interface MailboxEntry {
  /** Eight digits that count up. */
  id: string;
  receivedAt: string;
  from: string;
  /** The envelope's recipients, so blind copies too. */
  recipients: readonly string[];
  subject: string;
  messageId: string;
  sizeBytes: number;
}

/** What the list needs of a message, from its header alone. */
export async function describe(
  raw: Uint8Array,
): Promise<Pick<MailboxEntry, 'subject' | 'messageId'> & { to: string[]; from: string }> {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = bytes.indexOf('\r\n\r\n');
  const email = await PostalMime.parse(end < 0 ? bytes : bytes.subarray(0, end + 4));
  const to = [...(email.to ?? []), ...(email.cc ?? [])].flatMap((one) => (one.address ? [one.address] : []));
  return {
    subject: email.subject ?? '',
    messageId: email.messageId ?? '',
    to,
    from: email.from?.address ?? '',
  };
}
