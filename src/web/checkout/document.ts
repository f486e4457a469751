/**
 * The frame of every public page: head, brand band, footer, and the loader of our own script. What stands in it comes
 * from page.ts. It writes no inline style attributes and no inline handlers, so that a nonce is all the policy needs.
 */
import { accentOf } from '../../domain/accent.ts';
import { partyName, postalLine } from '../../domain/address.ts';
import type { PageAssets, SellerContact } from '../../domain/pay-view.ts';
import type { InvoiceSnapshot } from '../../domain/snapshot.ts';
import { html, Markup, trusted } from './html.ts';
import { pageStyle } from './style.ts';

/** A logo larger than this would not leave room for the page in the first round trips; it is fetched beside it. */
export const logoInlineMax = 6000;

/** Waits for the first paint, or for a click, before it fetches anything. */
const loader =
  "(()=>{const d=document,z=d.getElementById('zone'),b=d.getElementById('ask'),n=d.currentScript.nonce;let s;" +
  "const go=()=>{if(s)return;s=d.createElement('script');s.nonce=n;s.src=z.dataset.script;" +
  "s.onerror=()=>{b?.removeAttribute('aria-busy');const p=d.getElementById('problem');if(p)p.textContent='The card form could not be loaded. Nothing was charged. Check your connection and reload this page.'};" +
  'd.head.append(s)};' +
  "b?.addEventListener('click',()=>{z.dataset.asked||='1';b.setAttribute('aria-busy','true');go()},{once:true});" +
  "new PerformanceObserver(l=>{if(l.getEntriesByName('first-contentful-paint').length)go()}).observe({type:'paint',buffered:true})})()";

export interface Frame {
  title: string;
  accentColor: string;
  /** Who the page speaks for; null when it must not say. */
  name: string | null;
  logo: Markup | null;
  isPractice: boolean;
  main: Markup;
  footer: Markup | null;
  /** Whether our own script has something to do on this page. */
  isActive: boolean;
}

export function documentText(frame: Frame, assets: PageAssets): string {
  const { fill, ink } = accentOf(frame.accentColor);
  const { nonce } = assets;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<meta name="referrer" content="no-referrer">
<meta name="format-detection" content="telephone=no">
<meta name="theme-color" content="${fill}">
<title>${frame.title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">:root{--fill:${fill};--ink:${ink}}${trusted(pageStyle)}</style>
</head>
<body>
<header>${frame.isPractice && html`<p class="practice"><b>Practice.</b> No real money moves.</p>`}<div class="band"><div class="frame">${brand(frame)}</div></div></header>
${frame.main}
${frame.footer && html`<footer class="frame">${frame.footer}</footer>`}
${frame.isActive && html`<script nonce="${nonce}">${trusted(loader)}</script>`}
</body>
</html>
`.text;
}

function brand({ name, logo }: Frame): Markup | null {
  if (name === null) return null;
  const initials = name
    .split(/\s+/)
    .filter((word) => /^[\p{L}\p{N}]/u.test(word))
    .slice(0, 2)
    .map((word) => [...word][0]!.toUpperCase());
  return html`${logo ?? html`<span class="mark" aria-hidden="true">${initials.join('') || '·'}</span>`}<span class="name" dir="auto">${name}</span>`;
}

/** As an image, never as markup: an SVG that is an image runs no script and fetches nothing. */
export function logoOf(snapshot: InvoiceSnapshot, path: string): Markup | null {
  const svg = snapshot.brand.logoSvg;
  if (svg === null || svg.trim() === '') return null;
  const source = svg.length <= logoInlineMax ? `data:image/svg+xml,${encodeSvg(svg)}` : `${path}/logo`;
  return html`<span class="logo"><img src="${source}" alt=""></span>`;
}

/** Half a surrogate pair has no address of its own, and encodeURIComponent throws at it. */
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

/** Less escaping than encodeURIComponent does, because it compresses better; quotes stay out of the attribute. */
const encodeSvg = (svg: string): string =>
  encodeURIComponent(wellFormed(svg)).replace(/%(20|3D|3A|2F|2C|3B)/g, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );

export function sellerFooter({ seller, brand }: InvoiceSnapshot): Markup {
  const legal = [seller.legalName, postalLine(seller, true), seller.taxId && `Tax ID ${seller.taxId}`]
    .filter(Boolean)
    .join(' · ');
  return html`<p dir="auto">${legal}</p>${brand.footer && html`<p dir="auto">${clip(brand.footer, 400)}</p>`}`;
}

export const sellerName = (seller: SellerContact): string => partyName(seller as InvoiceSnapshot['seller']);

/** Null when there is no way to reach them. */
export function contactLinks(seller: SellerContact): Markup | null {
  const phone = seller.phone?.replace(/[^+\d]/g, '');
  const links = [
    seller.phone && phone && html`<a href="tel:${phone}">${seller.phone}</a>`,
    seller.email &&
      html`<a href="mailto:${encodeURIComponent(wellFormed(seller.email)).replaceAll('%40', '@')}">${seller.email}</a>`,
    seller.website &&
      html`<a href="${webAddress(seller.website)}" rel="noreferrer noopener">${seller.website.replace(/^https?:\/\//i, '')}</a>`,
  ].filter((link) => link instanceof Markup);
  return links.length > 0 ? html`<p class="contact">${links}</p>` : null;
}

/** Whatever was typed leads to a web site or nowhere: no other scheme gets through. */
const webAddress = (text: string): string => (/^https?:\/\//i.test(text) ? text : `https://${text}`);

/** What is longer is told in full by the PDF. */
export const clip = (text: string, most: number): string =>
  [...text].length > most ? `${[...text].slice(0, most - 1).join('')}…` : text;
