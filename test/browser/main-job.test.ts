/**
 * The main job by hand, in a real browser at desktop and phone size: invoice a completed job, ask, approve, send, open the
 * client's mail, pay on the pay page, and see the open operator screen turn to paid without a reload.
 * CLOSEOUT_TEST_PICTURES=<folder> keeps what it saw.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresAvailable } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const absent = !existsSync(executablePath);
const why = absent ? ` (NOT RUN: no Chromium at ${executablePath}; set CHROMIUM_PATH)` : '';
const flags =
  '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync';
const pictures = process.env.CLOSEOUT_TEST_PICTURES;
const sizes = [
  { name: 'desktop', width: 1280, height: 900, touch: false },
  { name: 'phone', width: 390, height: 844, touch: true },
] as const;

let folder: string;
let browser: Browser;
let stage: Stage;

/** Built in child processes: a build inside vitest would bundle the development code. */
async function build(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'closeout-browser-'));
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  const run = (config: string, out: string) =>
    promisify(execFile)(
      process.execPath,
      [vite, 'build', '--config', config, '--outDir', join(folder, out), '--emptyOutDir'],
      {
        env: { ...process.env, NODE_ENV: 'production' },
      },
    );
  await Promise.all([run('vite.config.ts', 'web'), run('vite.checkout.config.ts', 'checkout')]);
}

// Only where no browser is installed; the title then carries the reason into the report.
describe.skipIf(absent)(`the main job by hand${why}`, () => {
  beforeAll(async () => {
    await build();
    const kind = (await postgresAvailable()) ? 'postgres' : 'embedded';
    stage = await openStage({
      kind,
      startsAt: new Date().toISOString(),
      taxRate: '6.5',
      webFolder: join(folder, 'web'),
      checkoutFolder: join(folder, 'checkout'),
    });
    browser = await chromium.launch({ executablePath, args: flags.split(' ') });
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(sizes)(
    'goes from a completed job to proven money ($name)',
    async (size) => {
      const office = await signIn(size, 'office', `Sam ${size.name}`);
      const owner = await signInAs(size, 'owner@story.example.test');
      const jobId = await completedJob(size.name);

      await office.goto(`${stage.app.url}/jobs/${jobId}`);
      await office.getByRole('button', { name: 'Invoice job' }).click();
      await office.waitForURL(/\/invoices\/inv_/);
      await office.getByRole('button', { name: /Send invoice/ }).waitFor();
      await seen(office, `draft-${size.name}`);
      await office.getByRole('button', { name: /Send invoice/ }).click();
      await office.getByRole('button', { name: 'Request approval' }).last().click();
      await expectText(office, 'Approval requested');

      await owner.goto(`${stage.app.url}/approvals`);
      await owner
        .locator('main a')
        .filter({ hasText: /Harbor/ })
        .first()
        .click();
      await seen(owner, `approval-${size.name}`);
      await owner.getByRole('button', { name: 'Approve', exact: true }).first().click();
      await expectText(owner, 'Approved');

      // The office's page heard of it: no reload.
      await office.getByRole('button', { name: /Send invoice/ }).click();
      await expectText(office, 'Handed to the outbox');
      await stage.settle();
      await expectText(office, /^link ready$/i);

      const payUrl = await readMail(size);
      const client = await newPage(size);
      await pay(client, payUrl, size.name);
      const paidAt = performance.now();
      await office
        .locator('main')
        .getByText(/^paid$/i)
        .first()
        .waitFor({ timeout: 10_000 });
      const tookMs = performance.now() - paidAt;
      expect(tookMs, 'the open screen follows the proof').toBeLessThan(2_000);
      await seen(office, `paid-${size.name}`);
      expect(await violations(office)).toEqual([]);
      await office.getByRole('button', { name: /why/i }).first().click();
      await expectText(office, /settled/i);
      await seen(office, `why-${size.name}`);
    },
    120_000,
  );
});

type Size = (typeof sizes)[number];

async function newPage(size: Size): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    isMobile: size.touch,
    hasTouch: size.touch,
    reducedMotion: 'reduce',
  });
  return context.newPage();
}

async function signIn(size: Size, role: string, name: string): Promise<Page> {
  await stage.hire(role, name);
  return signInAs(size, `${name.toLowerCase().replaceAll(' ', '.')}@story.example.test`);
}

async function signInAs(size: Size, email: string): Promise<Page> {
  const link = new URL(await stage.app.identity.mintSignInLink(email, { redirectTo: '/' }));
  const page = await newPage(size);
  await page.goto(`${stage.app.url}${link.pathname}${link.search}`);
  await page.getByRole('heading', { level: 1 }).waitFor({ timeout: 20_000 });
  return page;
}

async function completedJob(name: string): Promise<string> {
  const { owner } = stage;
  const client = await owner.post('/clients', {
    name: `Harbor View ${name}`,
    email: `harbor-${name}@example.test`,
  });
  const job = await owner.post('/jobs', {
    clientId: client.body.id,
    title: 'Roof and gutters, building B',
    site: '1 Dock St, Orlando',
    facts: [
      { kind: 'labor', title: 'Soft wash crew', quantity: '6.5', unit: 'h', unitPrice: '85' },
      { kind: 'material', title: 'Detergent', quantity: '12', unit: 'gal', unitPrice: '4.25' },
    ],
  });
  const done = await owner.post(`/jobs/${job.body.id}/complete`);
  expect(done.status, JSON.stringify(done.body)).toBe(200);
  return job.body.id;
}

/** As the client does: the mailbox, the mail, its button. */
async function readMail(size: Size): Promise<string> {
  const page = await newPage(size);
  await page.goto(`${stage.app.url}/mailbox?to=harbor-${size.name}`);
  await seen(page, `mailbox-${size.name}`);
  await page
    .getByRole('link', { name: /Invoice/ })
    .first()
    .click({ timeout: 5_000 });
  const button = page.frameLocator('iframe').first().getByRole('link', { name: 'Pay now' });
  await seen(page, `mail-${size.name}`);
  const href = await button.getAttribute('href');
  await page.context().close();
  return href ?? '';
}

async function pay(page: Page, url: string, name: string): Promise<void> {
  await page.goto(url);
  await seen(page, `pay-${name}`);
  await page.getByRole('button', { name: /^Pay USD/ }).click();
  const card = page.frameLocator('iframe[title="Secure payment form"]');
  await card.getByLabel('Card number').fill('4242424242424242');
  await card.getByLabel('Expiration date').fill('12 / 34');
  await card.getByLabel('Security code').fill('123');
  await seen(page, `card-${name}`);
  await page.getByRole('button', { name: /^Pay USD/ }).click();
  await page.getByText(/^Paid on /).waitFor({ timeout: 20_000 });
  await seen(page, `receipt-${name}`);
  expect(await violations(page)).toEqual([]);
}

const expectText = (page: Page, text: string | RegExp, timeout = 10_000) =>
  page.getByText(text).first().waitFor({ timeout });

async function seen(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

async function violations(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const found: unknown = await page.evaluate(
    `(() => { const module = undefined; ${source}; return axe.run(document, { resultTypes: ['violations'], iframes: false }); })()
      .then((result) => result.violations.flatMap((row) => row.nodes.map((node) => row.id + ': ' + node.html.slice(0, 160))))`,
  );
  return found as string[];
}
