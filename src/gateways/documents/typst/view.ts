/**
 * From a frozen snapshot to what the template prints: every amount, day and word ready, in the snapshot's locale.
 * It computes nothing that the snapshot states; its only sums are for display (discounts, running total).
 * The document's words are English in this version, whatever the locale; numbers and dates follow the locale.
 */

import { type Accent, accentOf } from '../../../domain/accent.ts';
import { addressLines, contactLine, partyName, postalLine } from '../../../domain/address.ts';
import {
  formatDay,
  formatDayRange,
  formatPercent,
  formatPrice,
  formatQuantity,
} from '../../../domain/format.ts';
import { formatMoney, minorFromString, sumMinor } from '../../../domain/money.ts';
import type { InvoiceSnapshot, SnapshotLine } from '../../../domain/snapshot.ts';
import { taxCategories } from '../../../domain/tax.ts';
import type { RenderInvoiceInput } from '../port.ts';

import { fontFamilies } from './fonts.ts';
import { words } from './words.ts';

interface Labelled {
  label: string;
  value: string;
}

interface PanelView {
  label: string;
  amount: string;
  /** Points: a long amount is set smaller so that it stays on one line. */
  size: number;
  lines: { text: string; strong: boolean }[];
  pay: { url: string; shown: string; qr: string } | null;
}

interface RowView {
  title: string;
  meta: string | null;
  detail: string | null;
  quantity: string;
  price: string;
  tax: string;
  amount: string;
  /** Net of this line and all before it. */
  running: string;
  /** A row is split over pages only when it could not fit on one. */
  breakable: boolean;
}

export interface InvoiceView {
  paper: 'us-letter' | 'a4';
  lang: string;
  fonts: readonly string[];
  title: string;
  author: string;
  description: string;
  keywords: string[];
  date: { year: number; month: number; day: number } | null;
  accent: Accent;
  watermark: string | null;
  practice: string | null;
  logo: string | null;
  'seller-name': string;
  heading: string;
  'number-line': string;
  'running-title': string;
  'seller-lines': string[];
  /** For the window of an envelope, where paper is A4. */
  'return-line': string | null;
  buyer: string[];
  facts: Labelled[];
  panel: PanelView;
  opening: string[];
  'tax-column': boolean;
  rows: RowView[];
  taxes: { name: string; rate: string; base: string; tax: string }[];
  totals: { label: string; amount: string; strong: boolean }[];
  closing: { label: string; lines: string[] }[];
  instructions: { method: string; lines: readonly string[] }[];
  footer: string[];
  words: typeof words;
}

/** Fields that are addresses or drawings, not text for people. */
export const viewFieldsThatAreNotText: ReadonlySet<string> = new Set(['logo', 'qr', 'url']);

/** Countries that print on Letter; everybody else is on A4. */
const letterCountries = new Set(['US', 'CA', 'MX', 'PH', 'CL', 'CO', 'VE', 'PR', 'GT', 'CR', 'PA', 'DO']);
/** About a page of text; more than that cannot be kept together. */
const detailKeptTogetherMax = 1800;

/** @param payQr an SVG of the pay page's address, or null; drafts and receipts never show one. */
export function invoiceView(input: RenderInvoiceInput, payQr: string | null): InvoiceView {
  const { snapshot, state } = input;
  const isDraft = state === 'draft';
  const number = isDraft ? null : snapshot.number;
  const seller = partyName(snapshot.seller);
  const title = number === null ? words.draftTitle(seller) : words.title(number, seller);
  return {
    paper: letterCountries.has(snapshot.seller.country) ? 'us-letter' : 'a4',
    lang: 'en',
    fonts: fontFamilies,
    title,
    author: snapshot.seller.legalName,
    description: words.description(partyName(snapshot.buyer), money(snapshot)(snapshot.totalMinor)),
    keywords: [words.invoice, ...(number === null ? [] : [number])],
    date: isDraft || snapshot.issuedOn === null ? null : dayParts(snapshot.issuedOn),
    accent: accentOf(snapshot.brand.accentColor),
    watermark: isDraft ? words.watermark : null,
    practice: snapshot.live ? null : words.practice,
    logo: snapshot.brand.logoSvg,
    'seller-name': seller,
    heading: words.invoice,
    'number-line': number ?? words.notIssued,
    'running-title': title,
    'seller-lines': [
      postalLine(snapshot.seller, snapshot.brand.logoSvg === null),
      contactLine(snapshot.seller),
    ].filter(Boolean),
    'return-line': letterCountries.has(snapshot.seller.country) ? null : postalLine(snapshot.seller),
    buyer: buyerLines(snapshot),
    facts: facts(snapshot, isDraft),
    panel: panel(input, payQr),
    opening: snapshot.adHocReason ? [snapshot.adHocReason] : [],
    ...tableView(snapshot),
    totals: totals(snapshot),
    closing: closing(snapshot),
    instructions: input.receipt ? [] : [...snapshot.paymentInstructions],
    footer: footer(snapshot),
    words,
  };
}

