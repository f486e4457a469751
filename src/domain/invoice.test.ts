import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeInvoice, linesMax } from './invoice.ts';
import type { LineInput } from './lines.ts';
import { amountLimitMinor, decimalsOf } from './money.ts';

let serial = 0;
const line = (parts: Partial<LineInput> = {}): LineInput => {
  serial += 1;
  return {
    id: `line-${serial}`,
    title: 'Work',
    detail: null,
    kind: 'labor',
    quantity: '1',
    unit: 'h',
    unitPrice: '100',
    discountPercent: null,
    taxRate: '0',
    taxCategory: 'Z',
    taxName: '',
    servedOn: null,
    source: null,
    ...parts,
  };
};
const totals = (lines: LineInput[], currency = 'USD') => {
  const result = computeInvoice(lines, currency);
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
};
const refusedWith = (lines: LineInput[], currency = 'USD') => {
  const result = computeInvoice(lines, currency);
  return result.ok ? 'accepted' : `${result.refusal.code} ${result.refusal.field ?? ''}`.trim();
};

describe('line amounts', () => {
  //  quantity, price, percent, currency -> net
  it.each([
    ['1', '100', null, 'USD', 10000n],
    ['1.005', '100', null, 'USD', 10050n],
    ['0.333333', '3', null, 'USD', 100n],
    ['1', '0.005', null, 'USD', 1n],
    ['1', '0.004999', null, 'USD', 0n],
    ['3', '0.335', null, 'USD', 101n],
    ['1', '100.5', null, 'JPY', 101n],
    ['1', '0.0005', null, 'BHD', 1n],
    ['2.5', '19.99', '10', 'USD', 4498n],
    ['1', '10', '100', 'USD', 0n],
    ['1', '0.05', '50', 'USD', 2n],
    ['0', '99', null, 'USD', 0n],
  ])('%s x %s less %s %% in %s', (quantity, unitPrice, discountPercent, currency, net) => {
    expect(totals([line({ quantity, unitPrice, discountPercent })], currency).netMinor).toBe(net);
  });

  it.each([
    ['1', '50'],
    ['-1', '50'],
    ['1', '-50'],
  ])('a discount written %s x %s lowers by 50', (quantity, unitPrice) => {
    const result = totals([line(), line({ kind: 'discount', quantity, unitPrice })]);
    expect(result.totalMinor).toBe(5000n);
    expect([result.lines[1]?.quantity, result.lines[1]?.unitPrice, result.lines[1]?.netMinor]).toEqual([
      '-1',
      '50',
      -5000n,
    ]);
  });
});

describe('tax is rounded once per category, rate and name', () => {
  it('not per line', () => {
    const taxed = { taxRate: '19', taxCategory: 'S', taxName: 'VAT', unitPrice: '0.03' } as const;
    const result = totals([line(taxed), line(taxed), line(taxed)]);
    expect(result.taxes).toEqual([{ category: 'S', rate: '19', name: 'VAT', baseMinor: 9n, taxMinor: 2n }]);
    expect(result.totalMinor).toBe(11n);
  });
  it('6.5 and 6.50 are one rate, two names are two taxes, a discount lowers its base', () => {
    const result = totals([
      line({ taxRate: '6.5', taxCategory: 'S', taxName: 'Orange County' }),
      line({ taxRate: '6.50', taxCategory: 'S', taxName: ' Orange County ' }),
      line({ taxRate: '6.5', taxCategory: 'S', taxName: 'Lake County' }),
      line({ kind: 'discount', unitPrice: '20', taxRate: '6.5', taxCategory: 'S', taxName: 'Lake County' }),
      line(),
    ]);
    expect(result.taxes.map((tax) => [tax.name, tax.baseMinor, tax.taxMinor])).toEqual([
      ['Orange County', 20000n, 1300n],
      ['Lake County', 8000n, 520n],
      ['', 10000n, 0n],
    ]);
    expect(result.totalMinor).toBe(38000n + 1820n);
  });
});

