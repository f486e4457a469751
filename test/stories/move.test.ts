/**
 * The promise: one command takes a business from the embedded database to PostgreSQL, and the links that clients have go
 * on working. Everything is real: the folder, the program, the sandbox Stripe with its journal, both databases.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import { systemActor } from '../../src/actions/actor.ts';
import { openAccount } from '../../src/actions/open-account.ts';
import { runMove } from '../../src/api/cli/move.ts';
import { type App, createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';
import { createEnvironment } from '../../src/environment.ts';
import { openPostgres } from '../../src/store/database.ts';
import { emptyDatabase, openTestDatabase, postgresAvailable, type TestDatabase } from '../database.ts';
import { installAccount } from '../harness.ts';

const hasPostgres = await postgresAvailable();
const folder = mkdtempSync(join(tmpdir(), 'closeout-move-'));
const apiKey = 'key-of-the-owner-before-the-move';
let accountId = '';
let app: App | undefined;
let target: TestDatabase;

async function start(databaseUrl: string | null): Promise<App> {
  const config = readConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    CLOSEOUT_DATA_DIR: folder,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  });
  const started = await createApp({ config: { ...config, role: 'web' }, log: pino({ level: 'silent' }) });
  await started.listen();
  return started;
}

async function call(method: string, path: string, body?: unknown) {
  const answer = await fetch(`${app!.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked into freely by stories.
  return { status: answer.status, body: (await answer.json()) as any };
}
const post = async (path: string, body: unknown = {}) => {
  const answer = await call('POST', path, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
};
const get = async (path: string) => (await call('GET', path)).body;

async function openBusiness(): Promise<void> {
  const { userId } = await app!.identity.ensureUser({
    email: 'olive@move.example.test',
    name: 'Olive Owner',
  });
  accountId = createEnvironment({ secret: 'x' }).id('account');
  const opened = await perform(
    app!.house,
    systemActor(installAccount),
    openAccount,
    {
      id: accountId,
      kind: 'workspace',
      name: 'Bright Exterior Cleaning',
      currency: 'USD',
      locale: 'en-US',
      timeZone: 'America/New_York',
      seller: {
        legalName: 'Bright Exterior Cleaning LLC',
        addressLines: ['12 Palm Ave'],
        postcode: '32801',
        city: 'Orlando',
        region: 'FL',
        country: 'US',
        email: 'office@bright.example.test',
      },
      brand: { accentColor: '#0b6e4f' },
      tax: { rate: '6.5', category: 'S', name: 'Sales tax' },
      terms: 'net_30',
      releases: 'self',
      owner: { userId, role: 'workspace_owner', name: 'Olive Owner', email: 'olive@move.example.test' },
    },
    { accounts: [installAccount, accountId] },
  );
  expect(opened).toMatchObject({ ok: true });
  await app!.identity.createApiKey({ userId, accountId, name: 'owner', permissions: null, value: apiKey });
}

async function sentInvoice(title: string, clientId: string, price: string) {
  const job = await post('/jobs', {
    clientId,
    title,
    site: '1 Dock St',
    facts: [
      { kind: 'labor', title: `Crew “ä” \\ "q" {a,b}, ${title}`, quantity: '2', unit: 'h', unitPrice: price },
    ],
  });
  await post(`/jobs/${job.id}/notes`, { notes: ['Line one\nline two, with "quotes", \\N and null'] });
  await post(`/jobs/${job.id}/complete`);
  const invoice = await post(`/jobs/${job.id}/invoice`);
  await post(`/invoices/${invoice.id}/send`, { approveNow: true });
  await app!.settle();
  const mailbox = app!.outlets.mailbox!;
  const mail = await mailbox.read(mailbox.list()[0]!.id);
  return { id: invoice.id as string, token: /\/pay\/([\w-]{43})/.exec(mail!.email.html ?? '')![1]! };
}

async function pay(token: string, amountMinor: number): Promise<void> {
  const response = await fetch(`${app!.url}/pay/${token}/open`, {
    method: 'POST',
    headers: { origin: app!.url, 'content-type': 'application/json' },
    body: JSON.stringify({ amountMinor, currency: 'USD' }),
  });
  const { clientSecret } = (await response.json()) as { clientSecret: string };
  expect(response.status).toBe(200);
  const stripe = new Stripe(app!.outlets.publishableKey, {
    host: '127.0.0.1',
    port: Number(new URL(app!.outlets.stripe!.url).port),
    protocol: 'http',
    maxNetworkRetries: 0,
  });
  const card = {
    type: 'card',
    card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
  };
  await stripe.paymentIntents.confirm(clientSecret.split('_secret_')[0]!, {
    client_secret: clientSecret,
    payment_method_data: card,
  } as never);
  await app!.settle();
}

/** The command as a person runs it. */
function closeout(
  args: string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; words: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        CLOSEOUT_DATA_DIR: folder,
        ...environment,
      },
    });
    let words = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk) => {
        words += chunk;
      });
    child.on('close', (code) => done({ code, words }));
  });
}

