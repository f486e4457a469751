/**
 * What the invoice is for: the job, its lines, taxes and total, as the document has them. Long lists fold away, and very
 * long ones are left to the PDF, so that the page stays small. It computes nothing that the snapshot states.
 */
import {
  formatDay,
  formatDayRange,
  formatPercent,
  formatPrice,
  formatQuantity,
} from '../../domain/format.ts';
import { formatMoney, minorFromString } from '../../domain/money.ts';
import type { PayView } from '../../domain/pay-view.ts';
import type { InvoiceSnapshot, SnapshotLine } from '../../domain/snapshot.ts';
import { taxCategories } from '../../domain/tax.ts';
import { clip } from './document.ts';
import { html, type Markup } from './html.ts';

const linesOpenMax = 6;
/** More than this belongs on paper. */
const linesShownMax = 40;
const detailMax = 300;

const trueMinus = (text: string): string => text.replace('-', '\u2212');
const moneyText = (snapshot: InvoiceSnapshot, minor: string): string =>
  trueMinus(formatMoney(minorFromString(minor), snapshot.currency, snapshot.locale));

export function workSheet({ snapshot }: PayView): Markup {
  const { job, lines } = snapshot;
  const [open, folded] = [lines.slice(0, linesOpenMax), lines.slice(linesOpenMax, linesShownMax)];
  const left = lines.length - open.length - folded.length;
  return html`<section class="sheet" aria-labelledby="work">
<h2 id="work">${job?.completedOn ? 'What was done' : 'What this is for'}</h2>
${job && html`<p class="job" dir="auto">${job.title}</p>`}
<dl class="about">${facts(snapshot).map(([name, value]) => html`<div><dt>${name}</dt><dd dir="auto">${value}</dd></div>`)}</dl>
${lineList(snapshot, open)}
${folded.length > 0 && html`<details><summary>${left > 0 ? `${folded.length} more lines` : `Show all ${lines.length} lines`}</summary>${lineList(snapshot, folded)}</details>`}
${left > 0 && html`<p class="small soft after">${left} further lines are in the PDF.</p>`}
${totals(snapshot)}
${snapshot.note && html`<p class="soft pre after" dir="auto">${clip(snapshot.note, 1200)}</p>`}
</section>`;
}

function facts({
  job,
  locale,
  periodFrom,
  periodTo,
  purchaseOrder,
  adHocReason,
  buyer,
  issuedOn,
}: InvoiceSnapshot): [string, string][] {
  const day = (value: string | null | undefined) => (value ? formatDay(value, locale) : null);
  const rows: [string, string | null | undefined][] = [
    ['Site', job?.site],
    ['Completed', day(job?.completedOn)],
    ['Job', job?.number],
    ['Period', periodFrom && periodTo ? formatDayRange(periodFrom, periodTo, locale) : null],
    ['Reason', job ? null : adHocReason],
    ['Billed to', buyer.tradeName || buyer.legalName],
    ['Invoiced', day(issuedOn)],
    ['Purchase order', purchaseOrder],
    ['Your reference', buyer.reference],
  ];
  return rows.flatMap(([name, value]) => (value ? [[name, clip(value, 300)] as [string, string]] : []));
}

function lineList(snapshot: InvoiceSnapshot, lines: readonly SnapshotLine[]): Markup {
  return html`<ul class="lines">${lines.map((line) => {
    const under = lineMeta(line, snapshot);
    return html`<li><div class="row"><span dir="auto">${line.title}</span><span class="sum">${moneyText(snapshot, line.netMinor)}</span></div>
${under && html`<p class="small soft num">${under}</p>`}${line.detail && html`<p class="small soft detail" dir="auto">${clip(line.detail, detailMax)}</p>`}</li>`;
  })}</ul>`;
}

function lineMeta(line: SnapshotLine, { locale, currency, job, taxes }: InvoiceSnapshot): string {
  const isOne = line.quantity === '1' && line.unit === 'piece';
  const quantity = trueMinus(formatQuantity(line.quantity, locale));
  return [
    isOne
      ? null
      : `${quantity}${line.unit === 'piece' ? '' : `\u00a0${line.unit}`} × ${trueMinus(formatPrice(line.unitPrice, currency, locale))}`,
    line.servedOn && line.servedOn !== job?.completedOn ? formatDay(line.servedOn, locale, 'medium') : null,
    line.jobNumber && line.jobNumber !== job?.number ? `job ${line.jobNumber}` : null,
    taxes.length > 1 && line.taxCategory !== 'O' ? `tax ${formatPercent(line.taxRate, locale)}` : null,
  ]
    .filter(Boolean)
    .join(' · ');
}

function totals(snapshot: InvoiceSnapshot): Markup {
  const row = (name: string, minor: string, extra = '') =>
    html`<div class="row ${extra}"><dt dir="auto">${name}</dt><dd>${moneyText(snapshot, minor)}</dd></div>`;
  const taxes = snapshot.taxes
    .filter((tax) => tax.category !== 'O')
    .map((tax) =>
      row(
        `${tax.name || taxCategories[tax.category].label} ${formatPercent(tax.rate, snapshot.locale)}`,
        tax.taxMinor,
        'soft',
      ),
    );
  return html`<dl class="totals">${taxes.length > 0 && row('Subtotal', snapshot.netMinor, 'soft')}${taxes}${row('Total', snapshot.totalMinor, 'whole')}</dl>`;
}
