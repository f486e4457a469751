/**
 * Paying in a real browser: the whole app, the sandbox's card form, the built checkout script. Each story is a fear of a
 * payer: declined, asked by the bank, two tabs, a changed amount, a lost webhook, no script. It does not test the API's verbs.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const absent = !existsSync(executablePath);
const why = absent ? ` (NOT RUN: no Chromium at ${executablePath}; set CHROMIUM_PATH)` : '';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const kind = (await databaseKinds()).at(-1)!;

let stage: Stage;
let browser: Browser;
let script: string;

async function buildScript(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'closeout-checkout-'));
  const args = [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'vite.checkout.config.ts',
    '--outDir',
    folder,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  await promisify(execFile)(process.execPath, args, { env: { ...process.env, NODE_ENV: 'production' } });
  const text = await readFile(join(folder, 'checkout.js'), 'utf8');
  await rm(folder, { recursive: true, force: true });
  return text;
}

/** A sent invoice of 200.00 USD; its pay page's path comes from the mail. */
async function sentInvoice(): Promise<{ id: string; path: string }> {
  const { owner } = stage;
  const client = await owner.post('/clients', {
    name: 'Dana Whitfield',
    email: 'dana@whitfield.example.test',
  });
  const job = await owner.post('/jobs', {
    clientId: client.body.id,
    title: 'Gutter cleaning',
    site: '7 Lake Drive, Orlando',
    facts: [{ kind: 'labor', title: 'Crew', quantity: '2', unit: 'h', unitPrice: '100' }],
  });
  await owner.post(`/jobs/${job.body.id}/complete`);
  const { id } = (await owner.post(`/jobs/${job.body.id}/invoice`)).body;
  const asked = await owner.post(`/invoices/${id}/request-approval`);
  await owner.post(`/approvals/${asked.body.approvalId}/decide`, { decision: 'approve' });
  const sent = await owner.post(`/invoices/${id}/send`);
  expect(sent.status, JSON.stringify(sent.body)).toBe(200);
  await stage.settle();
  const mails = stage.app.outlets.mailbox!.list();
  for (const mail of mails) {
    const { email } = (await stage.app.outlets.mailbox!.read(mail.id))!;
    if (email.subject?.includes(sent.body.number))
      return { id, path: new URL(/href="([^"]*\/pay\/[^"]+)"/.exec(email.html!)![1]!).pathname };
  }
  throw new Error('the mail did not arrive');
}

async function openPage(
  path: string,
  options: BrowserContextOptions = {},
): Promise<Page & { asked: string[]; troubles: string[] }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  const asked: string[] = [];
  const troubles: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  page.on('console', (message) => message.type() === 'error' && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.route('**/checkout/checkout.js', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: script }),
  );
  await page.goto(stage.app.url + path, { waitUntil: 'load' });
  return Object.assign(page, { asked, troubles });
}

const payButton = (page: Page) => page.getByRole('button', { name: 'Pay USD 200.00' });
const fields = (page: Page) => page.frameLocator('iframe[title="Secure payment form"]');

async function fillCard(page: Page, number: string): Promise<void> {
  await fields(page).getByLabel('Card number').fill(number);
  await fields(page).getByLabel('Expiration date').fill('12 / 30');
  await fields(page).getByLabel('Security code').fill('123');
}

async function openForm(page: Page): Promise<void> {
  await payButton(page).click();
  await fields(page).getByLabel('Card number').waitFor();
}

const receipt = (page: Page) => page.getByText(/^Paid on /).waitFor({ timeout: 20_000 });

async function violations(page: Page): Promise<string[]> {
  const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
  await page.evaluate(axe);
  // biome-ignore lint/suspicious/noExplicitAny: axe brings its own global.
  const found = await page.evaluate(() => (globalThis as any).axe.run(document, { iframes: false }));
  return found.violations.map(
    (one: { id: string; nodes: { html: string }[] }) =>
      `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`,
  );
}

