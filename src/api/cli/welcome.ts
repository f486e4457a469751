/**
 * The words of a start: where everything is, how to get in, what to try first; and the one line that a failed start says.
 * Pure: it prints nothing and looks nothing up.
 */
import type { Config } from '../../config.ts';

export interface Places {
  version: string;
  url: string;
  /** A link that signs in once; null when nobody is known yet. */
  signIn: { link: string; name: string; email: string; minutes: number } | null;
  /** The key's value at the start that made it; afterwards only where it is kept. */
  apiKey: { value: string } | { keptIn: string } | { presetBy: string };
  /** Null when real mail goes out. */
  mailboxUrl: string | null;
  mailFrom: string | null;
  /** Null when the real Stripe is used. */
  sandboxStripeUrl: string | null;
  dataFolder: string;
  database: { kind: 'embedded' } | { kind: 'postgres'; host: string };
  isFirstStart: boolean;
  isDemo: boolean;
}

export function welcome(places: Places): string {
  const rows: [string, string][] = [['Open', places.url]];
  if (places.signIn)
    rows.push(
      ['Sign in', places.signIn.link],
      [
        '',
        `as ${places.signIn.name} <${places.signIn.email}>; works once, for ${places.signIn.minutes} minutes;`,
      ],
      ['', 'each start prints a fresh link'],
    );
  rows.push(...keyRows(places));
  if (places.mailboxUrl)
    rows.push(['Mailbox', `${places.mailboxUrl}  (every mail ends here, none leaves this machine)`]);
  else rows.push(['Mail', `sent as ${places.mailFrom}`]);
  if (places.sandboxStripeUrl)
    rows.push(['Payments', `${places.sandboxStripeUrl}  (a sandbox Stripe: no real money moves)`]);
  else rows.push(['Payments', 'Stripe']);
  rows.push(['Data', places.dataFolder], ...databaseRows(places));
  const lines = [
    '',
    `Closeout ${places.version}: from a finished job to money that has provably arrived.`,
    '',
  ];
  for (const [name, value] of rows) lines.push(`  ${name.padEnd(10)}${value}`);
  if (places.isFirstStart) lines.push('', ...firstSteps(places));
  return [...lines, '', 'Stop with Ctrl-C.', ''].join('\n');
}

function keyRows({ url, apiKey }: Places): [string, string][] {
  if ('value' in apiKey)
    return [
      ['API', `${url}/api/v1`],
      ['', `key ${apiKey.value}  (shown this once)`],
    ];
  if ('keptIn' in apiKey) return [['API', `${url}/api/v1  (key in ${apiKey.keptIn})`]];
  return [['API', `${url}/api/v1  (key from ${apiKey.presetBy})`]];
}

function databaseRows({ database }: Places): [string, string][] {
  if (database.kind === 'postgres') return [['Database', `PostgreSQL at ${database.host}`]];
  return [
    ['Database', 'embedded, one process, meant for trying out: stopping or killing the program loses'],
    ['', 'nothing, a power cut may lose the last moments. For a business: `closeout move --to postgres://…`'],
  ];
}

function firstSteps({ isDemo, mailboxUrl }: Places): string[] {
  if (!isDemo) return ['The database is empty. Sign in, or make the first client and job through the API.'];
  return [
    'Try this first',
    '  1. Sign in with the link above: you own a demo company that cleans houses in Orlando.',
    '  2. Approvals: Sam asks to send an invoice. Look at exactly what would leave, approve it, send it.',
    `  3. Mailbox (${mailboxUrl}): open that mail, follow its pay link, pay with card 4242 4242 4242 4242.`,
    '  4. Invoices: the same invoice is paid, its job is closed, and "Why?" shows the evidence.',
  ];
}

/** What a failed start says: what happened and what to do, in one line; null for a bug, whose stack is wanted. */
export function startFault(error: unknown, config: Config): string | null {
  const { code, message, port, path } = rootOf(error);
  if (code === 'EADDRINUSE') return portTaken(port, config);
  if (code === 'EACCES' && port !== null)
    return `Port ${port} needs more rights than this user has. Choose one above 1023: PORT=4242 npm start`;
  if (code === 'EADDRNOTAVAIL')
    return `HOST ${config.host} is not an address of this machine. Leave it out, or set HOST=0.0.0.0 to listen on all of them.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return `The data folder ${config.dataFolder} cannot be written (${code}${path ? ` at ${path}` : ''}). Give it to this user, or set CLOSEOUT_DATA_DIR.`;
  }
  if (code === 'ENOSPC')
    return `The disk of ${config.dataFolder} is full. Make room and start again; nothing was lost.`;
  if (/^The data folder is in use|newer release|closeout\.lock/.test(message)) return message;
  if (config.databaseUrl !== null && (isConnectionCode(code) || /timeout|terminated|ECONN/i.test(message)))
    return unreachable(config.databaseUrl, code, message);
  return null;
}

function portTaken(port: number | null, config: Config): string {
  const taken = port ?? config.port;
  const what =
    taken === config.port + 1
      ? `Port ${taken}, where the sandbox Stripe listens (one above PORT),`
      : `Port ${taken}`;
  return `${what} is in use by another program. Stop it, or choose another: PORT=${config.port + 100} npm start`;
}

function unreachable(databaseUrl: string, code: string, message: string): string {
  const { host } = new URL(databaseUrl);
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing answers there',
    ENOTFOUND: 'there is no such host',
    EAI_AGAIN: 'its name cannot be looked up',
    ETIMEDOUT: 'it does not answer in time',
    '28P01': 'it refuses the password',
    '28000': 'it refuses this user',
    '3D000': 'it has no such database',
    '53300': 'it has no connection left',
  };
  return `PostgreSQL at ${host} cannot be reached: ${words[code] ?? message} (${code || 'no code'}). Check DATABASE_URL and that the server runs.`;
}

const isConnectionCode = (code: string): boolean =>
  [
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ETIMEDOUT',
    'ECONNRESET',
    'EHOSTUNREACH',
    '28P01',
    '28000',
    '3D000',
    '53300',
    '57P03',
  ].includes(code);

/** The innermost error that has a code, or else the outermost: wrappers say where, the root says what. */
function rootOf(error: unknown): { code: string; message: string; port: number | null; path: string | null } {
  const message = error instanceof Error ? error.message : String(error);
  for (
    let at: unknown = error;
    at instanceof Error;
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  ) {
    const { code, port, path } = at as { code?: unknown; port?: unknown; path?: unknown };
    if (typeof code !== 'string') continue;
    return {
      code,
      message,
      port: typeof port === 'number' ? port : null,
      path: typeof path === 'string' ? path : null,
    };
  }
  return { code: '', message, port: null, path: null };
}