function dayParts(day: string): { year: number; month: number; day: number } {
  const [year, month, date] = day.split('-').map(Number);
  return { year: year!, month: month!, day: date! };
}

/** Amounts with a true minus sign, so that columns of figures line up. */
function money(snapshot: InvoiceSnapshot): (minor: string | bigint) => string {
  return (minor) => {
    const amount = typeof minor === 'bigint' ? minor : minorFromString(minor);
    return trueMinus(formatMoney(amount, snapshot.currency, snapshot.locale));
  };
}

const trueMinus = (text: string): string => text.replace('-', '\u2212');

function buyerLines(snapshot: InvoiceSnapshot): string[] {
  const { buyer, seller } = snapshot;
  const lines = [partyName(buyer)];
  if (buyer.contactName) lines.push(words.attention(buyer.contactName));
  lines.push(...addressLines(buyer, seller.country));
  if (buyer.taxId) lines.push(words.taxId(buyer.taxId));
  return lines;
}

function facts(snapshot: InvoiceSnapshot, isDraft: boolean): Labelled[] {
  const day = (value: string | null): string | null =>
    value === null ? null : formatDay(value, snapshot.locale);
  const { job, periodFrom, periodTo, buyer } = snapshot;
  const isRange = periodFrom !== null && periodTo !== null;
  const period = isRange
    ? formatDayRange(periodFrom, periodTo, snapshot.locale)
    : day(periodFrom ?? periodTo);
  const rows: [string, string | null | undefined][] = [
    [words.issuedOn, isDraft ? words.onIssue : day(snapshot.issuedOn)],
    [words.dueOn, isDraft ? null : day(snapshot.dueOn)],
    [words.terms, snapshot.termsLabel],
    [words.job, job && [job.number, job.title].filter(Boolean).join(' · ')],
    [words.site, job?.site],
    [words.completedOn, day(job?.completedOn ?? null)],
    [words.period, period],
    [words.purchaseOrder, snapshot.purchaseOrder],
    [words.reference, buyer.reference],
  ];
  return rows.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

/** The first thing to see: how much, until when, and the way to pay or the receipt. */
function panel(input: RenderInvoiceInput, payQr: string | null): PanelView {
  const { snapshot, state, receipt, payUrl } = input;
  const amount = money(snapshot);
  const total = minorFromString(snapshot.totalMinor);
  const base = { pay: null, lines: [] as PanelView['lines'] };
  const sized = (text: string) => ({
    amount: text,
    size: text.length > 20 ? 16 : text.length > 14 ? 20 : 26,
  });
  const line = (text: string, strong = false) => ({ text, strong });
  if (state === 'draft') {
    return { ...base, label: words.draftTotal, ...sized(amount(total)), lines: [line(words.draftNotice)] };
  }
  if (receipt) {
    const rest = total - minorFromString(receipt.paidMinor);
    const lines = [line(words.paidOn(formatDay(receipt.paidOn, snapshot.locale), receipt.method), true)];
    if (receipt.reference) lines.push(line(receipt.reference));
    lines.push(line(words.stillDue(amount(rest > 0n ? rest : 0n))));
    return {
      ...base,
      label: rest > 0n ? words.partPaid : words.paid,
      ...sized(amount(receipt.paidMinor)),
      lines,
    };
  }
  if (total <= 0n) {
    return {
      ...base,
      label: words.amountDue,
      ...sized(amount(total)),
      lines: [line(words.nothingToPay, true)],
    };
  }
  const lines = [
    line(snapshot.dueOn ? words.due(formatDay(snapshot.dueOn, snapshot.locale)) : snapshot.termsLabel, true),
  ];
  const pay = payUrl && payQr ? { url: payUrl, shown: shownUrl(payUrl), qr: payQr } : null;
  if (!pay && snapshot.paymentInstructions.length > 0) lines.push(line(words.seeInstructions));
  return { label: words.amountDueIn(snapshot.currency), ...sized(amount(total)), lines, pay };
}

const shownUrl = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/$/, '');

