/**
 * The only reader of the environment. Every default of `npm start` is visible here, and every value that is missing or
 * wrong is refused by its name before anything starts. It opens nothing and creates nothing.
 */
import { join, resolve } from 'node:path';

export interface Config {
  port: number;
  host: string;
  /** Where clients reach this install; null derives it from the port. */
  publicUrl: string | null;
  dataFolder: string;
  databaseUrl: string | null;
  /** Signs links and encrypts keys; null makes one in the data folder. */
  secret: string | null;
  firstApiKey: string | null;
  stripe: {
    secretKey: string;
    webhookSecret: string | null;
    publishableKey: string | null;
    apiBase: string | null;
  } | null;
  mail: { smtpUrl: string; from: string } | null;
  role: 'all' | 'web' | 'worker';
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug';
  /** Trusted header with the client's address, set by a proxy in front; null trusts the socket alone. */
  trustedProxyHeader: string | null;
  skipsSeed: boolean;
}

export class ConfigFault extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigFault';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @param given what a command takes as an argument instead of from the environment */
export function readConfig(
  environment: Environment = process.env,
  args: readonly string[] = [],
  given: { databaseUrl?: string | undefined } = {},
): Config {
  const value = (name: string): string | null => {
    const text = (
      name === 'DATABASE_URL' ? (given.databaseUrl ?? environment[name]) : environment[name]
    )?.trim();
    return text === undefined || text === '' ? null : text;
  };
  const databaseUrl = value('DATABASE_URL');
  const stripe = readStripe(value);
  if (databaseUrl !== null && !/^postgres(ql)?:\/\//.test(databaseUrl))
    fault('DATABASE_URL', 'must start with postgres:// or postgresql://');
  if (stripe !== null && /_live_/.test(stripe.secretKey) && databaseUrl === null) {
    fault(
      'STRIPE_SECRET_KEY',
      'is a live key, and the embedded database cannot promise that an acknowledged payment survives a power cut. ' +
        'Set DATABASE_URL to a PostgreSQL database: `closeout move --to "$DATABASE_URL"` takes everything there',
    );
  }
  return {
    port: integer(value('PORT'), 'PORT', 4242),
    host: value('HOST') ?? '127.0.0.1',
    publicUrl: url(value('CLOSEOUT_URL'), 'CLOSEOUT_URL'),
    dataFolder: resolve(value('CLOSEOUT_DATA_DIR') ?? join(process.cwd(), '.closeout')),
    databaseUrl,
    secret: secret(value('CLOSEOUT_SECRET')),
    firstApiKey: key(value('CLOSEOUT_API_KEY')),
    stripe,
    mail: readMail(value),
    role: oneOf(value('CLOSEOUT_ROLE') ?? 'all', 'CLOSEOUT_ROLE', ['all', 'web', 'worker'] as const),
    logLevel: oneOf(value('LOG_LEVEL') ?? 'warn', 'LOG_LEVEL', [
      'silent',
      'error',
      'warn',
      'info',
      'debug',
    ] as const),
    trustedProxyHeader: value('CLOSEOUT_PROXY_HEADER'),
    skipsSeed: args.includes('--empty'),
  };
}

type Value = (name: string) => string | null;

function readStripe(value: Value): Config['stripe'] {
  const secretKey = value('STRIPE_SECRET_KEY');
  if (secretKey === null) {
    for (const name of ['STRIPE_WEBHOOK_SECRET', 'STRIPE_API_BASE', 'STRIPE_PUBLISHABLE_KEY']) {
      if (value(name) !== null) fault(name, 'is set, and STRIPE_SECRET_KEY is not');
    }
    return null;
  }
  if (!/^(sk|rk)_(test|live)_\w{8,}$/.test(secretKey))
    fault('STRIPE_SECRET_KEY', 'must look like sk_test_… or sk_live_…');
  const publishableKey = value('STRIPE_PUBLISHABLE_KEY');
  if (publishableKey === null || !/^pk_(test|live)_\w{8,}$/.test(publishableKey))
    fault('STRIPE_PUBLISHABLE_KEY', 'must look like pk_test_… or pk_live_…; the card form needs it');
  const webhookSecret = value('STRIPE_WEBHOOK_SECRET');
  if (webhookSecret !== null && !webhookSecret.startsWith('whsec_'))
    fault('STRIPE_WEBHOOK_SECRET', 'must start with whsec_');
  const apiBase = url(value('STRIPE_API_BASE'), 'STRIPE_API_BASE');
  if (apiBase !== null && /_live_/.test(secretKey))
    fault('STRIPE_API_BASE', 'cannot be used with a live key');
  return { secretKey, publishableKey, webhookSecret, apiBase };
}

function readMail(value: Value): Config['mail'] {
  const smtpUrl = value('SMTP_URL');
  const from = value('MAIL_FROM');
  if (smtpUrl === null) return null;
  if (!/^smtps?:\/\//.test(smtpUrl)) fault('SMTP_URL', 'must start with smtp:// or smtps://');
  if (from === null || !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(from))
    fault('MAIL_FROM', 'must be one e-mail address; mail is sent in its name');
  return { smtpUrl, from };
}

function fault(name: string, what: string): never {
  throw new ConfigFault(`${name} ${what}.`);
}

function integer(text: string | null, name: string, otherwise: number): number {
  if (text === null) return otherwise;
  const number = Number(text);
  // The sandbox Stripe takes the next port, so the last one is out of reach.
  if (!/^\d+$/.test(text) || number > 65_534) fault(name, `must be a port from 0 to 65534, not "${text}"`);
  return number;
}

function url(text: string | null, name: string): string | null {
  if (text === null) return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    fault(name, 'must be an http or https address');
  return text.replace(/\/+$/, '');
}

function secret(text: string | null): string | null {
  if (text !== null && text.length < 32)
    fault('CLOSEOUT_SECRET', 'must have at least 32 characters; `openssl rand -hex 32` makes one');
  return text;
}

function key(text: string | null): string | null {
  if (text !== null && (text.length < 16 || !/^[\x21-\x7e]+$/.test(text)))
    fault('CLOSEOUT_API_KEY', 'must have at least 16 printable characters');
  return text;
}

function oneOf<const T extends readonly string[]>(text: string, name: string, allowed: T): T[number] {
  if (!allowed.includes(text)) fault(name, `must be one of ${allowed.join(', ')}, not "${text}"`);
  return text;
}
