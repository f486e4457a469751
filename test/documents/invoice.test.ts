/** The invoice as a document: what it says, what it must never say, that it is the same twice, and that it withstands any text. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { formatMoney } from '../../src/domain/money.ts';
import type { InvoiceSnapshot } from '../../src/domain/snapshot.ts';
import { createTypstDocuments } from '../../src/gateways/documents/typst/documents.ts';
import { readPdf } from './pdf-text.ts';
import {
  draft,
  line,
  mixedScripts,
  oneLine,
  threeHundredLines,
  twelveLines,
  withTotals,
  yen,
} from './snapshots.ts';

const payUrl = 'https://pay.example.test/pay/7Q2M6N0P1RJCX5Y3';
const documents = createTypstDocuments();
afterAll(() => documents.close());

const issue = (snapshot: InvoiceSnapshot, url: string | null = payUrl) =>
  documents.renderInvoice({ snapshot, state: 'issued', payUrl: url });

describe('an issued invoice', () => {
  it('states number, parties, days, lines, sums and job', async () => {
    const { pdf, sha256, missingGlyphs } = await issue(twelveLines);
    const { text, pages } = readPdf(pdf);
    const said = [
      'INV-1043',
      'Gulfside Exterior Care LLC',
      'Palm Court Owners Association',
      'Attn: Dana Reyes',
      'November 21, 2026',
      'Due December 21, 2026',
      'Net 30',
      '1042 · Roof wash and gutters',
      '88 Palm Court, Building C',
      'November 16 – 18, 2026',
      'PO-77812',
      'Tile roof, 2,400 sq ft, one coat',
      '6.25 m',
      '$14.20',
      '$88.75',
      '\u2212$167.18',
      '$2,191.72',
      '$2,024.54',
      'Sales tax (Sarasota County) 7%',
      '$141.72',
      'Total USD',
      '$2,166.26',
      'Routing 000000000',
      'Page 1 of 2',
      'Tax ID 59-0000000',
    ];
    for (const words of said) expect(text).toContain(words.replace('6.25 m', '6.25\u00a0m'));
    expect(pages).toBe(2);
    expect(missingGlyphs).toEqual([]);
    expect(sha256).toBe(createHash('sha256').update(pdf).digest('hex'));
  });

  it('is PDF/A-3a with title, language and tags', async () => {
    const { pdf } = await issue(oneLine);
    const bytes = Buffer.from(pdf).toString('latin1');
    expect(bytes).toMatch(/<pdfaid:part>3<\/pdfaid:part>/);
    expect(bytes).toMatch(/<pdfaid:conformance>A<\/pdfaid:conformance>/);
    expect(bytes).toContain('Invoice INV-1042 from Gulfside');
    expect(bytes).toMatch(/\/StructTreeRoot/);
    expect(bytes).toMatch(/\/Lang \(en/);
  });

  it('links to the pay page and nowhere else, and shows its address', async () => {
    const { text, links } = readPdf((await issue(oneLine)).pdf);
    expect(new Set(links)).toEqual(new Set([payUrl]));
    expect(text).toContain('Pay now');
    expect(text.replace(/\s|\u200b/g, '')).toContain('pay.example.test/pay/7Q2M6N0P1RJCX5Y3');
  });

  it('has no pay action without an address, and refuses one that is no web page', async () => {
    const { text, links } = readPdf((await issue(twelveLines, null)).pdf);
    expect(links).toEqual([]);
    expect(text).not.toContain('Pay now');
    expect(text).toContain('See the ways to pay below.');
    await expect(issue(oneLine, 'javascript:alert(1)')).rejects.toMatchObject({ kind: 'failed' });
  });

  it('shows the receipt instead of the way to pay once paid', async () => {
    const receipt = {
      paidOn: '2026-11-25',
      paidMinor: twelveLines.totalMinor,
      method: 'Visa ending in 4242',
      reference: null,
    };
    const paid = readPdf(
      (await documents.renderInvoice({ snapshot: twelveLines, state: 'issued', payUrl, receipt })).pdf,
    );
    expect(paid.text).toContain('Paid on November 25, 2026 by Visa ending in 4242');
    expect(paid.text).toContain('Still due: $0.00');
    expect(paid.text).not.toMatch(/Pay now|Amount due/);
    expect(paid.links).toEqual([]);
    const part = { ...receipt, paidMinor: '100000' };
    const { text } = readPdf(
      (await documents.renderInvoice({ snapshot: twelveLines, state: 'issued', payUrl, receipt: part })).pdf,
    );
    expect(text).toContain('Partly paid');
    expect(text).toContain('Still due: $1,166.26');
  });

  it('says nothing to pay at zero', async () => {
    const { text, links } = readPdf(
      (
        await issue(
          withTotals({ ...oneLine, lines: [line({ title: 'Free', netMinor: '0' })] }, 'Tax', '7', 0n),
        )
      ).pdf,
    );
    expect(text).toContain('Nothing to pay');
    expect(links).toEqual([]);
  });
});

describe('a draft', () => {
  it('is marked on every page and has no number, code or link, whatever it is given', async () => {
    const given = { ...draft, number: 'INV-9999', issuedOn: '2026-11-21', dueOn: '2026-12-21' };
    const { pdf } = await documents.renderInvoice({ snapshot: given, state: 'draft', payUrl });
    const { text, links } = readPdf(pdf);
    expect(text.split('\f').every((page) => page.includes('DRAFT'))).toBe(true);
    expect(text).toContain('Not issued: this is not a request for payment.');
    expect(text).not.toMatch(/INV-9999|Pay now|pay\.example|Amount due/);
    expect(links).toEqual([]);
    expect(Buffer.from(pdf).toString('latin1')).not.toContain('INV-9999');
  });

  it('cannot pass as issued without a number', async () => {
    await expect(documents.renderInvoice({ snapshot: draft, state: 'issued', payUrl })).rejects.toThrow(
      'An issued invoice has a number',
    );
  });
});

describe('many shapes', () => {
  it('carries the sum over the pages of 300 lines, in seconds even on a busy machine', async () => {
    const start = performance.now();
    const { pdf } = await issue(threeHundredLines);
    expect(performance.now() - start).toBeLessThan(6000);
    const { text, pages } = readPdf(pdf);
    expect(pages).toBeGreaterThan(8);
    const sheets = text.split('\f');
    const amountAfter = (sheet: string, words: string) =>
      new RegExp(`${words}\\s+(\\$[\\d,.]+)`).exec(sheet)?.[1];
    let running = 0n;
    const sums = threeHundredLines.lines.map((one) => {
      running += BigInt(one.netMinor);
      return formatMoney(running, 'USD', 'en-US');
    });
    let reached = -1;
    for (let at = 0; at + 1 < sheets.length; at += 1) {
      const carried = amountAfter(sheets[at]!, 'Carried forward');
      // The last page may hold only the sums: then all lines are told and nothing is carried.
      if (!carried) continue;
      expect(amountAfter(sheets[at + 1]!, 'Brought forward')).toBe(carried);
      expect(sums.indexOf(carried)).toBeGreaterThan(reached);
      reached = sums.indexOf(carried);
    }
    expect(amountAfter(sheets[0]!, 'Carried forward')).toBeDefined();
    expect(text).toContain(`Page ${pages} of ${pages}`);
  });

  it('sets zero-decimal money, and English figures where no font has the locale’s', async () => {
    const { text } = readPdf((await issue(yen)).pdf);
    expect(text).toContain('¥41,250');
    expect(text).not.toContain('?');
  });

  it('never lets an amount pass through a float', async () => {
    const huge = withTotals(
      {
        ...oneLine,
        lines: [line({ title: 'All', unitPrice: '90071992547409.93', netMinor: '9007199254740993' })],
      },
      'Tax',
      '7',
      0n,
    );
    expect(readPdf((await issue(huge)).pdf).text).toContain('$90,071,992,547,409.93');
  });

  it('lists the tax per rate when there are several, and the mentions that the law asks for', async () => {
    const several: InvoiceSnapshot = {
      ...oneLine,
      lines: [
        line({ title: 'A', netMinor: '10000', taxRate: '19' }),
        line({ title: 'B', netMinor: '10000', taxRate: '7' }),
        line({ title: 'C', netMinor: '500', taxRate: '0', taxCategory: 'E' }),
      ],
      taxes: [
        { category: 'S', rate: '19', name: 'VAT', baseMinor: '10000', taxMinor: '1900' },
        { category: 'S', rate: '7', name: 'VAT', baseMinor: '10000', taxMinor: '700' },
        { category: 'E', rate: '0', name: '', baseMinor: '500', taxMinor: '0' },
      ],
      netMinor: '20500',
      taxMinor: '2600',
      totalMinor: '23100',
    };
    const { text } = readPdf((await issue(several)).pdf);
    for (const words of ['VAT 19%', '$19.00', 'VAT 7%', '$7.00', 'Exempt from tax.', '$231.00'])
      expect(text).toContain(words);
  });

  it('draws a logo when there is one', async () => {
    const without = await issue({ ...twelveLines, brand: { ...twelveLines.brand, logoSvg: null } });
    const withLogo = await issue(twelveLines);
    expect(withLogo.sha256).not.toBe(without.sha256);
    expect(readPdf(without.pdf).text.startsWith('Gulfside')).toBe(true);
  });

  it('faults on a broken logo instead of leaving it out, and renders the next', async () => {
    await expect(issue({ ...oneLine, brand: { ...oneLine.brand, logoSvg: '<svg' } })).rejects.toMatchObject({
      name: 'DocumentFault',
      kind: 'failed',
    });
    await issue(oneLine);
  });
});

describe('text from people', () => {
  it('is printed literally, never run', async () => {
    const { pdf, missingGlyphs } = await issue(mixedScripts);
    const { text } = readPdf(pdf);
    expect(text).toContain(
      '#panic("no") *not bold* $x^2$ @ref `raw` #read("/etc/passwd") <script>alert(1)</script> \\ // comment',
    );
    expect(text).not.toContain('root:');
    expect(text).toContain('Ελένη Παπαδοπούλου');
    expect(missingGlyphs.sort()).toEqual(['ཨ', 'ོ', 'ཾ', '་', '漢', '字'].sort());
  });

  it('cannot turn an amount around with direction marks', async () => {
    const { text } = readPdf(
      (await issue({ ...oneLine, note: 'pay \u202e00.001$\u202c now\u0007\u0000' })).pdf,
    );
    expect(text).toContain('pay 00.001$ now');
  });

  it('of any kind still makes a document', async () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(
          '\u200d',
          '\ufe0f',
          '👩',
          '🏽',
          '🇩',
          'é',
          'e',
          '\u0301',
          'ا',
          'ل',
          'א',
          '\u05b8',
          ' ',
          '\n',
          '\u00ad',
          '\u2028',
          '\u0600',
          '𝒜',
          '\ud83d',
          '￾',
          '\u0e33',
        ),
        maxLength: 30,
      }),
      fc.constantFrom(
        '',
        ' ',
        '\n\n',
        'x'.repeat(3000),
        '\u200b'.repeat(50),
        '#'.repeat(50),
        '= Heading\n- list',
        '"}],"fonts":[]',
      ),
    );
    await fc.assert(
      fc.asyncProperty(anyText, anyText, anyText, async (a, b, c) => {
        const { pdf } = await issue({
          ...oneLine,
          number: `1${a}`,
          note: b,
          termsLabel: c,
          adHocReason: a,
          purchaseOrder: b,
          seller: { ...oneLine.seller, tradeName: c, city: a },
          buyer: { ...oneLine.buyer, legalName: b, addressLines: [a, c], region: c },
          brand: { accentColor: a, logoSvg: null, footer: b },
          job: { number: a, title: b, site: c, completedOn: null },
          lines: [line({ title: c, detail: a, unit: b, netMinor: '64800', jobNumber: a })],
        });
        expect(pdf.length).toBeGreaterThan(1000);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('the same input', () => {
  it('gives the same bytes from another process', async () => {
    const other = createTypstDocuments();
    for (const snapshot of [twelveLines, mixedScripts]) {
      expect((await issue(snapshot)).sha256).toBe(
        (await other.renderInvoice({ snapshot, state: 'issued', payUrl })).sha256,
      );
    }
    await other.close();
  });
});