function tableView(snapshot: InvoiceSnapshot): Pick<InvoiceView, 'rows' | 'taxes' | 'tax-column'> {
  const { currency, locale, lines, job } = snapshot;
  const amount = money(snapshot);
  const days = new Set(lines.map((line) => line.servedOn));
  const isDayTold = days.size === 1 && (job?.completedOn ?? null) === lines[0]?.servedOn;
  let running = 0n;
  const rows = lines.map((line): RowView => {
    running += minorFromString(line.netMinor);
    return {
      title: line.title,
      meta: rowMeta(line, snapshot, isDayTold),
      detail: line.detail,
      quantity: [trueMinus(formatQuantity(line.quantity, locale)), line.unit === 'piece' ? '' : line.unit]
        .filter(Boolean)
        .join('\u00a0'),
      price: trueMinus(formatPrice(line.unitPrice, currency, locale)),
      tax: line.taxCategory === 'O' ? '–' : formatPercent(line.taxRate, locale),
      amount: amount(line.netMinor),
      running: amount(running),
      breakable: (line.detail?.length ?? 0) > detailKeptTogetherMax,
    };
  });
  const printed = snapshot.taxes.filter((tax) => tax.category !== 'O');
  // With one rate the sums say it all.
  const taxes = (printed.length > 1 ? printed : []).map((tax) => ({
    name: tax.name || taxCategories[tax.category].label,
    rate: formatPercent(tax.rate, locale),
    base: amount(tax.baseMinor),
    tax: amount(tax.taxMinor),
  }));
  return { rows, taxes, 'tax-column': snapshot.taxes.length > 1 };
}

/** The day and the job of a line, where the head of the document does not already say it. */
function rowMeta(line: SnapshotLine, snapshot: InvoiceSnapshot, isDayTold: boolean): string | null {
  const parts = [
    line.servedOn && !isDayTold ? formatDay(line.servedOn, snapshot.locale, 'medium') : null,
    line.jobNumber && line.jobNumber !== snapshot.job?.number ? words.jobNumber(line.jobNumber) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(' · ') : null;
}

function totals(snapshot: InvoiceSnapshot): InvoiceView['totals'] {
  const amount = money(snapshot);
  const row = (label: string, value: string, strong = false) => ({ label, amount: value, strong });
  const nets = snapshot.lines.map((line) => ({ kind: line.kind, net: minorFromString(line.netMinor) }));
  const discount = sumMinor(nets.filter((line) => line.kind === 'discount').map((line) => line.net));
  const net = minorFromString(snapshot.netMinor);
  const rows: InvoiceView['totals'] = [];
  if (discount !== 0n)
    rows.push(row(words.beforeDiscount, amount(net - discount)), row(words.discounts, amount(discount)));
  rows.push(row(words.subtotal, amount(net)));
  const taxes = snapshot.taxes.filter((tax) => tax.category !== 'O');
  const named = taxes.length <= 3 ? taxes : [];
  for (const tax of named) {
    const name = tax.name || taxCategories[tax.category].label;
    rows.push(row(`${name} ${formatPercent(tax.rate, snapshot.locale)}`, amount(tax.taxMinor)));
  }
  if (named.length === 0 && taxes.length > 0) rows.push(row(words.tax, amount(snapshot.taxMinor)));
  rows.push(row(words.totalIn(snapshot.currency), amount(snapshot.totalMinor), true));
  return rows;
}

function closing(snapshot: InvoiceSnapshot): InvoiceView['closing'] {
  const parts: InvoiceView['closing'] = [];
  const mentions = new Set(
    snapshot.taxes.map((tax) => words.taxMentions[tax.category]).filter((text) => text !== ''),
  );
  if (mentions.size > 0) parts.push({ label: words.tax, lines: [...mentions] });
  if (snapshot.note) parts.push({ label: words.note, lines: snapshot.note.split(/\n+/) });
  return parts;
}

function footer(snapshot: InvoiceSnapshot): string[] {
  const { seller, brand } = snapshot;
  const lines = [
    [seller.legalName, seller.taxId ? words.taxId(seller.taxId) : null].filter(Boolean).join(' · '),
  ];
  // Two lines fit under the page; a longer footer ends in an ellipsis rather than in the trim.
  if (brand.footer) lines.push(brand.footer.length > 150 ? `${brand.footer.slice(0, 149)}…` : brand.footer);
  return lines;
}
