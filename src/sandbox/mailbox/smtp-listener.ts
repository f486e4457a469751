/**
 * A real SMTP server in front of the built-in mailbox, for proving the SMTP path and for other programs' mail.
 * It fails as the mailbox is told to. It has no TLS and no relaying: it belongs on the loopback address.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { Mailbox } from './mailbox.ts';

export interface SmtpListenerOptions {
  mailbox: Mailbox;
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  /** When set, nobody else gets in; when not, no sign-in is asked for. */
  credentials?: { user: string; password: string };
}

export interface SmtpListener {
  /** For `SMTP_URL`. */
  url: string;
  port: number;
  close(): Promise<void>;
}

type OnData = NonNullable<SMTPServerOptions['onData']>;
type OnAuth = NonNullable<SMTPServerOptions['onAuth']>;

const sizeMaxBytes = 30 * 1024 * 1024;

export async function startSmtpListener(options: SmtpListenerOptions): Promise<SmtpListener> {
  const { mailbox, credentials } = options;
  const sockets = new Map<number, Socket>();
  const onAuth: OnAuth = (auth, _session, callback) => {
    const isRight = auth.username === credentials?.user && auth.password === credentials?.password;
    callback(
      isRight ? null : new Error('Wrong name or password'),
      isRight ? { user: auth.username } : undefined,
    );
  };
  const smtp = new SMTPServer({
    name: 'mailbox.localhost',
    size: sizeMaxBytes,
    disabledCommands: credentials ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    authOptional: credentials === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth,
    onRcptTo(_address, _session, callback) {
      callback(mailbox.fault === 'refuse' ? refusal(550, 'No such mailbox here') : null);
    },
    onData: receiveInto(mailbox, (remotePort) => sockets.get(remotePort)?.destroy()),
  });
  // Our own listener in front: it can be down, and it knows the socket that has to be cut.
  const front = createServer((socket) => {
    if (mailbox.fault === 'down') {
      socket.destroy();
      return;
    }
    const { remotePort } = socket;
    if (remotePort !== undefined) {
      sockets.set(remotePort, socket);
      socket.once('close', () => sockets.delete(remotePort));
    }
    smtp.server.emit('connection', socket);
  });
  front.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  await once(front, 'listening');
  const { port } = front.address() as AddressInfo;
  return {
    url: `smtp://${options.host ?? '127.0.0.1'}:${port}`,
    port,
    async close() {
      for (const socket of sockets.values()) socket.destroy();
      await new Promise<void>((resolve) => front.close(() => resolve()));
    },
  };
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Takes one message; `cut` ends the connection without an answer. */
function receiveInto(mailbox: Mailbox, cut: (remotePort: number) => void): OnData {
  return (stream, session, callback) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('error', callback);
    stream.once('end', () => {
      if (stream.sizeExceeded) return callback(refusal(552, 'The message is too large'));
      const from = session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address;
      const to = session.envelope.rcptTo.map((one) => one.address);
      mailbox.accept({ from, to }, Buffer.concat(chunks)).then((outcome) => {
        if (outcome.kind === 'stored') return callback(null, `Ok: queued as ${outcome.id}`);
        if (outcome.kind === 'refused') return callback(refusal(outcome.code, 'No such mailbox here'));
        cut(session.remotePort);
      }, callback);
    });
  };
}
