/**
 * The suite that every mail gateway passes. The caller brings a gateway and the mailbox that it delivers to.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailGateway, OutgoingMail } from '../../src/gateways/mail/port.ts';
import type { Mailbox } from '../../src/sandbox/mailbox/mailbox.ts';

export interface MailUnderTest {
  gateway: MailGateway;
  mailbox: Mailbox;
  close(): Promise<void>;
}

let sent = 0;

export function mailTo(address: string, part: Partial<OutgoingMail> = {}): OutgoingMail {
  sent += 1;
  return {
    from: { name: 'Gulfside', address: 'billing@gulfside.example.test' },
    to: [{ name: 'Dana Reyes', address }],
    cc: [],
    bcc: [],
    replyTo: { name: null, address: 'office@gulfside.example.test' },
    subject: `Invoice ${sent} – Größe, 料金, 💶`,
    html: '<p>Amount due: <b>€ 12,00</b></p>',
    text: 'Amount due: € 12,00\n.\n..leading dots stay\n',
    attachments: [],
    messageId: `<mail-${sent}@closeout.example.test>`,
    date: '2026-11-21T15:04:05.000Z',
    headers: { 'X-Closeout-Effect': `eff_${sent}` },
    ...part,
  };
}

export function describeMailGateway(name: string, start: () => Promise<MailUnderTest>): void {
  describe(`the mail gateway over ${name}`, () => {
    let under: MailUnderTest;
    beforeAll(async () => {
      under = await start();
    });
    afterAll(() => under.close());
    beforeEach(() => under.mailbox.setFault(null));

    it('delivers the mail as it was written, with an acceptance id', async () => {
      const bytes = new Uint8Array(70_000).map((_, index) => (index * 31) % 256);
      const mail = mailTo('dana@palmcourt.example.test', {
        attachments: [{ filename: 'Rechnung Nr. 7 – größer.pdf', contentType: 'application/pdf', bytes }],
      });
      const arriving = under.mailbox.waitForNext({ recipient: 'dana@palmcourt' });
      const outcome = await under.gateway.send(mail);
      expect(outcome).toMatchObject({ kind: 'accepted', refused: [] });
      const { email, entry } = await arriving;
      expect(outcome.kind === 'accepted' && outcome.acceptanceId).toBe(entry.id);
      expect(email.subject).toBe(mail.subject);
      expect(email.html?.trim()).toBe(mail.html);
      expect(email.text?.trim()).toBe(mail.text.trim());
      expect(email.messageId).toBe(mail.messageId);
      expect(email.date).toBe(mail.date);
      expect(email.from).toMatchObject({ name: 'Gulfside', address: 'billing@gulfside.example.test' });
      expect(email.replyTo?.[0]?.address).toBe('office@gulfside.example.test');
      expect(email.headers.find((header) => header.key === 'x-closeout-effect')?.value).toBe(
        mail.headers['X-Closeout-Effect'],
      );
      expect(email.attachments[0]?.filename).toBe('Rechnung Nr. 7 – größer.pdf');
      expect(Buffer.from(email.attachments[0]!.content as ArrayBuffer).equals(Buffer.from(bytes))).toBe(true);
    });

    it('reaches copies and blind copies, and names blind copies nowhere in the message', async () => {
      const mail = mailTo('to@a.example.test', {
        cc: [{ name: null, address: 'cc@a.example.test' }],
        bcc: [{ name: null, address: 'blind@a.example.test' }],
      });
      const arriving = under.mailbox.waitForNext({ recipient: 'blind@a' });
      await under.gateway.send(mail);
      const { entry, raw } = await arriving;
      expect(entry.recipients).toEqual(['to@a.example.test', 'cc@a.example.test', 'blind@a.example.test']);
      expect(Buffer.from(raw).toString()).not.toContain('blind@a');
    });

    it('sends the same bytes for the same mail', async () => {
      const mail = mailTo('same@a.example.test', {
        attachments: [
          { filename: 'a.pdf', contentType: 'application/pdf', bytes: new Uint8Array([1, 2, 3]) },
        ],
      });
      await under.gateway.send(mail);
      await under.gateway.send(mail);
      const [second, first] = under.mailbox.list({ recipient: 'same@a' });
      const bytesOf = async (id: string) => Buffer.from((await under.mailbox.read(id))!.raw);
      expect((await bytesOf(second!.id)).equals(await bytesOf(first!.id))).toBe(true);
    });

    const smuggled: [string, Partial<OutgoingMail>][] = [
      ['a subject with a line break', { subject: 'Hello\r\nBcc: thief@evil.example.test' }],
      [
        'a name with a line break',
        { from: { name: 'A\nBcc: thief@evil.example.test', address: 'a@b.example.test' } },
      ],
      [
        'an address with a second recipient',
        { to: [{ name: null, address: 'a@b.example.test>,<thief@evil.example.test' }] },
      ],
      [
        'an address with a comma',
        { to: [{ name: null, address: 'a@b.example.test,thief@evil.example.test' }] },
      ],
      ['a reply address with a line break', { replyTo: { name: null, address: 'a@b.example.test\r\nX: y' } }],
      ['a header value with a line break', { headers: { 'X-Note': 'a\r\nBcc: thief@evil.example.test' } }],
      ['a header name with a colon', { headers: { 'X-Note: a\r\nBcc': 'thief@evil.example.test' } }],
      ['a header that is a field', { headers: { Bcc: 'thief@evil.example.test' } }],
      ['a Message-ID with a line break', { messageId: '<a@b>\r\nBcc: thief@evil.example.test' }],
      [
        'an attachment name with a path',
        {
          attachments: [{ filename: '../../etc/passwd', contentType: 'text/plain', bytes: new Uint8Array() }],
        },
      ],
      [
        'an attachment type with parameters',
        { attachments: [{ filename: 'a', contentType: 'text/plain\r\nX: y', bytes: new Uint8Array() }] },
      ],
      ['no recipient', { to: [] }],
    ];
    it.each(smuggled)('refuses %s for good, and nothing arrives', async (_case, part) => {
      const before = under.mailbox.count();
      const outcome = await under.gateway.send(mailTo('a@b.example.test', part));
      expect(outcome).toMatchObject({ kind: 'rejected', permanent: true, code: 'mail_malformed' });
      expect(under.mailbox.count()).toBe(before);
    });

    it('says rejected for good when the server answers 550', async () => {
      under.mailbox.setFault('refuse');
      const outcome = await under.gateway.send(mailTo('nobody@a.example.test'));
      expect(outcome).toMatchObject({ kind: 'rejected', permanent: true, code: '550' });
      expect(under.mailbox.count('nobody@a')).toBe(0);
    });

    it('says unknown when the connection is lost after the message, which may have arrived', async () => {
      under.mailbox.setFault('lose');
      const outcome = await under.gateway.send(mailTo('maybe@a.example.test'));
      expect(outcome.kind).toBe('unknown');
      expect(under.mailbox.count('maybe@a')).toBe(1);
    });

    it('says unavailable when nothing was handed over, and works again afterwards', async () => {
      under.mailbox.setFault('down');
      const mail = mailTo('later@a.example.test');
      expect((await under.gateway.send(mail)).kind).toBe('unavailable');
      expect(under.mailbox.count('later@a')).toBe(0);
      under.mailbox.setFault(null);
      expect((await under.gateway.send(mail)).kind).toBe('accepted');
      expect(under.mailbox.count('later@a')).toBe(1);
    });

    it('carries many at once, each once', async () => {
      const mails = Array.from({ length: 25 }, (_, index) => mailTo(`many${index}@many.example.test`));
      const outcomes = await Promise.all(mails.map((mail) => under.gateway.send(mail)));
      expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
      const ids = under.mailbox.list({ recipient: '@many.' }).map((entry) => entry.messageId);
      expect(new Set(ids)).toEqual(new Set(mails.map((mail) => mail.messageId)));
      expect(ids.length).toBe(25);
    });
  });
}
