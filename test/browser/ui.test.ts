/**
 * The component set in a real browser: every component in every state, at desktop and phone size, in both themes.
 * It builds the playground into a temporary folder (a child process, because a build inside vitest would bundle
 * React's development code) and serves it statically. It does not test screens against the API.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const absent = !existsSync(executablePath);
const why = absent ? ` (NOT RUN: no Chromium at ${executablePath}; set CHROMIUM_PATH)` : '';
const flags =
  '--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync';
/** Compressed script of the first load, with the playground in the build. */
const initialBudgetBytes = 190_000;
const bootMs = 120_000;

const contentTypes: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

const sizes = [
  { name: 'desktop', width: 1280, height: 900, touch: false },
  { name: 'phone', width: 390, height: 844, touch: true },
] as const;
const themes = ['light', 'dark'] as const;

let folder: string;
let server: Server;
let browser: Browser;
let base: string;

/** Serves the build the way the product does: hashed files, the app for every other path, a strict content policy. */
function serve(root: string): Server {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/')) return response.writeHead(404).end();
    const path = extname(pathname) ? pathname : '/index.html';
    const body = await readFile(join(root, path)).catch(() => null);
    if (body === null) return response.writeHead(404).end();
    return response
      .writeHead(200, {
        'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
        'content-security-policy': "default-src 'self'",
      })
      .end(body);
  });
}

async function violations(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  // Evaluated through the debugger, so the strict content policy of the page stays in force.
  const found: unknown = await page.evaluate(
    `(() => { const module = undefined; ${source}; return axe.run(document, { resultTypes: ['violations'] }); })()
      .then((result) => result.violations.flatMap((row) => row.nodes.map((node) => row.id + ': ' + node.html.slice(0, 160))))`,
  );
  return found as string[];
}

async function openPlayground(size: (typeof sizes)[number], theme: (typeof themes)[number]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: size.width, height: size.height },
    isMobile: size.touch,
    hasTouch: size.touch,
    colorScheme: theme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(`${base}/playground`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

// Only where no browser is installed; the test at the end of this file then says so by name.
describe.skipIf(absent)('the component set', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'closeout-ui-'));
    await promisify(execFile)(
      process.execPath,
      [
        'node_modules/vite/bin/vite.js',
        'build',
        '--mode',
        'playground',
        '--outDir',
        folder,
        '--logLevel',
        'error',
      ],
      { env: { ...process.env, NODE_ENV: 'production' } },
    );
    server = serve(folder);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath, args: flags.split(' ') });
  }, bootMs);

  afterAll(async () => {
    await browser?.close();
    server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  for (const size of sizes) {
    for (const theme of themes) {
      it(`has no accessibility violation and fits: ${size.name}, ${theme}`, async () => {
        const page = await openPlayground(size, theme);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(size.width);
        await page.getByRole('button', { name: 'Open dialog' }).click();
        await page.getByRole('dialog').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.context().close();
      }, 30_000);
    }
  }

  it('writes the stop on the control, and a press asks for the key', async () => {
    const page = await openPlayground(sizes[0], 'light');
    const stopped = page.getByRole('button', { name: 'Send invoice Needs approval' });
    await expect(stopped.isEnabled()).resolves.toBe(true);
    const sentenceId = await stopped.getAttribute('aria-describedby');
    expect(await page.locator(`[id="${sentenceId}"]`).textContent()).toContain(
      'May approve: Priya Raman or an owner.',
    );
    await stopped.press('Enter');
    await page.getByText('This opens the request').waitFor();
    await page.context().close();
  }, 30_000);

  it('returns focus to the button that opened a dialog', async () => {
    const page = await openPlayground(sizes[0], 'light');
    await page.getByRole('button', { name: 'Open dialog' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Open dialog');
    await page.context().close();
  }, 30_000);

  it('refuses an ambiguous amount in words when the field is left', async () => {
    const page = await openPlayground(sizes[0], 'light');
    const field = page.getByRole('textbox', { name: 'Amount (USD)' });
    await field.fill('1,500');
    await field.blur();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('1,500.25');
    await field.blur();
    expect(await field.inputValue()).toBe('1500.25');
    await page.context().close();
  }, 30_000);

  it('keeps titles and focus right when the place changes', async () => {
    const page = await openPlayground(sizes[0], 'light');
    await page.goto(`${base}/jobs`);
    await page.getByRole('heading', { level: 1, name: 'Jobs' }).waitFor();
    await page.getByRole('link', { name: 'Invoices' }).click();
    await page.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
    await page.waitForFunction(
      "document.title === 'Invoices · Closeout' && document.activeElement.tagName === 'H1'",
    );
    await page.context().close();
  }, 30_000);

  it('stays within the budget of its first load', async () => {
    const page = await readFile(join(folder, 'index.html'), 'utf8');
    const named = (await readdir(join(folder, 'assets'))).filter(
      (file) => file.endsWith('.js') && page.includes(file),
    );
    const bytes = await Promise.all(
      named.map(async (file) => gzipSync(await readFile(join(folder, 'assets', file))).length),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(initialBudgetBytes);
  });
});

// Without Chromium nothing above ran, and this title carries the reason into the report.
it.skipIf(absent)(`a browser looked at the component set${why}`, () => {
  expect(browser.version()).toMatch(/^\d+\./);
});
