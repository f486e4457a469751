/**
 * `closeout doctor`: looks at everything that a start needs and says what is wrong and what to do. It reads and connects;
 * it writes nothing, sends no mail and opens no embedded database (which belongs to one process).
 */
import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { Config } from '../../config.ts';
import { openPostgres } from '../../store/database.ts';
import { knownMigrations } from '../../store/migrate.ts';
import { readCredentials } from './credentials.ts';

export interface Finding {
  what: string;
  state: 'good' | 'note' | 'bad';
  words: string;
}

const freeBytesMin = 500 * 1024 * 1024;
const answerMsMax = 3000;

/** @returns the findings in the order in which a start meets them */
export async function examine(read: () => Config): Promise<Finding[]> {
  const findings = [nodeVersion()];
  let config: Config;
  try {
    config = read();
  } catch (error) {
    return [...findings, { what: 'configuration', state: 'bad', words: wordsOf(error) }];
  }
  findings.push(configuration(config), await dataFolder(config), diskSpace(config), lock(config));
  findings.push(await database(config), await server(config), await stripe(config), await mail(config));
  return findings;
}

export function printFindings(findings: readonly Finding[]): void {
  const marks = { good: 'ok  ', note: 'note', bad: 'BAD ' };
  for (const { what, state, words } of findings) console.log(`${marks[state]}  ${what.padEnd(14)} ${words}`);
}

const good = (what: string, words: string): Finding => ({ what, state: 'good', words });
const note = (what: string, words: string): Finding => ({ what, state: 'note', words });
const bad = (what: string, words: string): Finding => ({ what, state: 'bad', words });

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return (isEnough ? good : bad)(
    'node',
    `${process.versions.node}${isEnough ? '' : '; 20.19 or later is needed'}`,
  );
}

function configuration(config: Config): Finding {
  const set = [
    config.databaseUrl && 'DATABASE_URL',
    config.publicUrl && 'CLOSEOUT_URL',
    config.secret && 'CLOSEOUT_SECRET',
    config.firstApiKey && 'CLOSEOUT_API_KEY',
    config.stripe && 'STRIPE_SECRET_KEY',
    config.mail && 'SMTP_URL',
    config.trustedProxyHeader && 'CLOSEOUT_PROXY_HEADER',
  ].filter((name) => typeof name === 'string' && name !== '');
  // Names only: a value may be a secret, and this output is pasted into questions.
  return good(
    'configuration',
    set.length === 0 ? 'all defaults' : `${set.join(', ')} set; the rest are defaults`,
  );
}

async function dataFolder({ dataFolder: path }: Config): Promise<Finding> {
  const there = existsSync(path);
  try {
    await access(there ? path : nearestFolder(path), constants.W_OK);
    return good('data folder', there ? path : `${path} (the first start makes it)`);
  } catch {
    return bad(
      'data folder',
      `${path} cannot be written by this user. Give it to this user, or set CLOSEOUT_DATA_DIR.`,
    );
  }
}

function nearestFolder(path: string): string {
  let at = path;
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at);
  return at;
}

function diskSpace({ dataFolder: path }: Config): Finding {
  const { bavail, bsize } = statfsSync(nearestFolder(path));
  const free = bavail * bsize;
  const words = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return free >= freeBytesMin
    ? good('disk', words)
    : bad('disk', `${words}; at least 0.5 GB is needed for the database to work safely`);
}

function lock(config: Config): Finding {
  if (config.databaseUrl !== null) return good('lock', 'not needed with PostgreSQL');
  const path = join(config.dataFolder, 'closeout.lock');
  if (!existsSync(path)) return good('lock', 'free');
  const owner = JSON.parse(readFileSync(path, 'utf8')) as { pid?: number; host?: string };
  return note(
    'lock',
    `held by process ${owner.pid ?? 'unknown'} on ${owner.host ?? 'this machine'}; a dead process loses it at the next start`,
  );
}

