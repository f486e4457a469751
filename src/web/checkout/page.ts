/**
 * The public pages of an invoice, as whole HTML documents: to pay, paid, voided, unknown. Rendered from the frozen
 * snapshot; the first request paints everything and the button, the card form comes only when it is asked for.
 * They decide nothing: which page it is, and whether there is a button, comes with the view.
 */
import { formatDay } from '../../domain/format.ts';
import { formatMoney, minorFromString } from '../../domain/money.ts';
import {
  amountWithCode,
  type CheckoutPages,
  type PageAssets,
  type PayView,
  type SellerContact,
} from '../../domain/pay-view.ts';
import { clip, contactLinks, documentText, logoOf, sellerFooter, sellerName } from './document.ts';
import { html, type Markup } from './html.ts';
import { doneIcon, fileIcon, lateIcon, lockIcon, stopIcon, waitIcon } from './icons.ts';
import { lateWords, methodName, standing, stepNames } from './words.ts';
import { workSheet } from './work.ts';

export const checkoutPages: CheckoutPages = { payPage, paidPage, gonePage, unknownPage };

const plainAccent = '#34433c';

export function payPage(view: PayView, assets: PageAssets): string {
  return invoiceDocument(view, assets, paySide(view, assets));
}

export function paidPage(view: PayView, assets: PageAssets): string {
  return invoiceDocument(view, assets, receiptSide(view));
}

/** Says that it was voided and whom to ask, and nothing else of what it was. */
export function gonePage(seller: SellerContact, assets: PageAssets): string {
  const name = sellerName(seller);
  const main = html`<main class="frame"><section class="sheet narrow">
<h1>This invoice was voided</h1>
<p class="soft">There is nothing to pay. If you expected something else, please contact ${name}.</p>
${contactLinks(seller)}
</section></main>`;
  return documentText(
    {
      title: `Voided invoice · ${name}`,
      accentColor: plainAccent,
      name,
      logo: null,
      isPractice: false,
      main,
      footer: null,
      isActive: false,
    },
    assets,
  );
}

/** The same for every address that opens nothing, so that nothing can be learned from it. */
export function unknownPage(assets: PageAssets): string {
  const main = html`<main class="frame"><section class="sheet narrow">
<h1>This link does not open an invoice</h1>
<p class="soft">Part of the address may be missing. Open the link from the message again, or ask the business that sent it for a new one.</p>
</section></main>`;
  return documentText(
    {
      title: 'Link not found',
      accentColor: plainAccent,
      name: null,
      logo: null,
      isPractice: false,
      main,
      footer: null,
      isActive: false,
    },
    assets,
  );
}

function invoiceDocument(view: PayView, assets: PageAssets, side: Markup): string {
  const { snapshot } = view;
  const name = sellerName(snapshot.seller);
  const main = html`<main class="frame two">
<section class="sheet side" aria-label="${view.state === 'paid' ? 'Receipt' : 'Payment'}">
<h1>Invoice ${snapshot.number} <span class="soft">from <bdi>${name}</bdi></span></h1>
${side}
<p class="files"><a class="plain" href="${view.path}/pdf">${fileIcon}${view.state === 'paid' ? 'Receipt as PDF' : 'Invoice as PDF'}</a></p>
</section>
${workSheet(view)}
${view.state === 'paid' || view.state === 'settled' ? null : waysSheet(view)}
${questionSheet(snapshot.seller)}
</main>`;
  return documentText(
    {
      title: `Invoice ${snapshot.number} · ${name}`,
      accentColor: snapshot.brand.accentColor,
      name,
      logo: logoOf(snapshot, view.path),
      isPractice: !snapshot.live,
      main,
      footer: sellerFooter(snapshot),
      isActive: (view.state === 'pay' && view.isCardOffered) || view.state === 'in_flight',
    },
    assets,
  );
}

const money = (view: PayView, minor: bigint): string =>
  formatMoney(minor, view.snapshot.currency, view.snapshot.locale).replace('-', '\u2212');
const bigAmount = (text: string): Markup => html`<p class="amount${text.length > 13 && ' long'}">${text}</p>`;

function paySide(view: PayView, assets: PageAssets): Markup {
  const { snapshot } = view;
  const stop = standing(view.state, sellerName(snapshot.seller));
  return html`<p class="label">${view.state === 'in_flight' ? 'Amount' : 'Amount due'}</p>
${bigAmount(money(view, view.owedMinor))}
<p class="due">${view.daysOverdue > 0 && html`<span class="chip late">${lateIcon}${lateWords(view.daysOverdue)}</span>`}
<span class="soft">${snapshot.dueOn === null ? snapshot.termsLabel : `Due ${formatDay(snapshot.dueOn, snapshot.locale)}`}</span></p>
${stepList(view)}
${stop && html`<div class="note stop${view.state === 'in_flight' && ' wait'}">${view.state === 'in_flight' ? waitIcon : stopIcon}<p><b>${stop.title}</b>${stop.text}</p></div>`}
${view.state === 'in_flight' && html`<div id="zone" hidden data-state="in_flight" data-path="${view.path}" data-script="${assets.scriptUrl}"></div>`}
${view.state === 'pay' && (view.isCardOffered ? cardZone(view, assets) : noCard(view))}`;
}

