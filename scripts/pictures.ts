/**
 * `npm run pictures`: takes the pictures of docs/guide/ from the demo, in a real browser, so that they show what is there.
 * It needs the build, Chromium and pdftoppm, and an empty temporary folder; it changes nothing else.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { createApp } from '../src/app.ts';
import { readConfig } from '../src/config.ts';
import { demoAccounts, demoPeople } from '../src/demo/people.ts';
import { firstRun } from '../src/first-run.ts';

const guide = 'docs/guide';
const desktop = { width: 1280, height: 860 };
const phone = { width: 390, height: 844 };

interface Row {
  id: string;
  payPath: string | null;
  labels: { readiness: string };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'closeout-pictures-'));
  mkdirSync(guide, { recursive: true });
  const config = readConfig({ PORT: '4790', CLOSEOUT_DATA_DIR: folder, LOG_LEVEL: 'error' });
  const app = await createApp({ config, webFolder: 'dist/web', checkoutFolder: 'dist/checkout' });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    await app.listen();
    await firstRun(app);
    await app.settle();
    await take(browser, app, folder);
  } finally {
    await browser.close();
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function take(
  browser: Browser,
  app: Awaited<ReturnType<typeof createApp>>,
  folder: string,
): Promise<void> {
  const { userId } = await app.identity.ensureUser(demoPeople.dana);
  const { value: key } = await app.identity.createApiKey({
    userId,
    accountId: demoAccounts.cleaning,
    name: 'pictures',
    permissions: null,
  });
  const get = async <T>(path: string): Promise<T> =>
    (await (
      await fetch(`${app.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })
    ).json()) as T;
  const link = new URL(await app.identity.mintSignInLink(demoPeople.dana.email, { redirectTo: '/' }));
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const shoot = async (path: string, name: string): Promise<void> => {
    await page.goto(app.url + path, { waitUntil: 'networkidle', timeout: 60_000 }).catch(() => {});
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(1200);
    await page.screenshot({ path: join(guide, name) });
  };
  await shoot(link.pathname + link.search, 'home.png');
  const { items } = await get<{ items: Row[] }>('/invoices?limit=100');
  const paid = items.find((row) => row.labels.readiness === 'paid')!;
  const owed = await get<Row>(`/invoices/${items.find((row) => row.labels.readiness === 'link-ready')!.id}`);
  await shoot('/invoices', 'invoices.png');
  await shoot(`/invoices/${paid.id}`, 'invoice.png');
  await shoot('/approvals', 'approvals.png');
  const mobile = await (
    await browser.newContext({ viewport: phone, isMobile: true, hasTouch: true })
  ).newPage();
  await mobile.goto(app.url + owed.payPath);
  await mobile.waitForTimeout(600);
  await mobile.screenshot({ path: join(guide, 'pay-phone.png') });
  const pdf = await fetch(`${app.url}/api/v1/invoices/${owed.id}/pdf`, {
    headers: { authorization: `Bearer ${key}` },
  });
  writeFileSync(join(folder, 'invoice.pdf'), Buffer.from(await pdf.arrayBuffer()));
  execFileSync('pdftoppm', [
    '-r',
    '80',
    '-png',
    '-singlefile',
    join(folder, 'invoice.pdf'),
    join(guide, 'invoice-pdf'),
  ]);
}

await main();
