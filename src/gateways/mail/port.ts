/**
 * The port of whatever carries mail. It tells four outcomes apart, because an ambiguous mail is never sent again by itself.
 * It neither writes mails nor decides who may get them, and it never retries.
 */
export interface MailAddress {
  name: string | null;
  address: string;
}

export interface MailAttachment {
  filename: string;
  contentType: string;
  bytes: Uint8Array;
}

export interface OutgoingMail {
  from: MailAddress;
  to: readonly MailAddress[];
  cc: readonly MailAddress[];
  bcc: readonly MailAddress[];
  replyTo: MailAddress | null;
  subject: string;
  html: string;
  text: string;
  attachments: readonly MailAttachment[];
  /** `<unique@domain>`, given by the caller and unique per send; the same mail gives the same bytes. */
  messageId: string;
  /** The instant of the Date header. */
  date: string;
  /** Further headers; those that the fields above make are refused. */
  headers: Readonly<Record<string, string>>;
}

export type MailOutcome =
  /** The server took responsibility. `refused` lists recipients that it did not take; the others have it. */
  | { kind: 'accepted'; acceptanceId: string; response: string; refused: readonly string[] }
  /** The server said no, or the mail is malformed (code `mail_malformed`). Not permanent: it may be sent again later. */
  | { kind: 'rejected'; permanent: boolean; code: string; response: string }
  /** The mail was on its way when the connection was lost: it may have arrived. A person decides. */
  | { kind: 'unknown'; reason: string }
  /** Nothing was handed over; it can be sent again. */
  | { kind: 'unavailable'; reason: string };

export interface MailGateway {
  send(mail: OutgoingMail): Promise<MailOutcome>;
  close(): Promise<void>;
}