// Only where no browser is installed; the title then carries the reason into the report.
describe.skipIf(absent)(`paying in a browser${why}`, () => {
  beforeAll(async () => {
    [stage, browser, script] = await Promise.all([
      openStage({ kind, releases: 'self' }),
      chromium.launch({ executablePath, args: flags }),
      buildScript(),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  it('has a small script, and one request until the page is painted', async () => {
    expect(gzipSync(script).length).toBeLessThanOrEqual(10_000);
    const { path } = await sentInvoice();
    const page = await openPage(path);
    expect(page.asked[0]).toBe(path);
    await expect.poll(() => page.asked).toEqual([path, '/checkout/checkout.js']);
    const painted = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.POSITIVE_INFINITY,
    );
    const fetched = await page.evaluate(() =>
      performance.getEntriesByType('resource').map((entry) => entry.startTime),
    );
    expect(Math.min(...fetched)).toBeGreaterThanOrEqual(painted);
    expect(page.troubles).toEqual([]);
    await page.context().close();
  });

  it('says why a card was declined and that nothing was charged, then takes another, with the keyboard alone', async () => {
    const { id, path } = await sentInvoice();
    const page = await openPage(path);
    await payButton(page).focus();
    await page.keyboard.press('Enter');
    await fields(page).getByLabel('Card number').waitFor();
    await fillCard(page, '4000000000009995');
    await payButton(page).press('Enter');
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toBe('Your card has insufficient funds. Nothing was charged. Please try again or use another card.');
    expect((await stage.owner.get(`/invoices/${id}`)).body.owedMinor).toBe(20_000);
    await fillCard(page, '4242424242424242');
    await payButton(page).press('Enter');
    await receipt(page);
    const after = (await stage.owner.get(`/invoices/${id}`)).body;
    expect(after).toMatchObject({ owedMinor: 0, labels: { readiness: 'paid' } });
    expect(after.payments).toHaveLength(1);
    expect(page.troubles.filter((text) => !text.includes('402'))).toEqual([]);
    await page.context().close();
  });

  it('lets the bank ask, and takes its no for a no', async () => {
    const { path } = await sentInvoice();
    const page = await openPage(path);
    await openForm(page);
    await fillCard(page, '4000002760003184');
    await payButton(page).click();
    await page.getByRole('button', { name: 'Fail' }).click();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('Nothing was charged.');
    await fillCard(page, '4000002760003184');
    await payButton(page).click();
    await page.getByRole('button', { name: 'Authenticate' }).click();
    await receipt(page);
    await page.context().close();
  });

  it('finds the proof itself when the webhook is lost, and never says paid before', async () => {
    const { id, path } = await sentInvoice();
    const page = await openPage(path);
    await openForm(page);
    stage.app.outlets.stripe!.faults.hold();
    await page.route('**/status', (route) => route.abort());
    await fillCard(page, '4242424242424242');
    await payButton(page).click();
    await page.getByText('Confirming your payment…').waitFor();
    await new Promise((done) => setTimeout(done, 1500));
    expect(await page.getByText(/^Paid/).count()).toBe(0);
    expect((await stage.owner.get(`/invoices/${id}`)).body.owedMinor).toBe(20_000);
    stage.pass(5_000);
    await page.unroute('**/status');
    await receipt(page);
    expect((await stage.owner.get(`/invoices/${id}`)).body.owedMinor).toBe(0);
    stage.app.outlets.stripe!.faults.release();
    await stage.settle();
    expect((await stage.owner.get(`/invoices/${id}`)).body.payments).toHaveLength(1);
    await page.context().close();
  });

  it('charges once from two tabs, two clicks and the back button', async () => {
    const { id, path } = await sentInvoice();
    const [one, two] = await Promise.all([openPage(path), openPage(path)]);
    await payButton(two).dblclick();
    await fields(two).getByLabel('Card number').waitFor();
    expect(two.asked.filter((asked) => asked.endsWith('/open'))).toHaveLength(1);
    await fillCard(two, '4242424242424242');
    await openForm(one);
    await fillCard(one, '4242424242424242');
    await payButton(one).click();
    await receipt(one);
    await payButton(two).click();
    await receipt(two);
    await one.goto('about:blank');
    await one.goBack();
    await receipt(one);
    expect((await stage.owner.get(`/invoices/${id}`)).body.payments).toHaveLength(1);
    for (const page of [one, two]) await page.context().close();
  });

  it('says the new amount when the one on the page is old, and starts anew with it', async () => {
    const { path } = await sentInvoice();
    const page = await openPage(path);
    await page.evaluate(() => {
      document.getElementById('zone')!.dataset.amount = '15000';
      document.getElementById('ask')!.textContent = 'Pay USD 150.00';
    });
    await page.locator('#ask').click();
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toMatch(/The amount has changed: it is now USD.200\.00\. Nothing was charged\./);
    await openForm(page);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)(
    'has no accessibility violations with the card form open (%s), at 320 px',
    async (colorScheme) => {
      const { path } = await sentInvoice();
      const page = await openPage(path, { colorScheme, viewport: { width: 320, height: 700 } });
      expect(await violations(page)).toEqual([]);
      await openForm(page);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      if (process.env.PAY_SHOTS)
        await page.screenshot({
          path: join(process.env.PAY_SHOTS, `form-${colorScheme}.png`),
          fullPage: true,
        });
      await page.context().close();
    },
  );

  it('without JavaScript it says so, and hides the button that could not work', async () => {
    const { path } = await sentInvoice();
    const page = await openPage(path, { javaScriptEnabled: false });
    await page.locator('noscript p').waitFor();
    expect(await page.locator('noscript p').textContent()).toContain('needs JavaScript');
    expect(await page.locator('#ask').isVisible()).toBe(false);
    await page.context().close();
  });
});

describe('the public door', () => {
  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
  });
  afterAll(() => stage.close());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(stage.app.url + path, { redirect: 'manual', ...init });

  it('answers every address that opens nothing alike', async () => {
    const { path } = await sentInvoice();
    const wrong = [
      path.slice(0, -1),
      `${path}A`,
      path.slice(0, -3) + (path.endsWith('AAA') ? 'BBB' : 'AAA'),
      '/pay/x',
      `/pay/${'%00'.repeat(9)}`,
      "/pay/'%20or%201=1",
    ];
    const pages = await Promise.all(
      wrong.map(async (address) => {
        const answer = await ask(address);
        return `${answer.status} ${(await answer.text()).replace(/nonce="[^"]*"/g, '')}`;
      }),
    );
    expect(new Set(pages).size).toBe(1);
    expect(pages[0]).toMatch(/^404 /);
    for (const way of ['status', 'pdf', 'logo']) expect((await ask(`/pay/x/${way}`)).status).toBe(404);
  });

  it('keeps the address out of referrers, caches, frames and search, and allows one script', async () => {
    const { path } = await sentInvoice();
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(path, { method });
      expect(status).toBe(200);
      expect(Object.fromEntries(headers)).toMatchObject({
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex, nofollow',
        'x-frame-options': 'DENY',
      });
      const policy = headers.get('content-security-policy')!;
      expect(policy).toMatch(/default-src 'none'; script-src 'nonce-[^']+' 'self'; style-src 'nonce-[^']+';/);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
    }
    expect((await ask(path)).headers.get('content-security-policy')).not.toBe(
      (await ask(path)).headers.get('content-security-policy'),
    );
  });

  it('changes nothing when it is looked at', async () => {
    const { id, path } = await sentInvoice();
    const before = (await stage.owner.get(`/invoices/${id}`)).body;
    for (let times = 0; times < 3; times += 1)
      await ask(path, { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } });
    await ask(path, { method: 'HEAD' });
    await ask(`${path}/status`);
    expect((await stage.owner.get(`/invoices/${id}`)).body).toEqual(before);
  });

  it('opens a payment for its own page only', async () => {
    const { path } = await sentInvoice();
    const body = JSON.stringify({ amountMinor: 20_000, currency: 'USD' });
    const open = (headers: Record<string, string>, text = body) =>
      ask(`${path}/open`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: text,
      });
    expect((await open({ origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await open({ 'sec-fetch-site': 'cross-site', origin: stage.app.url })).status).toBe(403);
    expect((await open({})).status).toBe(403);
    const own = { origin: stage.app.url };
    expect(await (await open(own, '{"amountMinor":1')).json()).toMatchObject({
      kind: 'changed',
      amountMinor: 20_000,
    });
    expect(
      await (await open(own, JSON.stringify({ amountMinor: 20_000, currency: 'EUR' }))).json(),
    ).toMatchObject({ kind: 'changed' });
    const opened = await open(own);
    expect(opened.status).toBe(200);
    expect(Object.keys(await opened.json()).sort()).toEqual([
      'amount',
      'amountMinor',
      'clientSecret',
      'currency',
      'kind',
      'publishableKey',
      'scriptUrl',
    ]);
  });

  it('gives the PDF under a plain name', async () => {
    const { path } = await sentInvoice();
    const answer = await ask(`${path}/pdf`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="[\w.-]+\.pdf"$/);
    expect(
      Buffer.from(await answer.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
  });
});