const counts = async (test: TestDatabase): Promise<string> =>
  (await test.db.pool.query('select count(*)::text as n from account')).rows[0].n;

// There is nowhere to move to without a PostgreSQL server; `postgresAvailable` says so when there is none.
describe.skipIf(!hasPostgres)('a move to PostgreSQL', () => {
  const paid: Record<string, string> = {};
  const open: Record<string, string> = {};
  let before: unknown[];

  beforeAll(async () => {
    target = await emptyDatabase('postgres');
    app = await start(null);
    await openBusiness();
    const client = await post('/clients', {
      name: 'Harbor View HOA',
      email: 'board@harborview.example.test',
      address: { lines: ['1 Dock St'], city: 'Orlando', region: 'FL', country: 'US' },
    });
    Object.assign(paid, await sentInvoice('Roof', client.id, '85'));
    await pay(paid.token!, 18_105);
    Object.assign(open, await sentInvoice('Gutters', client.id, '40'));
    // A second client and 2,500 more rows make several batches; what is in flight stays as it is.
    const many = Array.from({ length: 100 }, (_none, index) => ({
      kind: 'material',
      title: `Part ${index}`,
      quantity: '1',
      unit: 'piece',
      unitPrice: '1.10',
    }));
    for (let round = 0; round < 12; round += 1)
      await post('/jobs', { clientId: client.id, title: `Job ${round}`, facts: many });
  });
  afterAll(async () => {
    await app?.close();
    await target?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  const look = async (): Promise<unknown[]> => [
    await get(`/invoices/${paid.id}`),
    await get(`/invoices/${open.id}`),
    await get('/reports/trial-balance?on=2099-01-01'),
    await get('/audit/verify'),
    await get('/clients'),
    await get('/members'),
    await get('/audit?limit=200'),
  ];

  it('refuses while the server runs, and says who holds the folder', async () => {
    const { code, words } = await closeout(['move', '--to', target.url]);
    expect(words).toMatch(/in use by process \d+.*Stop the server, then move/s);
    expect(code).toBe(1);
  });

  it('refuses what is not an empty database, and touches nothing there', async () => {
    before = await look();
    await app!.close();
    app = undefined;
    const foreign = await emptyDatabase('postgres');
    await foreign.db.pool.query('create table blog (id int)');
    await expect(runMove(folder, foreign.url, false, () => {})).rejects.toThrow(
      /tables of something else \(blog\)/,
    );
    expect(
      (
        await foreign.db.pool.query(
          "select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'",
        )
      ).rows[0].n,
    ).toBe(1);
    await foreign.drop();
    const full = await openTestDatabase('postgres');
    await full.db.pool.query(
      'insert into account select (jsonb_populate_record(a, \'{"id": "acc_other"}\')).* from account a',
    );
    await expect(runMove(folder, full.url, false, () => {})).rejects.toThrow(
      /not empty: its table account holds 1 row/,
    );
    expect(await counts(full)).toBe('2');
    await full.drop();
    await expect(runMove(folder, 'postgres://postgres@127.0.0.1:1/none', false, () => {})).rejects.toThrow(
      /127\.0\.0\.1:1\/none cannot be used/,
    );
  });

  it('refuses without the secret, and where there is no database', async () => {
    const away = mkdtempSync(join(tmpdir(), 'closeout-move-away-'));
    await expect(runMove(away, target.url, false, () => {})).rejects.toThrow(/no embedded database in/);
    cpSync(join(folder, 'database'), join(away, 'database'), { recursive: true });
    await expect(runMove(away, target.url, false, () => {})).rejects.toThrow(/no file "secret"/);
    rmSync(away, { recursive: true });
  });

  it('keeps nothing of a move that is cut short', async () => {
    const cut = await emptyDatabase('postgres');
    const stop = runMove(folder, cut.url, false, ({ table }) => {
      if (table === 'posting') throw new Error('the cable was pulled');
    });
    await expect(stop).rejects.toThrow('the cable was pulled');
    expect(await counts(cut)).toBe('1');
    expect((await cut.db.pool.query('select count(*)::int as n from client')).rows[0].n).toBe(0);
    await cut.drop();
  });

  it('keeps nothing when a row arrives otherwise than it left', async () => {
    const bent = await openTestDatabase('postgres');
    await bent.db.pool.query(
      'create function bend() returns trigger language plpgsql as $$ begin new.text := upper(new.text); return new; end $$; create trigger bent before insert on job_note for each row execute function bend()',
    );
    await expect(runMove(folder, bent.url, false, () => {})).rejects.toThrow(
      /table job_note did not arrive as it left/,
    );
    expect(await counts(bent)).toBe('1');
    await bent.drop();
  });

  it('moves everything, compares it and says what to set', async () => {
    const { code, words } = await closeout(['move'], { DATABASE_URL: target.url });
    expect(code, words).toBe(0);
    expect(words).toMatch(/job_fact +1,202 moved and compared/);
    expect(words).toMatch(/every row, \d heads? of the log, \d+ ledger balances/);
    expect(words).toContain('is whole');
    expect(words).toContain('Set DATABASE_URL');
    expect(words).toContain(`Keep CLOSEOUT_DATA_DIR at ${folder}`);
    expect(words).not.toContain('@');
  });

  it('shows the same on PostgreSQL: keys, invoices, books, log', async () => {
    app = await start(target.url);
    expect(app.house.database.kind).toBe('postgres');
    expect(await look()).toEqual(before);
  });

  it('takes the payment of an invoice that was sent before the move', async () => {
    expect((await fetch(`${app!.url}/pay/${open.token}`)).status).toBe(200);
    await pay(open.token!, 8_520);
    expect(await get(`/invoices/${open.id}`)).toMatchObject({ owedMinor: 0, labels: { readiness: 'paid' } });
    expect(await get('/audit/verify')).toEqual({ whole: true, firstBroken: null });
    const next = await sentInvoice('Windows', (await get('/clients')).items[0].id, '10');
    expect(await get(`/invoices/${next.id}`)).toMatchObject({ number: 'INV-2026-00003' });
  });

  it('refuses to move a second time, and leaves the old folder whole', async () => {
    await app!.close();
    app = undefined;
    const again = await closeout(['move', '--to', target.url]);
    expect(again.words).toMatch(/not empty/);
    expect(again.code).toBe(1);
    writeFileSync(join(folder, 'note'), '');
    expect(readFileSync(join(folder, 'secret'), 'utf8').trim().length).toBeGreaterThan(32);
    app = await start(null);
    expect(await get(`/invoices/${open.id}`)).toMatchObject({ labels: { readiness: 'link-ready' } });
    const there = await openPostgres({ url: target.url });
    expect(
      (await there.pool.query('select count(*)::int as n from invoice where owed_minor = 0')).rows[0].n,
    ).toBe(2);
    await there.close();
  });
});