async function database(config: Config): Promise<Finding> {
  if (config.databaseUrl === null) {
    const there = existsSync(join(config.dataFolder, 'database'));
    return note(
      'database',
      `embedded, ${there ? 'in the data folder' : 'made at the first start'}; a power cut may lose the last moments, \`closeout move\` takes it to PostgreSQL`,
    );
  }
  const { host } = new URL(config.databaseUrl);
  try {
    const db = await openPostgres({ url: config.databaseUrl, poolMax: 1 });
    try {
      const { rows } = await db.pool.query<{ version: string; known: string | null }>(
        "select current_setting('server_version') as version, to_regclass('public.pgmigrations')::text as known",
      );
      const applied = rows[0]?.known
        ? (await db.pool.query<{ name: string }>('select name from public.pgmigrations')).rows.map(
            (row) => row.name,
          )
        : [];
      const newer = applied.filter((name) => !knownMigrations().includes(name));
      if (newer.length > 0)
        return bad(
          'database',
          `was made by a newer release (${newer.join(', ')}). Start that release, or restore a backup.`,
        );
      return good(
        'database',
        `PostgreSQL ${rows[0]?.version} at ${host}, ${applied.length} of ${knownMigrations().length} migrations applied`,
      );
    } finally {
      await db.close();
    }
  } catch (error) {
    return bad('database', `PostgreSQL at ${host} cannot be used: ${wordsOf(error)}. Check DATABASE_URL.`);
  }
}

/** Either our server answers there, or the port is free for it. */
async function server(config: Config): Promise<Finding> {
  const url = readCredentials(config.dataFolder)?.url ?? `http://localhost:${config.port}`;
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(answerMsMax) }).catch(
    () => null,
  );
  if (answer?.ok) return good('server', `running at ${url}`);
  const isTaken = config.port !== 0 && (await answers('127.0.0.1', config.port));
  return isTaken
    ? bad('server', `port ${config.port} is taken by another program. Choose another with PORT.`)
    : note('server', `not running; port ${config.port} is free`);
}

async function stripe(config: Config): Promise<Finding> {
  if (config.stripe !== null) {
    const mode = /_live_/.test(config.stripe.secretKey) ? 'live' : 'test';
    return good(
      'payments',
      `Stripe, ${mode} mode${config.stripe.apiBase ? ` at ${config.stripe.apiBase}` : ''}${config.stripe.webhookSecret ? '' : '; the webhook secret is kept in the database'}`,
    );
  }
  if (config.port === 0) return good('payments', 'the sandbox Stripe, on a free port');
  const url = `http://127.0.0.1:${config.port + 1}`;
  const script = await fetch(`${url}/stripe.js`, { signal: AbortSignal.timeout(answerMsMax) }).catch(
    () => null,
  );
  if (script?.ok) return good('payments', `the sandbox Stripe answers at ${url}; no real money moves`);
  return (await answers('127.0.0.1', config.port + 1))
    ? bad(
        'payments',
        `port ${config.port + 1}, which the sandbox Stripe needs, is taken by another program. Choose another PORT.`,
      )
    : note('payments', `the sandbox Stripe is not running; port ${config.port + 1} is free`);
}

async function mail(config: Config): Promise<Finding> {
  if (config.mail === null)
    return note(
      'mail',
      'the built-in mailbox; nothing leaves this machine until SMTP_URL and MAIL_FROM are set',
    );
  const { hostname, port, protocol } = new URL(config.mail.smtpUrl);
  const at = Number(port) || (protocol === 'smtps:' ? 465 : 587);
  return (await answers(hostname, at))
    ? good('mail', `${hostname}:${at} answers; mail is sent as ${config.mail.from}`)
    : bad('mail', `${hostname}:${at} does not answer. Check SMTP_URL.`);
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: answerMsMax });
    const end = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

/** Node reports a host with two addresses as a list of failures with an empty message. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return wordsOf(error.errors[0]);
  return error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
}
