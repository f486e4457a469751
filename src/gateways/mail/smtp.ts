/**
 * Mail over SMTP. One connection per mail, so that it is known for certain how far each mail got:
 * the bytes are handed over lazily, and the first read of them is the border between `unavailable` and `unknown`.
 * It does not pool, sign (DKIM is the server's) or retry.
 */
import { Readable } from 'node:stream';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPConnectionSendInfo } from 'nodemailer/lib/smtp-connection';
import { type ComposedMail, composeMail, mailFault, malformed } from './compose.ts';
import type { MailGateway, MailOutcome } from './port.ts';

export interface SmtpMailOptions {
  /** `smtp://user:password@host:587`, `smtps://…`; nodemailer's query options (such as `?name=`) are understood. */
  url: string;
  connectLimitMs?: number;
  /** Silence on the line for this long counts as a lost connection. */
  silenceLimitMs?: number;
}

interface SmtpFault extends Error {
  code?: string;
  command?: string;
  response?: string;
  responseCode?: number;
}

export function createSmtpMail(options: SmtpMailOptions): MailGateway {
  const settings = {
    ...parseConnectionUrl(options.url),
    connectionTimeout: options.connectLimitMs ?? 15_000,
    greetingTimeout: options.connectLimitMs ?? 15_000,
    socketTimeout: options.silenceLimitMs ?? 60_000,
  };
  const open = new Set<SMTPConnection>();
  return {
    async send(mail) {
      const fault = mailFault(mail);
      if (fault !== null) return malformed(fault);
      const composed = await composeMail(mail);
      const connection = new SMTPConnection(settings);
      open.add(connection);
      try {
        return await carry(connection, settings.auth, composed);
      } finally {
        open.delete(connection);
        connection.close();
      }
    },
    async close() {
      for (const connection of open) connection.close();
    },
  };
}

type Auth = ReturnType<typeof parseConnectionUrl>['auth'];

/** Everything between the first packet and the outcome. Each failure ends the promise once; later ones are echoes. */
function carry(connection: SMTPConnection, auth: Auth, mail: ComposedMail): Promise<MailOutcome> {
  let isHandedOver = false;
  const bytes = new Readable({
    read() {
      isHandedOver = true;
      this.push(mail.raw);
      this.push(null);
    },
  });
  return new Promise((resolve) => {
    const fail = (error: unknown) => resolve(outcomeOfFault(error as SmtpFault, isHandedOver));
    connection.once('error', fail);
    connection.once('end', () => fail(new Error('The connection was closed.')));
    const send = () =>
      connection.send({ ...mail.envelope, size: mail.raw.length }, bytes, (error, info) => {
        if (error) return fail(error);
        resolve(accepted(info!));
        connection.quit();
      });
    connection.connect((error) => {
      if (error) return fail(error);
      if (!auth) return send();
      connection.login(auth, (refusal) => (refusal ? fail(refusal) : send()));
    });
  });
}

function accepted(info: SMTPConnectionSendInfo): MailOutcome {
  const response = info.response ?? '';
  const queued = /queued as ([\w.-]+)/i.exec(response) ?? /\bid=([\w.-]+)/i.exec(response);
  const acceptanceId = info.serverMessageId ?? queued?.[1] ?? response;
  return { kind: 'accepted', acceptanceId, response, refused: (info.rejected ?? []).map(String) };
}

/** A refused sign-in is our trouble and no answer about the mail; so is any failure before the first byte. */
function outcomeOfFault(error: SmtpFault, isHandedOver: boolean): MailOutcome {
  const response = error.response ?? error.message;
  const isAboutTheMail = error.code === 'EENVELOPE' || error.code === 'EMESSAGE';
  if (isAboutTheMail && error.responseCode !== undefined) {
    const code = String(error.responseCode);
    return { kind: 'rejected', permanent: error.responseCode >= 500, code, response };
  }
  if (isAboutTheMail && !isHandedOver)
    return { kind: 'rejected', permanent: true, code: 'smtp_refused', response };
  if (isHandedOver)
    return { kind: 'unknown', reason: `The connection was lost while the mail was handed over: ${response}` };
  return { kind: 'unavailable', reason: `The mail server could not be used: ${response}` };
}
