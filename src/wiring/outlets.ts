/**
 * The ways out of this install: the payment gateway or its sandbox, the mail server or the built-in mailbox.
 * It opens what the configuration names and stands in with what we ship otherwise. It sends nothing by itself.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Ways } from '../actions/house.ts';
import type { Config } from '../config.ts';
import type { Environment } from '../environment.ts';
import { createDropMail } from '../gateways/mail/drop.ts';
import type { MailGateway } from '../gateways/mail/port.ts';
import { createSmtpMail } from '../gateways/mail/smtp.ts';
import type { PaymentGateway } from '../gateways/payment/port.ts';
import { stripeGateway } from '../gateways/payment/stripe/gateway.ts';
import { type Mailbox, openMailbox } from '../sandbox/mailbox/mailbox.ts';
import { type StripeSandbox, start as startStripe } from '../sandbox/stripe/server.ts';
import type { Database } from '../store/database.ts';

export interface Outlets {
  readonly ways: Ways;
  readonly payments: PaymentGateway;
  readonly mail: MailGateway;
  readonly mailFrom: { name: string | null; address: string };
  /** The stand-ins, where they are in use. */
  readonly mailbox: Mailbox | null;
  readonly stripe: StripeSandbox | null;
  readonly publishableKey: string;
  readonly findMail: ((messageId: string) => Promise<string | null>) | null;
  webhookSecrets(): readonly string[];
  localOrigins(url: string): string[];
  sendHouseMail(mail: { to: string; subject: string; text: string; html: string }): Promise<void>;
  /** Tells the sandbox where webhooks go, once the port is known. */
  listenAt(url: string): Promise<void>;
  flush(): Promise<void>;
  close(): Promise<void>;
}

export interface OutletOptions {
  config: Config;
  environment: Environment;
  database: Database;
  log: Logger;
  inMemory: boolean;
  dataFolder: string;
}

export async function openOutlets(options: OutletOptions): Promise<Outlets> {
  const { config, environment } = options;
  const mailbox = config.mail
    ? null
    : await openMailbox({
        folder: options.inMemory ? null : await folder(options.dataFolder, 'mailbox'),
        now: () => environment.machine.now(),
      });
  const mail = config.mail ? createSmtpMail({ url: config.mail.smtpUrl }) : createDropMail(mailbox!);
  const till = config.stripe ? realTill(config.stripe) : await sandboxTill(options);
  const mailFrom = { name: null, address: config.mail?.from ?? 'billing@closeout.test' };
  return {
    ways: {
      payment: { gateway: till.payments.capabilities.name, live: till.payments.capabilities.live },
      mail: config.mail ? 'smtp' : 'mailbox',
    },
    payments: till.payments,
    mail,
    mailFrom,
    mailbox,
    stripe: till.stripe,
    publishableKey: till.publishableKey,
    findMail: mailbox
      ? async (messageId) =>
          mailbox.list({ limit: 1_000 }).find((entry) => entry.messageId === messageId)?.id ?? null
      : null,
    webhookSecrets: till.webhookSecrets,
    localOrigins: (url) => [url.replace('127.0.0.1', 'localhost'), url.replace('localhost', '127.0.0.1')],
    sendHouseMail: (letter) => sendHouseMail(mail, mailFrom, environment, letter),
    listenAt: till.listenAt,
    flush: async () => till.stripe?.flush(),
    close: async () => {
      await mail.close();
      await till.stripe?.close();
    },
  };
}

interface Till {
  payments: PaymentGateway;
  stripe: StripeSandbox | null;
  publishableKey: string;
  webhookSecrets(): readonly string[];
  listenAt(url: string): Promise<void>;
}

function realTill(stripe: NonNullable<Config['stripe']>): Till {
  return {
    payments: stripeGateway({ secretKey: stripe.secretKey, apiBase: stripe.apiBase, scope: { kind: 'own' } }),
    stripe: null,
    publishableKey: stripe.publishableKey ?? '',
    webhookSecrets: () => (stripe.webhookSecret ? [stripe.webhookSecret] : []),
    listenAt: async () => {},
  };
}

/** Its keys are derived, so that they survive a restart; its port is the next one. */
async function sandboxTill({
  config,
  environment,
  database,
  inMemory,
  dataFolder,
  log,
}: OutletOptions): Promise<Till> {
  const key = (kind: string): string =>
    environment
      .hmac(`sandbox-stripe-${kind}`)
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 24);
  const secretKey = `sk_test_${key('secret')}`;
  const publishableKey = `pk_test_${key('publishable')}`;
  // One process owns the sandbox; a worker beside it talks to the one that the web process opened.
  const stripe =
    config.role === 'worker'
      ? null
      : await startStripe({
          port: config.port === 0 ? 0 : config.port + 1,
          clock: { now: () => environment.business.nowMs(), machineNow: () => environment.machine.nowMs() },
          random: (count) => environment.random(count),
          journalFolder: inMemory ? null : await folder(dataFolder, 'sandbox-stripe'),
          secretKey,
          publishableKey,
          log: (message) => log.debug(message),
        });
  const apiBase = stripe?.url ?? `http://127.0.0.1:${config.port + 1}`;
  const payments = stripeGateway({ secretKey, apiBase, scope: { kind: 'own' } });
  const read = (name: string) =>
    database.transaction(
      [],
      (tx) => tx.one<{ value: string | null }>('select app.gateway_secret($1) as value', [name]),
      { readOnly: true },
    );
  let secret = (await read('sandbox_webhook_secret')).value;
  return {
    payments,
    stripe,
    publishableKey,
    webhookSecrets: () => (secret === null ? [] : [secret]),
    async listenAt(url) {
      const made = await payments.ensureWebhook({
        url: `${url}/webhooks/stripe/main`,
        knownEndpointId: (await read('sandbox_webhook_endpoint')).value,
      });
      if (!made.ok) throw new Error(`the sandbox Stripe refused its webhook endpoint: ${made.fault.message}`);
      const keep = (name: string, value: string) =>
        database.transaction([], (tx) => tx.rows('select app.set_gateway_secret($1, $2)', [name, value]));
      await keep('sandbox_webhook_endpoint', made.value.endpointId);
      if (made.value.secret !== null) {
        secret = made.value.secret;
        await keep('sandbox_webhook_secret', secret);
      }
    },
  };
}

async function sendHouseMail(
  mail: MailGateway,
  from: { name: string | null; address: string },
  environment: Environment,
  letter: { to: string; subject: string; text: string; html: string },
): Promise<void> {
  const outcome = await mail.send({
    from: { name: 'Closeout', address: from.address },
    to: [{ name: null, address: letter.to }],
    cc: [],
    bcc: [],
    replyTo: null,
    subject: letter.subject,
    html: letter.html,
    text: letter.text,
    attachments: [],
    messageId: `<${environment.id('delivery').toLowerCase()}@closeout>`,
    date: environment.machine.now(),
    headers: {},
  });
  if (outcome.kind !== 'accepted') throw new Error(`a mail of the house was not accepted: ${outcome.kind}`);
}

async function folder(dataFolder: string, name: string): Promise<string> {
  const path = join(dataFolder, name);
  await mkdir(path, { recursive: true });
  return path;
}
