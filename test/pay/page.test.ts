/**
 * The public pages as documents: every state says what it must and nothing more, no text becomes markup, the first request
 * is small and asks nobody else for anything. What happens after a click is tried in a browser elsewhere.
 */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { noMoney } from '../../src/domain/facts.ts';
import { amountWithCode, type PayView, payState, payView } from '../../src/domain/pay-view.ts';
import type { InvoiceSnapshot } from '../../src/domain/snapshot.ts';
import { checkoutPages } from '../../src/web/checkout/page.ts';
import { invoice, line, viewOf, views } from './samples.ts';

const assets = { nonce: 'bm9uY2U=', scriptUrl: '/checkout/checkout.js' };
const { payPage, paidPage, gonePage, unknownPage } = checkoutPages;
const draw = (view: PayView): string =>
  (view.state === 'paid' || view.state === 'settled' ? paidPage : payPage)(view, assets);
/** What a person reads: no style, no script, no tags. */
const read = (page: string): string =>
  page
    .replace(/<(style|script)[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'")
    .replace(/[\s\u00a0]+/g, ' ');

describe('each state', () => {
  const hasButton = (page: string): boolean => page.includes('id="ask"');

  it('owed: amount, due day, work, lines, tax, total, button, PDF, other ways and contact', () => {
    const page = draw(views.owed!);
    const text = read(page);
    for (const words of [
      'Invoice INV-2026-00042',
      'from Harbor Heating & Cooling',
      'Amount due',
      '$852.00',
      'Due November 26, 2026',
      'Pay USD 852.00',
      'Water heater replacement',
      '7 Lake Drive, Orlando',
      'Completed November 12, 2026',
      '3 h × $95.00',
      'Sales tax (Orange County) 6.5%',
      '$52.00',
      'Other ways to pay',
      'Account 000 123 456 789',
      'office@harborheating.example',
      'Harbor Heating & Cooling LLC',
      'never to Harbor Heating & Cooling',
    ])
      expect(text).toContain(words);
    expect(page).toContain(`href="${views.owed!.path}/pdf"`);
    expect(page).toContain('data-amount="85200"');
    expect(text).not.toMatch(/overdue|practice/i);
  });

  it('overdue says by how much, and practice that no real money moves', () => {
    const text = read(draw(views.overdue!));
    expect(text).toContain('Overdue by 6 days');
    expect(text).toContain('No real money moves.');
    expect(text).not.toContain('Stripe, our payment service');
    expect(read(draw(viewOf({ today: '2026-11-27' })))).toContain('Overdue by 1 day ');
    expect(read(draw(viewOf({ today: '2026-11-26' })))).not.toContain('Overdue');
  });

  it('partly paid: the button asks for the rest, and the way to it is shown', () => {
    const text = read(draw(views['partly-paid']!));
    expect(text).toContain('Pay USD 400.00');
    expect(text).toMatch(/Invoice total \$852\.00 Credited −\$52\.00 Paid −\$400\.00/);
  });

  it.each([
    ['in-flight', 'A payment is being processed'],
    ['under-review', 'This payment is under review'],
    ['suspended', 'Online payment is closed for this invoice'],
    ['expired', 'Online payment is closed for this invoice'],
    ['no-card', 'No card payment here'],
  ])('%s has no button and says why', (name, words) => {
    const page = draw(views[name]!);
    expect(hasButton(page)).toBe(false);
    expect(read(page)).toContain(words);
    expect(read(page)).not.toContain('Paid on');
  });

  it('in flight and under review offer no other way, because that would pay twice', () => {
    for (const name of ['in-flight', 'under-review'])
      expect(read(draw(views[name]!))).not.toContain('Other ways to pay');
    expect(read(draw(views.suspended!))).toContain('Other ways to pay');
  });

  it('paid: when, how much, how, by which reference', () => {
    const page = draw(views.paid!);
    const text = read(page);
    for (const words of [
      'Paid on November 14, 2026',
      '$852.00',
      'Card',
      'pi_3QxSample000000000000',
      'Receipt as PDF',
    ])
      expect(text).toContain(words);
    expect(hasButton(page)).toBe(false);
    expect(page).not.toContain('<script');
    expect(text).not.toContain('Other ways to pay');
  });

  it('paid in parts and too much: every part, and what is kept as credit', () => {
    const text = read(draw(views['paid-in-parts']!));
    for (const words of [
      'Payment 1 $400.00',
      'Payment 2 $500.00',
      'Cheque',
      '118',
      'Kept as your credit $48.00',
    ])
      expect(text).toContain(words);
  });

  it('nothing to pay is not called paid', () => {
    for (const name of ['credited', 'zero']) {
      const text = read(draw(views[name]!));
      expect(text).toContain('Nothing to pay.');
      expect(text).not.toMatch(/Paid on|Thank you\. Nothing/);
    }
  });

  it('void: the contact, and nothing of the content', () => {
    const text = read(gonePage(invoice.seller, assets));
    expect(text).toContain('This invoice was voided');
    expect(text).toContain('+1 407 555 0142');
    expect(text).not.toMatch(/852|INV-|Water|Whitfield|Orlando|Account/);
  });

  it('unknown: the same for every address, and no data at all', () => {
    const text = read(unknownPage(assets));
    expect(text).toContain('This link does not open an invoice');
    expect(text).not.toMatch(/\$|INV-|Harbor/);
  });

  it('without JavaScript there is a sentence, and the other ways', () => {
    const noscript = /<noscript>(.*?)<\/noscript>/s.exec(draw(views.owed!))?.[1];
    expect(noscript).toContain('needs JavaScript');
    expect(noscript).toContain('other ways to pay on this page');
    expect(
      /<noscript>(.*?)<\/noscript>/s.exec(draw(viewOf({ snapshot: { paymentInstructions: [] } })))?.[1],
    ).not.toContain('other ways');
  });
});

describe('the state follows the facts', () => {
  const facts = { ...factsBase(), money: { ...noMoney, T: 100n } };
  it.each([
    ['a draft is missing', { ...facts, doc: 'draft' as const }, 'missing'],
    ['a void is gone', { ...facts, doc: 'void' as const }, 'gone'],
    ['no link is missing', { ...facts, link: { state: 'none' as const, isReopened: false } }, 'missing'],
    ['a dead link is gone', { ...facts, link: { state: 'dead' as const, isReopened: false } }, 'gone'],
    ['paid by credit is paid', { ...facts, money: { ...facts.money, K: 100n } }, 'paid'],
    ['forgiven is settled', { ...facts, money: { ...facts.money, F: 100n } }, 'settled'],
    ['returned by a bank asks again', { ...facts, money: { ...facts.money, P: 100n, L: 100n } }, 'pay'],
  ])('%s', (_name, given, state) => {
    expect(payState(given)).toBe(state);
    const view = payView({
      facts: given,
      snapshot: invoice,
      payments: [],
      isCardOffered: true,
      path: '/pay/x',
    });
    expect(view === null).toBe(state === 'missing' || state === 'gone');
  });
});

function factsBase() {
  return {
    doc: 'issued' as const,
    delivery: [],
    link: { state: 'active' as const, isReopened: false },
    collection: { state: 'none' as const, reason: null, attempt: 0 },
    time: { issuedOn: '2026-11-12', dueOn: '2026-11-26', periodFrom: null, periodTo: null },
    holds: [],
    uncollectible: null,
    practice: false,
    today: '2026-11-14',
  };
}

describe('hostile text stays text', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' onfocus='x\u0000\ud800`;
  /** Puts the text into every string of the document, but for the ones that are numbers, days and codes. */
  const poison = (value: unknown, key = ''): unknown => {
    const kept =
      /Minor$|^(currency|locale|timeZone|issuedOn|dueOn|completedOn|servedOn|quantity|unitPrice|taxRate|rate|category|taxCategory|kind|accentColor|version|country)$/;
    if (typeof value === 'string') return kept.test(key) ? value : hostile;
    if (Array.isArray(value)) return value.map((item) => poison(item, key));
    if (value && typeof value === 'object')
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poison(item, name)]));
    return value;
  };
  const full: InvoiceSnapshot = {
    ...invoice,
    brand: { accentColor: 'red;}</style><script>', logoSvg: '<svg onload="alert(1)"/>', footer: 'x' },
    purchaseOrder: 'x',
    note: 'x',
    buyer: { ...invoice.buyer, reference: 'x' },
    lines: [line({ detail: 'x' }), ...invoice.lines],
  };
  const snapshot = poison(full) as InvoiceSnapshot;
  const payments = [{ paidOn: '2026-11-14', amountMinor: 85_200n, method: hostile, reference: hostile }];
  const pages: [string, string][] = [
    ['pay', payPage(viewOf({ snapshot }), assets)],
    ['pay without card', payPage(viewOf({ snapshot, isCardOffered: false }), assets)],
    ['closed', payPage(viewOf({ snapshot, link: 'suspended' }), assets)],
    ['paid', paidPage(viewOf({ snapshot, money: { P: 85_200n }, payments }), assets)],
    ['gone', gonePage(snapshot.seller, assets)],
  ];

  it.each(pages)('%s', (_name, page) => {
    // Our own script is the loader with its nonce, at most once.
    expect(page.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect(page.match(/<style/g)!.length).toBeLessThanOrEqual(2);
    const tags = page.replace(/<(style|script) nonce="[^"]*">[\s\S]*?<\/\1>/g, '').match(/<[a-z][^>]*>/gi)!;
    for (const tag of tags)
      expect(tag.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+|javascript:|<img src=x/i);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).not.toContain('\u0000');
    expect(page).not.toContain('red;}');
  });

  it('links lead to the web, a phone or a mailbox and to nothing else', () => {
    const seller = {
      ...invoice.seller,
      website: 'javascript:alert(1)',
      phone: 'javascript:1',
      email: 'a@b.example?bcc=c@d.example',
    };
    const hrefs = [...gonePage(seller, assets).matchAll(/<a href="([^"]*)"/g)].map((found) => found[1]);
    expect(hrefs).toEqual(['tel:1', 'mailto:a@b.example%3Fbcc%3Dc@d.example', 'https://javascript:alert(1)']);
  });
});

describe('the first request is the only one', () => {
  const logoSvg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${Array.from({ length: 90 }, (_, i) => `<path d="M${(i * 7919) % 97} ${(i * 104729) % 89}h${(i * 31) % 53}v${(i * 17) % 61}z"/>`).join('')}</svg>`;
  const lines = Array.from({ length: 300 }, (_, i) =>
    line({
      title: `Service visit number ${i} at building ${(i * 7919) % 997}`,
      detail: `Checked ${(i * 31) % 53} filters`,
      quantity: '1.5',
      unit: 'h',
    }),
  );
  const all: [string, string][] = [
    ...Object.entries(views).map(([name, view]): [string, string] => [name, draw(view)]),
    ['gone', gonePage(invoice.seller, assets)],
    ['unknown', unknownPage(assets)],
    [
      'as much as fits',
      draw(
        viewOf({
          snapshot: {
            lines,
            brand: { accentColor: '#123', logoSvg, footer: 'x'.repeat(900) },
            note: invoice.note!.repeat(80),
          },
        }),
      ),
    ],
  ];

  it.each(all)('%s stays within 14 kB and fetches nothing', (_name, page) => {
    expect(gzipSync(page).length).toBeLessThanOrEqual(14_000);
    const fetched = [
      ...page.matchAll(/<(?:script|img|link|iframe|source|object|embed)\b[^>]*?(?:src|href)="([^"]*)"/g),
    ].map((found) => found[1]!);
    expect(fetched.filter((address) => !address.startsWith('data:'))).toEqual([]);
    expect(page).not.toMatch(/@import|url\(|preconnect|prefetch/);
  });

  it('a long list is folded, and a very long one is left to the PDF', () => {
    expect(read(draw(views['many-lines']!))).toContain('Show all 14 lines');
    const text = read(all.at(-1)![1]);
    expect(text).toContain('260 further lines are in the PDF');
    expect(text).not.toContain('number 40 ');
  });

  it('a logo too large for it is fetched beside the page, as an image', () => {
    const page = draw(
      viewOf({ snapshot: { brand: { ...invoice.brand, logoSvg: `<svg>${'x'.repeat(7000)}</svg>` } } }),
    );
    expect(page).toContain(`<img src="${views.owed!.path}/logo"`);
  });
});

describe('amounts with their code', () => {
  it.each([
    [85_200n, 'USD', 'en-US', 'USD 852.00'],
    [1_234_567n, 'EUR', 'de-DE', '12.345,67 EUR'],
    [852n, 'JPY', 'en-US', 'JPY 852'],
    [9_007_199_254_740_991n, 'USD', 'en-US', 'USD 90,071,992,547,409.91'],
  ])('%s %s in %s', (minor, currency, locale, text) => {
    expect(amountWithCode(minor, currency, locale).replace(/\u00a0/g, ' ')).toBe(text);
  });
});
