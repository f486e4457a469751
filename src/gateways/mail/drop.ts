/**
 * Mail into a box inside this program (the built-in mailbox): the same bytes and the same refusals as SMTP, no network.
 * It does not know the box: app.ts hands it one.
 */
import { composeMail, mailFault, malformed } from './compose.ts';
import type { MailGateway } from './port.ts';

export type DropOutcome =
  | { kind: 'stored'; id: string }
  | { kind: 'refused'; code: number; response: string }
  | { kind: 'lost' }
  | { kind: 'down' };

export interface MailDrop {
  accept(envelope: { from: string; to: readonly string[] }, raw: Uint8Array): Promise<DropOutcome>;
}

export function createDropMail(drop: MailDrop): MailGateway {
  return {
    async send(mail) {
      const fault = mailFault(mail);
      if (fault !== null) return malformed(fault);
      const { envelope, raw } = await composeMail(mail);
      const outcome = await drop.accept(envelope, raw);
      if (outcome.kind === 'stored') {
        return {
          kind: 'accepted',
          acceptanceId: outcome.id,
          response: `250 stored as ${outcome.id}`,
          refused: [],
        };
      }
      if (outcome.kind === 'refused') {
        const { code, response } = outcome;
        return { kind: 'rejected', permanent: code >= 500, code: String(code), response };
      }
      if (outcome.kind === 'lost')
        return { kind: 'unknown', reason: 'The mailbox stopped before it answered.' };
      return { kind: 'unavailable', reason: 'The mailbox is down.' };
    },
    async close() {},
  };
}
