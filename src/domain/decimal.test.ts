import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absoluteDecimal,
  compareDecimals,
  decimal,
  formatDecimal,
  multiplyDecimals,
  negateDecimal,
  parseDecimal,
} from './decimal.ts';

describe('decimals', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['1', '1'],
    ['6.50', '6.5'],
    ['006.5', '6.5'],
    ['-0.000001', '-0.000001'],
    ['100.000000', '100'],
    ['999999999999.999999', '999999999999.999999'],
    ['0.10', '0.1'],
  ])('%s is written %s', (text, canonical) => expect(formatDecimal(decimal(text))).toBe(canonical));

  it.each([
    '',
    '.5',
    '5.',
    '1e3',
    '1,5',
    ' 1',
    '+1',
    '--1',
    '0.0000001',
    '10000000000000000',
    'NaN',
    '0x1',
    '1.-5',
  ])('%s is refused', (text) => {
    const result = parseDecimal(text, 'quantity', 'lines[0].quantity');
    expect(!result.ok && [result.refusal.code, result.refusal.field]).toEqual([
      'decimal_invalid',
      'lines[0].quantity',
    ]);
    expect(() => decimal(text)).toThrow();
  });

  const anyDecimal = fc
    .tuple(fc.bigInt(-(10n ** 15n), 10n ** 15n), fc.integer({ min: 0, max: 6 }))
    .map(([unscaled, scale]) => decimal(formatDecimal({ unscaled, scale })));

  it('one spelling each: text and value are the same thing', () => {
    fc.assert(
      fc.property(anyDecimal, (value) => {
        expect(decimal(formatDecimal(value))).toEqual(value);
      }),
    );
  });
  it('multiplies and compares exactly', () => {
    expect(formatDecimal(multiplyDecimals(decimal('1.005'), decimal('100')))).toBe('100.5');
    expect(formatDecimal(multiplyDecimals(decimal('0.000001'), decimal('-0.000001')))).toBe(
      '-0.000000000001',
    );
    expect([
      compareDecimals(decimal('0.1'), decimal('0.10')),
      compareDecimals(decimal('-1'), decimal('0.5')),
      compareDecimals(decimal('2'), decimal('1.999999')),
    ]).toEqual([0, -1, 1]);
    fc.assert(
      fc.property(anyDecimal, anyDecimal, (a, b) => {
        expect(compareDecimals(a, b)).toBe(-compareDecimals(b, a) + 0);
        expect(multiplyDecimals(a, b)).toEqual(multiplyDecimals(b, a));
        expect(compareDecimals(absoluteDecimal(a), { unscaled: 0n, scale: 0 })).toBeGreaterThanOrEqual(0);
        expect(negateDecimal(negateDecimal(a))).toEqual(a);
      }),
    );
  });
});
