import { describe, expect, it } from 'vitest';
import { parseDecimal } from './decimal.ts';
import { isTaxCategory, parseTax, rateLabel, taxCategories, taxOn, toTaxSubtotal } from './tax.ts';

describe('tax of a line', () => {
  //            0     6.5    100   100.01  -1    with a name; every category
  const picture = `
    S           ok    ok     ok    no      no
    Z           ok    no     no    no      no
    E           ok    no     no    no      no
    AE          ok    no     no    no      no
    K           ok    no     no    no      no
    G           ok    no     no    no      no
    O           ok    no     no    no      no
    X           no    no     no    no      no`;
  const rates = ['0', '6.5', '100', '100.01', '-1'];
  for (const row of picture.trim().split('\n')) {
    const [category = '', ...cells] = row.trim().split(/\s+/);
    cells.forEach((cell, i) => {
      it(`${category} at ${rates[i]} % is ${cell}`, () => {
        const result = parseTax({ taxCategory: category as 'S', taxRate: rates[i]!, taxName: 'Tax' });
        expect(result.ok ? 'ok' : 'no').toBe(cell);
      });
    });
  }
  it('the picture has every category', () => {
    expect(Object.keys(taxCategories)).toEqual(['S', 'Z', 'E', 'AE', 'K', 'G', 'O']);
    expect(['S', 'toString', ''].map(isTaxCategory)).toEqual([true, false, false]);
  });
  it('a charged tax needs a name, an uncharged one does not', () => {
    expect(parseTax({ taxCategory: 'S', taxRate: '5', taxName: ' ' }).ok).toBe(false);
    expect(parseTax({ taxCategory: 'Z', taxRate: '0', taxName: '' }).ok).toBe(true);
  });
  it('rounds halves away from zero, on both sides', () => {
    const rate = parseDecimal('50');
    if (!rate.ok) throw new Error('unreachable');
    expect([
      taxOn(1n, rate.value),
      taxOn(-1n, rate.value),
      taxOn(2n, rate.value),
      taxOn(0n, rate.value),
    ]).toEqual([1n, -1n, 1n, 0n]);
  });
  it('prints', () => {
    expect(rateLabel('6.50')).toBe('6.5 %');
    expect(
      toTaxSubtotal({ category: 'S', rate: '6.5', name: 'VAT', baseMinor: 100n, taxMinor: -7n }),
    ).toEqual({ category: 'S', rate: '6.5', name: 'VAT', baseMinor: '100', taxMinor: '-7' });
  });
});
