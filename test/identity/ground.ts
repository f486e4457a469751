/**
 * A ready identity for a test, on PostgreSQL and on the embedded database where each is present.
 * Its mailbox is an array and its clock can be moved; everything else is the real thing.
 */
import { createHmac, randomBytes } from 'node:crypto';
import pg from 'pg';
import { createIdentity } from '../../src/api/auth/identity.ts';
import type { IdentityMail } from '../../src/api/auth/mails.ts';
import type { IdentitySettings } from '../../src/api/auth/options.ts';
import { openEmbedded, openPostgres } from '../../src/store/database.ts';

export interface Ground {
  pool: pg.Pool;
  close: () => Promise<void>;
}

const serverUrl = process.env.CLOSEOUT_TEST_DATABASE_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';

async function serverAnswers(): Promise<boolean> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    console.warn(
      `identity tests: no PostgreSQL at ${new URL(serverUrl).host}; only the embedded database is tried.`,
    );
    return false;
  }
}

async function onServer(): Promise<Ground> {
  const name = `closeout_identity_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const database = await openPostgres({ url: url.href });
  const close = async () => {
    await database.close();
    await admin.query(`drop database ${name} with (force)`);
    await admin.end();
  };
  return { pool: database.pool, close };
}

async function embedded(): Promise<Ground> {
  const database = await openEmbedded({ directory: null });
  return { pool: database.pool, close: () => database.close() };
}

export const grounds: { name: string; open: () => Promise<Ground> }[] = [
  { name: 'embedded', open: embedded },
  ...((await serverAnswers()) ? [{ name: 'PostgreSQL', open: onServer }] : []),
];

export const baseUrl = 'http://localhost:4242';

export function identityOn(pool: pg.Pool, overrides: Partial<IdentitySettings> = {}) {
  const mails: IdentityMail[] = [];
  const log: string[] = [];
  const clock = { offsetMs: 0 };
  const settings: IdentitySettings = {
    pool,
    secret: randomBytes(32).toString('hex'),
    baseUrl,
    trustedOrigins: [baseUrl],
    sendMail: async (mail) => {
      mails.push(mail);
    },
    now: () => Date.now() + clock.offsetMs,
    secureCookies: false,
    log: (_level, message) => log.push(message),
    ...overrides,
  };
  return { identity: createIdentity(settings), mails, log, clock };
}

/** What a browser keeps of a response: later cookies replace earlier ones, and emptied ones go. */
export function cookieOf(response: { headers: Headers }, before = ''): string {
  const jar = new Map(
    before
      .split('; ')
      .filter(Boolean)
      .map((pair) => pair.split(/=(.*)/s) as [string, string]),
  );
  for (const line of response.headers.getSetCookie()) {
    const [name, value] = (line.split(';')[0] ?? '').split(/=(.*)/s) as [string, string];
    if (value === '' || /max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, value);
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

export const withCookie = (cookie: string): Headers => new Headers({ cookie });

/** A post as a page of `origin` would make it. */
export function post(path: string, body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(`${baseUrl}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: baseUrl, ...headers },
    body: JSON.stringify(body),
  });
}

/** The six digits that an authenticator app shows at an instant. */
export function totp(secret: string, atMs: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atMs / 30_000)));
  const digest = createHmac('sha1', secret).update(counter).digest();
  const at = (digest.at(-1) ?? 0) & 15;
  return ((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).toString().padStart(6, '0');
}
