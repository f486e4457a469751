/** Every mail gateway on the contract suite, and what only SMTP can do wrong. */

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createDropMail } from '../../src/gateways/mail/drop.ts';
import { createSmtpMail } from '../../src/gateways/mail/smtp.ts';
import { openMailbox } from '../../src/sandbox/mailbox/mailbox.ts';
import { startSmtpListener } from '../../src/sandbox/mailbox/smtp-listener.ts';
import { describeMailGateway, mailTo } from '../contract/mail.ts';

const now = () => '2026-11-21T15:04:06.000Z';

describeMailGateway('the built-in mailbox', async () => {
  const mailbox = await openMailbox({ folder: null, now });
  const gateway = createDropMail(mailbox);
  return { gateway, mailbox, close: () => gateway.close() };
});

describeMailGateway('SMTP', async () => {
  const mailbox = await openMailbox({ folder: null, now });
  const listener = await startSmtpListener({ mailbox });
  const gateway = createSmtpMail({ url: listener.url });
  return {
    gateway,
    mailbox,
    async close() {
      await gateway.close();
      await listener.close();
    },
  };
});

describe('SMTP with a sign-in', () => {
  it('delivers with the right password; a wrong one is unavailable, not the mail refused', async () => {
    const mailbox = await openMailbox({ folder: null, now });
    const listener = await startSmtpListener({
      mailbox,
      credentials: { user: 'house', password: 'p@ss word' },
    });
    const at = (password: string) =>
      `smtp://house:${encodeURIComponent(password)}@127.0.0.1:${listener.port}`;
    expect((await createSmtpMail({ url: at('p@ss word') }).send(mailTo('in@a.example.test'))).kind).toBe(
      'accepted',
    );
    expect((await createSmtpMail({ url: at('wrong') }).send(mailTo('out@a.example.test'))).kind).toBe(
      'unavailable',
    );
    expect(mailbox.count()).toBe(1);
    await listener.close();
  });
});

/** A server that answers each line by script: which word gets which reply, and where the line goes dead. */
async function scriptedServer(reply: (line: string, socket: Socket, isBody: boolean) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => sockets.delete(socket));
    let isBody = false;
    socket.write('220 scripted ESMTP\r\n');
    let rest = '';
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      for (let at = rest.indexOf('\r\n'); at >= 0; at = rest.indexOf('\r\n')) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        reply(line, socket, isBody);
        if (line === 'DATA') isBody = true;
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, close };
}

describe('where the SMTP conversation breaks decides the outcome', () => {
  let close: () => Promise<void> = async () => {};
  afterEach(() => close());

  const ok = (line: string, socket: Socket, isBody: boolean): void => {
    if (isBody) {
      if (line === '.') socket.write('250 2.0.0 Ok: queued as 9F3A\r\n');
    } else socket.write(line === 'DATA' ? '354 go on\r\n' : '250 ok\r\n');
  };
  const cases: [string, (line: string, socket: Socket, isBody: boolean) => void, object][] = [
    ['all well', ok, { kind: 'accepted', acceptanceId: '9F3A' }],
    ['cut at EHLO', (_line, socket) => socket.destroy(), { kind: 'unavailable' }],
    [
      'cut at MAIL FROM',
      (line, socket, body) => (line.startsWith('MAIL') ? socket.destroy() : ok(line, socket, body)),
      { kind: 'unavailable' },
    ],
    [
      'cut at RCPT TO',
      (line, socket, body) => (line.startsWith('RCPT') ? socket.destroy() : ok(line, socket, body)),
      { kind: 'unavailable' },
    ],
    [
      'cut at DATA, before 354',
      (line, socket, body) => (line === 'DATA' ? socket.destroy() : ok(line, socket, body)),
      { kind: 'unavailable' },
    ],
    [
      'cut inside the message',
      (line, socket, body) => (body ? socket.destroy() : ok(line, socket, body)),
      { kind: 'unknown' },
    ],
    [
      'cut after the last dot',
      (line, socket, body) => (body && line === '.' ? socket.destroy() : ok(line, socket, body)),
      { kind: 'unknown' },
    ],
    [
      'greylisted (450)',
      (line, socket, body) =>
        line.startsWith('RCPT') ? socket.write('450 4.2.0 later\r\n') : ok(line, socket, body),
      { kind: 'rejected', permanent: false, code: '450' },
    ],
    [
      'too large (552) after the message',
      (line, socket, body) =>
        body ? line === '.' && socket.write('552 5.3.4 too big\r\n') : ok(line, socket, body),
      { kind: 'rejected', permanent: true, code: '552' },
    ],
    [
      'silent after the last dot',
      (line, socket, body) => (body ? undefined : ok(line, socket, body)),
      { kind: 'unknown' },
    ],
    ['silent at EHLO', () => {}, { kind: 'unavailable' }],
  ];
  it.each(cases)('%s', async (_case, reply, expected) => {
    const server = await scriptedServer(reply);
    close = server.close;
    const gateway = createSmtpMail({ url: server.url, silenceLimitMs: 400, connectLimitMs: 400 });
    expect(await gateway.send(mailTo('a@b.example.test'))).toMatchObject(expected);
  });

  it('says unavailable when nobody listens', async () => {
    const server = await scriptedServer(ok);
    await server.close();
    expect((await createSmtpMail({ url: server.url }).send(mailTo('a@b.example.test'))).kind).toBe(
      'unavailable',
    );
  });
});
