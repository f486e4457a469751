/** The invoice mail: what it says, that it says the same as text, and that nothing typed by a person becomes markup. */
import { describe, expect, it } from 'vitest';
import { renderInvoiceMail } from '../../src/gateways/mail/invoice-mail.tsx';
import { draft, mixedScripts, oneLine, threeHundredLines, twelveLines } from '../documents/snapshots.ts';

const payUrl = 'https://pay.example.test/pay/7Q2M6N0P1RJCX5Y3?a=1&b=2';
const input = { snapshot: twelveLines, payUrl, recipientName: 'Dana Reyes', preview: false };

describe('the invoice mail', () => {
  it('says who, what was done, how much, until when, and how to pay, in HTML and in text', async () => {
    const mail = await renderInvoiceMail(input);
    expect(mail.subject).toBe('Invoice INV-1043 from Gulfside: $2,166.26');
    const said = [
      'Dana Reyes',
      '1042 · Roof wash and gutters',
      '88 Palm Court, Building C',
      'November 18, 2026',
      '$2,166.26',
      'Due December 21, 2026',
      'INV-1043',
      'attached as a PDF',
      'office@gulfside.example.test',
    ];
    for (const words of said) {
      expect(mail.html).toContain(words);
      expect(mail.text).toContain(words);
    }
    expect(
      mail.html.match(/href="https:\/\/pay\.example\.test\/pay\/7Q2M6N0P1RJCX5Y3\?a=1&amp;b=2"/g),
    ).toHaveLength(2);
    expect(mail.text).toContain(`Pay now: ${payUrl}`);
  });

  it('loads nothing when it is opened', async () => {
    const { html } = await renderInvoiceMail(input);
    expect(html).not.toMatch(/<img|<script|url\(|<link|src=/i);
  });

  it('as a preview says that nothing was sent and leads nowhere', async () => {
    const mail = await renderInvoiceMail({ ...input, snapshot: draft, preview: true });
    expect(mail.subject).toMatch(/^\[Preview\]/);
    for (const part of [mail.html, mail.text]) {
      expect(part).toContain('Preview: nothing was sent.');
      expect(part).not.toContain('pay.example.test');
    }
    expect(mail.html).not.toContain('href=');
  });

  it('escapes what people typed, and keeps the subject on one line', async () => {
    const snapshot = {
      ...oneLine,
      number: 'X"><img src=x>',
      note: '<script>alert(1)</script>',
      job: {
        number: '1',
        title: '<b>Bold</b>\r\nBcc: thief@example.test',
        site: '<a href="javascript:x">',
        completedOn: null,
      },
    };
    const mail = await renderInvoiceMail({ ...input, snapshot, recipientName: '</title><script>' });
    expect(mail.html).not.toMatch(/<script|<img|<b>Bold|<a href="javascript/);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  it('says nothing to pay at zero, and leaves the button out without a pay page', async () => {
    const free = await renderInvoiceMail({ ...input, snapshot: { ...twelveLines, totalMinor: '0' } });
    expect(free.text).toContain('Nothing to pay');
    expect(free.html).not.toContain('href=');
    const offline = await renderInvoiceMail({ ...input, payUrl: null });
    expect(offline.html).not.toContain('Pay now');
    expect(offline.text).toContain('Routing 000000000');
  });

  it('marks practice, follows the locale, and stays small for 300 lines', async () => {
    expect((await renderInvoiceMail({ ...input, snapshot: { ...oneLine, live: false } })).html).toContain(
      'Practice: no real money is owed.',
    );
    const german = await renderInvoiceMail({ ...input, snapshot: mixedScripts });
    expect(german.subject).toContain('554,30\u00a0€');
    expect(german.text).toContain('21. Dezember 2026');
    // Gmail cuts messages at 102 kB.
    expect((await renderInvoiceMail({ ...input, snapshot: threeHundredLines })).html.length).toBeLessThan(
      60_000,
    );
  });
});