describe('refusals', () => {
  it.each([
    ['no lines', () => [], 'lines_missing'],
    ['a negative total', () => [line({ kind: 'discount' })], 'total_negative'],
    ['a negative labor line', () => [line({ quantity: '-1' })], 'line_invalid lines[0].quantity'],
    ['a negative price', () => [line({ unitPrice: '-1' })], 'line_invalid lines[0].unitPrice'],
    [
      'a discount negative twice',
      () => [line(), line({ kind: 'discount', quantity: '-1', unitPrice: '-1' })],
      'line_invalid lines[1].unitPrice',
    ],
    [
      'a discount of a discount',
      () => [line(), line({ kind: 'discount', discountPercent: '5' })],
      'line_invalid lines[1].discountPercent',
    ],
    ['101 %', () => [line({ discountPercent: '100.1' })], 'line_invalid lines[0].discountPercent'],
    ['seven decimals', () => [line({ quantity: '0.0000001' })], 'decimal_invalid lines[0].quantity'],
    ['a word for a price', () => [line({ unitPrice: 'free' })], 'decimal_invalid lines[0].unitPrice'],
    ['no title', () => [line({ title: '  ' })], 'line_invalid lines[0].title'],
    ['a long title', () => [line({ title: 'x'.repeat(501) })], 'line_invalid lines[0].title'],
    ['an unknown kind', () => [line({ kind: 'magic' as never })], 'line_invalid lines[0].kind'],
    ['a day that is none', () => [line({ servedOn: '2026-02-29' })], 'date_invalid lines[0].servedOn'],
    ['the same id twice', () => [line({ id: 'a' }), line({ id: 'a' })], 'line_invalid lines[1].id'],
    [
      'the same job fact twice',
      () => [line({ source: { jobId: 'j', factId: 'f' } }), line({ source: { jobId: 'j', factId: 'f' } })],
      'line_invalid lines[1].source',
    ],
    [
      'tax above 100',
      () => [line({ taxRate: '100.5', taxCategory: 'S', taxName: 'x' })],
      'tax_invalid lines[0].taxRate',
    ],
    [
      'a line too large',
      () => [line({ quantity: '999999999999', unitPrice: '999999' })],
      'amount_invalid lines[0].unitPrice',
    ],
    [
      'a sum too large',
      () => [line({ unitPrice: '90071992547409.91' }), line({ unitPrice: '0.01' })],
      'amount_invalid',
    ],
    ['too many lines', () => Array.from({ length: linesMax + 1 }, () => line()), 'lines_too_many'],
  ] as const)('%s', (_name, lines, code) => expect(refusedWith([...lines()])).toBe(code));
  it('an unknown currency', () => expect(refusedWith([line()], 'XXZ')).toBe('currency_unsupported'));
  it('the limits themselves are accepted', () => {
    expect(totals([line({ unitPrice: '90071992547409.91' })]).totalMinor).toBe(amountLimitMinor);
    expect(totals(Array.from({ length: linesMax }, () => line())).totalMinor).toBe(100_000_000n);
    expect(totals([line(), line({ kind: 'discount' })]).totalMinor).toBe(0n);
  });
});

/**
 * An independent reckoning on fractions: numbers are read digit by digit into numerator/denominator, rounding is done by
 * floor and comparison of the rest, groups are found by nested search. It shares no code with the domain.
 */
