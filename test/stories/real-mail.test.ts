/** The promise: with SMTP_URL the client's mail goes over a real SMTP server, with the PDF, once, and its acceptance is the evidence. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mailbox, openMailbox } from '../../src/sandbox/mailbox/mailbox.ts';
import { type SmtpListener, startSmtpListener } from '../../src/sandbox/mailbox/smtp-listener.ts';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import { issueMany } from './steps.ts';

describe.each(await databaseKinds())('mail over SMTP (%s)', (kind) => {
  let stage: Stage;
  let server: SmtpListener;
  let box: Mailbox;
  beforeAll(async () => {
    box = await openMailbox({ folder: null, now: () => new Date().toISOString() });
    server = await startSmtpListener({ mailbox: box });
    stage = await openStage({ kind, releases: 'self', smtpUrl: server.url });
  });
  afterAll(async () => {
    await stage.close();
    await server.close();
  });

  it('arrives once, with the PDF, and counts as sent by the id the server gave', async () => {
    const [invoiceId] = await issueMany(stage, 1);
    await stage.settle();
    expect(box.count()).toBe(1);
    const mail = await box.read(box.list()[0]!.id);
    expect(mail!.email.attachments).toMatchObject([{ mimeType: 'application/pdf' }]);
    const { body } = await stage.owner.get(`/invoices/${invoiceId}`);
    expect(body.labels.ownerView).toBe('sent');
    expect(body.deliveries).toMatchObject([{ state: 'accepted', purpose: 'invoice' }]);
    expect(body.deliveries[0].acceptanceId).toBeTruthy();
  });

  it('is refused by the server: shown as failed with an incident, never as sent', async () => {
    box.setFault('refuse');
    const [invoiceId] = await issueMany(stage, 1);
    await stage.settle();
    box.setFault(null);
    const { body } = await stage.owner.get(`/invoices/${invoiceId}`);
    expect(body.deliveries).toMatchObject([{ state: 'failed' }]);
    expect(body.labels.ownerView).toBeNull();
    const incidents = await stage.owner.get('/incidents');
    expect(incidents.body.items.some((row: { kind: string }) => row.kind === 'mail_refused')).toBe(true);
  });
});