function cardZone(view: PayView, assets: PageAssets): Markup {
  const { snapshot } = view;
  const label = `Pay ${amountWithCode(view.owedMinor, snapshot.currency, snapshot.locale)}`;
  const others =
    snapshot.paymentInstructions.length > 0 ? ' or use one of the other ways to pay on this page' : '';
  return html`<div id="zone" data-state="pay" data-path="${view.path}" data-script="${assets.scriptUrl}" data-amount="${view.owedMinor.toString()}" data-currency="${snapshot.currency}" data-live="${snapshot.live ? 'yes' : 'no'}">
<noscript><style nonce="${assets.nonce}">#ask{display:none}</style><p class="note warn">Paying by card here needs JavaScript, which is switched off in this browser. Please switch it on${others}.</p></noscript>
<button id="ask" class="button" type="button">${label}</button>
<form id="card" novalidate hidden aria-labelledby="card-title"><h2 id="card-title" tabindex="-1">Pay by card</h2><div id="element"></div></form>
<p id="problem" role="alert"></p>
<p id="progress" role="status"></p>
<button id="confirm" class="button" type="submit" form="card" hidden>${label}</button>
<button id="cancel" class="plain" type="button" hidden>Not now</button>
<p class="safe">${lockIcon}<span>${safety(view)}</span></p>
</div>`;
}

const safety = ({ snapshot }: PayView): string =>
  snapshot.live
    ? `Your card details go straight to Stripe, our payment service, and never to ${sellerName(snapshot.seller)}.`
    : 'Practice: pay with a test card. No real card is charged.';

const noCard = ({ snapshot }: PayView): Markup =>
  html`<div class="note stop">${stopIcon}<p><b>No card payment here</b>${
    snapshot.paymentInstructions.length > 0
      ? 'Please use one of the ways to pay on this page.'
      : `Please contact ${sellerName(snapshot.seller)} to pay.`
  }</p></div>`;

/** From the total to what is owed, where they differ. */
function stepList(view: PayView): Markup | null {
  if (view.steps.length === 0) return null;
  const rows = [
    { name: 'Invoice total', amount: minorFromString(view.snapshot.totalMinor) },
    ...view.steps.map((step) => ({ name: stepNames[step.kind], amount: step.amountMinor })),
  ];
  return html`<dl class="steps">${rows.map((row) => html`<div class="row"><dt class="soft">${row.name}</dt><dd>${money(view, row.amount)}</dd></div>`)}</dl>`;
}

function receiptSide(view: PayView): Markup {
  const { snapshot, payments } = view;
  const total = minorFromString(snapshot.totalMinor);
  if (view.state === 'settled') {
    const why =
      total === 0n ? 'The total of this invoice is zero.' : 'What it asked for has been credited or waived.';
    return html`<p class="label">Amount due</p>${bigAmount(money(view, 0n))}<p class="due">Nothing to pay. ${why}</p>${total === 0n ? null : stepList(view)}`;
  }
  const last = payments.at(-1);
  const paid = payments.reduce((sum, part) => sum + part.amountMinor, 0n);
  return html`<div class="done">${doneIcon}</div>
<p class="job">Paid${last && html` on ${formatDay(last.paidOn, snapshot.locale)}`}</p>
${bigAmount(money(view, payments.length > 0 ? paid : total))}
<p class="due soft">Thank you. Nothing more is due.</p>
${payments.length > 0 && html`<dl class="facts">${payments.map((part, i) => paidRows(view, part, payments.length > 1 ? i + 1 : 0))}</dl>`}
${view.steps.some((step) => step.kind !== 'paid') && stepList(view)}`;
}

function paidRows(view: PayView, part: PayView['payments'][number], ordinal: number): Markup {
  const row = (name: string, value: string, extra = '') =>
    html`<div class="row${extra}"><dt>${name}</dt><dd>${value}</dd></div>`;
  const day = formatDay(part.paidOn, view.snapshot.locale, 'medium');
  return html`${ordinal > 0 && row(`Payment ${ordinal}`, money(view, part.amountMinor), ' part')}${row('Date', day)}${row('Method', methodName(part.method))}${part.reference && row('Reference', clip(part.reference, 120))}`;
}

/** Bank, cheque and the like, as the business published them on the invoice. */
function waysSheet({ snapshot, state }: PayView): Markup | null {
  if (snapshot.paymentInstructions.length === 0 || state === 'in_flight' || state === 'under_review')
    return null;
  const ways = snapshot.paymentInstructions.map(
    (way) =>
      html`<div class="way"><h3 dir="auto">${way.method}</h3>${way.lines.map((line) => html`<p dir="auto">${line}</p>`)}</div>`,
  );
  return html`<section class="sheet" aria-labelledby="ways"><h2 id="ways">Other ways to pay</h2>${ways}
<p class="small soft after">Please name <bdi>${snapshot.number}</bdi> with your payment.</p></section>`;
}

function questionSheet(seller: SellerContact): Markup | null {
  const links = contactLinks(seller);
  return (
    links &&
    html`<section class="sheet" aria-labelledby="questions"><h2 id="questions">Questions about this invoice?</h2><p class="soft">Ask <bdi>${sellerName(seller)}</bdi>:</p>${links}</section>`
  );
}