interface Fraction {
  top: bigint;
  bottom: bigint;
}
const fraction = (text: string): Fraction => {
  let top = 0n;
  let bottom = 1n;
  let isAfterPoint = false;
  for (const mark of text.replace('-', '')) {
    if (mark === '.') isAfterPoint = true;
    else {
      top = top * 10n + BigInt('0123456789'.indexOf(mark));
      if (isAfterPoint) bottom *= 10n;
    }
  }
  return { top: text.startsWith('-') ? -top : top, bottom };
};
const times = (a: Fraction, b: Fraction): Fraction => ({ top: a.top * b.top, bottom: a.bottom * b.bottom });
const nearest = ({ top, bottom }: Fraction): bigint => {
  const magnitude = top < 0n ? -top : top;
  let whole = magnitude / bottom;
  if ((magnitude - whole * bottom) * 2n >= bottom) whole += 1n;
  return top < 0n ? -whole : whole;
};
function reckon(lines: readonly LineInput[], currency: string) {
  const unit: Fraction = { top: BigInt(`1${'0'.repeat(decimalsOf(currency))}`), bottom: 1n };
  const nets = lines.map((each) => {
    const product = times(fraction(each.quantity), fraction(each.unitPrice));
    const gross = nearest(
      times(
        each.kind === 'discount' && product.top > 0n
          ? { top: -product.top, bottom: product.bottom }
          : product,
        unit,
      ),
    );
    const off =
      each.discountPercent === null
        ? 0n
        : nearest(times({ top: gross, bottom: 100n }, fraction(each.discountPercent)));
    return gross - off;
  });
  let tax = 0n;
  const seen: LineInput[] = [];
  for (const first of lines) {
    const isSame = (other: LineInput) => {
      const [a, b] = [fraction(first.taxRate), fraction(other.taxRate)];
      return (
        other.taxCategory === first.taxCategory &&
        other.taxName === first.taxName &&
        a.top * b.bottom === b.top * a.bottom
      );
    };
    if (seen.some(isSame)) continue;
    seen.push(first);
    let base = 0n;
    lines.forEach((other, i) => {
      if (isSame(other)) base += nets[i]!;
    });
    tax += nearest(times({ top: base, bottom: 100n }, fraction(first.taxRate)));
  }
  const net = nets.reduce((a, b) => a + b, 0n);
  return { nets, net, tax, total: net + tax };
}

describe('against an independent reckoning', () => {
  const digits = (whole: number, places: number) =>
    fc
      .tuple(fc.integer({ min: 0, max: whole }), fc.integer({ min: 0, max: places }), fc.nat(999999))
      .map(([n, p, f]) => (p === 0 ? `${n}` : `${n}.${String(f).padStart(6, '0').slice(0, p)}`));
  const randomLine = fc
    .record({
      kind: fc.constantFrom('labor', 'material', 'fee', 'travel', 'discount' as const),
      quantity: digits(200, 6),
      unitPrice: digits(900, 6),
      discountPercent: fc.option(digits(99, 3), { nil: null }),
      tax: fc.oneof(
        fc.record({
          taxRate: fc.constantFrom('19', '7', '8.25', '8.250', '6.5', '0.001', '100'),
          taxCategory: fc.constant('S' as const),
          taxName: fc.constantFrom('VAT', 'County'),
        }),
        fc.record({
          taxRate: fc.constantFrom('0', '0.0'),
          taxCategory: fc.constantFrom('Z', 'E', 'O' as const),
          taxName: fc.constant(''),
        }),
      ),
    })
    .map(
      ({ tax, ...rest }) =>
        line({
          ...rest,
          ...tax,
          discountPercent: rest.kind === 'discount' ? null : rest.discountPercent,
        }) as LineInput,
    );

  it('12,000 random invoices agree to the last unit', () => {
    let accepted = 0;
    let refusedCount = 0;
    fc.assert(
      fc.property(
        fc.array(randomLine, { minLength: 1, maxLength: 12 }),
        fc.constantFrom('USD', 'EUR', 'JPY', 'BHD'),
        (lines, currency) => {
          const expected = reckon(lines, currency);
          const result = computeInvoice(lines, currency);
          if (expected.total < 0n) {
            refusedCount += 1;
            expect(!result.ok && result.refusal.code).toBe('total_negative');
            return;
          }
          accepted += 1;
          if (!result.ok) throw new Error(result.refusal.reason);
          expect(result.value.lines.map((each) => each.netMinor)).toEqual(expected.nets);
          expect([result.value.netMinor, result.value.taxMinor, result.value.totalMinor]).toEqual([
            expected.net,
            expected.tax,
            expected.total,
          ]);
        },
      ),
      { numRuns: 12_000 },
    );
    expect(accepted).toBeGreaterThan(8_000);
    expect(refusedCount).toBeGreaterThan(100);
  }, 60_000);
});
