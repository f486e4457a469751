/**
 * The document gateway on Typst: view, cleaned text, code to scan, then PDF/A-3a from the pool.
 * It writes no files, reaches no network and keeps nothing. E-invoice XML is not attached yet.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toString as drawCode } from 'qrcode';
import { formatDay } from '../../../domain/format.ts';
import { formatMoney } from '../../../domain/money.ts';
import type { InvoiceSnapshot } from '../../../domain/snapshot.ts';
import {
  DocumentFault,
  type DocumentGateway,
  type RenderedDocument,
  type RenderInvoiceInput,
} from '../port.ts';
import { type Coverage, fontPaths, loadCoverage } from './fonts.ts';
import { createPrinter, isPlainLatin, printAll } from './printable.ts';
import { RenderPool } from './render-pool.ts';
import { invoiceView, viewFieldsThatAreNotText } from './view.ts';

export interface TypstDocumentsOptions {
  /** Children that render side by side. */
  size?: number;
  rendersPerChild?: number;
  renderLimitMs?: number;
  waitingMax?: number;
  idleMs?: number;
  /** The folder with `render-child.mjs` and `invoice.typ`; found by itself beside the source or the bundle. */
  assetsFolder?: string;
}

export interface TypstDocuments extends DocumentGateway {
  childPids(): number[];
}

/** Raised with every change of the template that changes bytes. */
const templateName = 'invoice/1';
const require = createRequire(import.meta.url);

export function createTypstDocuments(options: TypstDocumentsOptions = {}): TypstDocuments {
  const assets = options.assetsFolder ?? findAssets();
  const { version } = require('@myriaddreamin/typst-ts-node-compiler/package.json') as { version: string };
  const pool = new RenderPool({
    childPath: join(assets, 'render-child.mjs'),
    childSettings: { templatePath: join(assets, 'invoice.typ'), workspace: assets, fontPaths: fontPaths() },
    size: options.size ?? 1,
    rendersPerChild: options.rendersPerChild ?? 300,
    renderLimitMs: options.renderLimitMs ?? 20_000,
    waitingMax: options.waitingMax ?? 1000,
    idleMs: options.idleMs ?? 60_000,
  });
  return {
    renderInvoice: (input) => renderInvoice(pool, `typst-ts-node-compiler ${version}`, input),
    close: () => pool.close(),
    childPids: () => pool.childPids(),
  };
}

async function renderInvoice(
  pool: RenderPool,
  engine: string,
  input: RenderInvoiceInput,
): Promise<RenderedDocument> {
  if (input.state === 'issued' && input.snapshot.number === null) {
    throw new Error(
      'An issued invoice has a number; a snapshot without one can only be rendered as a draft.',
    );
  }
  const payUrl = input.state === 'issued' && !input.receipt ? checkedUrl(input.payUrl) : null;
  const missing = new Set<string>();
  const covers = await coverageFor(input.snapshot);
  const snapshot = { ...input.snapshot, locale: printableLocale(input.snapshot, covers) };
  const view = invoiceView({ ...input, snapshot, payUrl }, payUrl === null ? null : await payCode(payUrl));
  const printed = printAll(view, createPrinter(covers, missing), viewFieldsThatAreNotText);
  // PDF/A demands a document date, which a draft does not have: it is not for the archive.
  const pdf = await pool.render(JSON.stringify(printed), view.date === null ? '1.7' : 'a-3a');
  const sha256 = createHash('sha256').update(pdf).digest('hex');
  return { pdf, sha256, engine, template: templateName, missingGlyphs: [...missing] };
}

/** What the locale's formats and our own words need beyond Latin-1; all of it is in Inter. */
const alwaysCovered = new Set(['–', '—', '…', '·', '\u2212', '\u202f', '\u200b', '€']);

/** Most invoices are plain Latin and need no look into the fonts. */
async function coverageFor(snapshot: InvoiceSnapshot): Promise<Coverage> {
  if (!isPlainLatin(JSON.stringify(snapshot)) || !isPlainLatin(sampleOf(snapshot))) return loadCoverage();
  return (cluster) => isPlainLatin(cluster) || alwaysCovered.has(cluster);
}

const sampleOf = (snapshot: InvoiceSnapshot): string =>
  formatMoney(-1234567890n, snapshot.currency, snapshot.locale) + formatDay('2026-09-28', snapshot.locale);

/** An amount must never print as `?`: where no font has the locale's own digits or signs, English ones are used. */
function printableLocale(snapshot: InvoiceSnapshot, covers: Coverage): string {
  // Narrow spaces and direction marks are handled where text is cleaned.
  const isPrintable = [...sampleOf(snapshot)].every((sign) => covers(sign) || /[\p{Z}\p{Cf}]/u.test(sign));
  return isPrintable ? snapshot.locale : 'en';
}

/** A link on paper that runs something else than a web page would be our doing. */
function checkedUrl(payUrl: string | null): string | null {
  if (payUrl === null) return null;
  if (!URL.canParse(payUrl) || !/^https?:$/.test(new URL(payUrl).protocol)) {
    throw new DocumentFault('failed', 'The address of the pay page is not an http or https address.');
  }
  return new URL(payUrl).href;
}

const payCode = (url: string): Promise<string> =>
  drawCode(url, { type: 'svg', errorCorrectionLevel: 'M', margin: 0 });

/** Beside this file, beside a bundle (which may keep them in `documents/`), or in the source of the package. */
function findAssets(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const tried = [here, join(here, 'documents')];
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    tried.push(join(folder, 'src/gateways/documents/typst'));
  }
  const found = tried.find((folder) => existsSync(join(folder, 'render-child.mjs')));
  if (!found) throw new Error(`render-child.mjs and invoice.typ were not found from ${here}.`);
  return found;
}
