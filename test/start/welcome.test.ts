/** The words of a start, and the one line of a start that failed: every known trouble has its sentence, a bug has none. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { credentialsPath, readCredentials, writeCredentials } from '../../src/api/cli/credentials.ts';
import { type Places, startFault, welcome } from '../../src/api/cli/welcome.ts';
import { readConfig } from '../../src/config.ts';

const places: Places = {
  version: '1.2.3',
  url: 'http://127.0.0.1:4242',
  signIn: { link: 'http://127.0.0.1:4242/in?token=t', name: 'Dana', email: 'dana@example.test', minutes: 60 },
  apiKey: { value: 'clo_secret' },
  mailboxUrl: 'http://127.0.0.1:4242/mailbox',
  mailFrom: null,
  sandboxStripeUrl: 'http://127.0.0.1:4243',
  dataFolder: '.closeout',
  database: { kind: 'embedded' },
  isFirstStart: true,
  isDemo: true,
};

test('the first start says where everything is, how to get in and what to try', () => {
  const words = welcome(places);
  for (const part of [
    '1.2.3',
    'token=t',
    'Dana <dana@example.test>',
    'each start prints a fresh link',
    'clo_secret',
    '/mailbox',
    ':4243',
    '.closeout',
    'embedded',
    '4. ',
    '4242 4242 4242 4242',
  ])
    expect(words).toContain(part);
  for (const line of words.split('\n')) expect(line.length).toBeLessThan(140);
});

test('a later start keeps the key to itself and teaches nothing again', () => {
  const words = welcome({
    ...places,
    isFirstStart: false,
    isDemo: false,
    apiKey: { keptIn: '.closeout/credentials.json' },
  });
  expect(words).toContain('credentials.json');
  expect(words).not.toMatch(/clo_|Try this/);
});

const config = readConfig({ PORT: '4242', CLOSEOUT_DATA_DIR: '/srv/closeout' });
const onPostgres = readConfig({ DATABASE_URL: 'postgres://me:hunter2@db.example.test:5432/books' });
const fault = (code: string, more: object = {}) =>
  Object.assign(new Error(`${code}: it failed`), { code, ...more });

test.each([
  ['its port is taken', fault('EADDRINUSE', { port: 4242 }), /^Port 4242 is in use.*PORT=4342 npm start$/],
  [
    'the port above is taken',
    fault('EADDRINUSE', { port: 4243 }),
    /^Port 4243, where the sandbox Stripe listens/,
  ],
  ['a low port', fault('EACCES', { port: 80 }), /^Port 80 needs more rights/],
  ['a foreign address', fault('EADDRNOTAVAIL', { port: 4242 }), /HOST/],
  [
    'a folder of somebody else',
    fault('EACCES', { path: '/srv/closeout/secret' }),
    /\/srv\/closeout cannot be written.*CLOSEOUT_DATA_DIR/,
  ],
  ['a full disk', fault('ENOSPC'), /disk .* is full/],
  [
    'a locked folder',
    new Error('The data folder is in use by process 7 (/srv/closeout/closeout.lock). Stop it first.'),
    /process 7 .*closeout\.lock/,
  ],
  [
    'a newer schema',
    new Error(
      'The database could not be brought up to date: this database was made by a newer release (it has 9999_x).',
    ),
    /newer release/,
  ],
])('%s', (_what, error, words) => {
  expect(startFault(error, config)).toMatch(words);
});

test.each(['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'])(
  'PostgreSQL with %s is named without its password, however deep the cause lies',
  (code) => {
    const deep = new Error('wrapped', { cause: new AggregateError([fault(code)]) });
    const words = startFault(deep, onPostgres);
    expect(words).toMatch(/^PostgreSQL at db\.example\.test:5432 cannot be reached.*DATABASE_URL/);
    expect(words).not.toContain('hunter2');
  },
);

test('a bug has no sentence: its stack is wanted', () => {
  expect(startFault(new TypeError('x is not a function'), config)).toBeNull();
});

test('credentials are for their owner only, also where the file was open to all before', () => {
  const folder = mkdtempSync(join(tmpdir(), 'closeout-credentials-'));
  try {
    expect(readCredentials(folder)).toBeNull();
    writeFileSync(credentialsPath(folder), '{}', { mode: 0o644 });
    const kept = { url: 'http://127.0.0.1:4242', apiKey: 'clo_secret', email: 'a@example.test' };
    writeCredentials(folder, kept);
    expect(readCredentials(folder)).toEqual(kept);
    expect(statSync(credentialsPath(folder)).mode & 0o777).toBe(0o600);
    writeFileSync(credentialsPath(folder), '{"other": true}');
    expect(() => readCredentials(folder)).toThrow(/not what Closeout wrote/);
    expect(readFileSync(credentialsPath(folder), 'utf8')).toContain('other');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
