import { chromium } from 'playwright-core';
import { gzipSync, brotliCompressSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { checkoutPages as pages } from './src/web/checkout/page.ts';
import { views, invoice } from './test/pay/samples.ts';
const assets = { nonce: 'n', scriptUrl: '/checkout.js' };
const docs: Record<string, string> = { gone: pages.gonePage(invoice.seller, assets), unknown: pages.unknownPage(assets) };
for (const [n, v] of Object.entries(views)) docs[n] = ['paid', 'settled'].includes(v.state) ? pages.paidPage(v, assets) : pages.payPage(v, assets);
for (const [n, d] of Object.entries(docs)) console.log(n, d.length, gzipSync(d).length, brotliCompressSync(d).length);
const b = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const only = process.argv.slice(2);
for (const scheme of ['light', 'dark'] as const) for (const width of [320, 390, 1280]) for (const [n, d] of Object.entries(docs)) {
  if (only.length && !only.includes(n)) continue;
  const p = await b.newPage({ viewport: { width, height: width > 1000 ? 900 : 800 }, colorScheme: scheme });
  await p.route('**/*', (r) => r.request().url().endsWith('/x') ? r.fulfill({ contentType: 'text/html', body: d }) : r.fulfill({ status: 200, contentType: 'text/javascript', body: '' }));
  await p.goto('http://localhost/x');
  const over = await p.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  await p.evaluate(axe);
  const v = await p.evaluate(() => (globalThis as any).axe.run());
  if (over || v.violations.length) console.log(n, width, scheme, over ? 'OVERFLOWS' : '', v.violations.map((x: any) => x.id + ' ' + x.nodes.map((y: any) => y.html.slice(0, 120)).join(' | ')).join('\n  '));
  await p.evaluate(() => { const e = document.getElementById('problem'); if (e && location.hash) e.textContent = ''; });
  await p.screenshot({ path: `/tmp/payshots/${n}-${width}-${scheme}.png`, fullPage: true });
  await p.close();
}
await b.close();
