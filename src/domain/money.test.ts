import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocate,
  amountLimitMinor,
  currencies,
  decimalsOf,
  divideRounded,
  formatMoney,
  minorFromJson,
  minorFromString,
  minorToJson,
  parseCurrency,
  parseMajor,
  toMajor,
} from './money.ts';

const plainSpaces = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('currencies', () => {
  it.each([
    ['USD', 2],
    ['EUR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['BHD', 3],
    ['KWD', 3],
    ['CLF', 4],
  ])('%s has %i decimals', (code, decimals) => {
    expect(decimalsOf(code)).toBe(decimals);
  });
  it.each(['MGA', 'MRU', 'usd', 'XXZ', '', '__proto__', 'constructor'])('%s is refused', (code) => {
    const result = parseCurrency(code);
    expect(!result.ok && result.refusal.code).toBe('currency_unsupported');
  });
  it('knows more than 150', () => expect(currencies.length).toBeGreaterThan(150));
});

describe('parseMajor', () => {
  it.each([
    ['0', 'USD', 0n],
    ['1', 'USD', 100n],
    ['1.5', 'USD', 150n],
    ['1.05', 'USD', 105n],
    ['-0.05', 'USD', -5n],
    [' 12.30 ', 'EUR', 1230n],
    ['007', 'USD', 700n],
    ['1234', 'JPY', 1234n],
    ['1.234', 'BHD', 1234n],
    ['1.005', 'BHD', 1005n],
    ['90071992547409.91', 'USD', amountLimitMinor],
  ])('%s %s', (text, currency, minor) =>
    expect(parseMajor(text, currency)).toEqual({ ok: true, value: minor }),
  );
  it.each([
    ['1.005', 'USD', 'USD allows 2 decimals.'],
    ['1.0', 'JPY', 'JPY allows no decimals.'],
    ['1.2345', 'BHD', 'BHD allows 3 decimals.'],
    ['1,500', 'USD', '"1,500" is not an amount.'],
    ['1e3', 'USD', '"1e3" is not an amount.'],
    ['', 'USD', '"" is not an amount.'],
    ['.5', 'USD', '".5" is not an amount.'],
    ['5.', 'USD', '"5." is not an amount.'],
    ['+5', 'USD', '"+5" is not an amount.'],
    ['NaN', 'USD', '"NaN" is not an amount.'],
    ['٣', 'USD', '"٣" is not an amount.'],
    ['90071992547409.92', 'USD', 'The amount is not valid.'],
  ])('%s %s is refused', (text, currency, reason) => {
    const result = parseMajor(text, currency);
    expect(!result.ok && result.refusal.code).toBe('amount_invalid');
    expect(!result.ok && result.refusal.reason).toBe(reason);
  });
  it('reads back what toMajor wrote, in every currency', () => {
    fc.assert(
      fc.property(
        fc.bigInt(-amountLimitMinor, amountLimitMinor),
        fc.constantFrom(...currencies),
        (minor, currency) => {
          expect(parseMajor(toMajor(minor, currency), currency)).toEqual({ ok: true, value: minor });
        },
      ),
    );
  });
});

describe('formatMoney', () => {
  it.each([
    [123456n, 'USD', 'en-US', '$1,234.56'],
    [-5n, 'USD', 'en-US', '-$0.05'],
    [1234n, 'JPY', 'en-US', '¥1,234'],
    [1234567n, 'BHD', 'en-US', 'BHD 1,234.567'],
    [123456n, 'EUR', 'de-DE', '1.234,56 €'],
    [amountLimitMinor, 'USD', 'en-US', '$90,071,992,547,409.91'],
    [123n, 'HUF', 'en-US', 'HUF 1.23'],
    [9007199254740993n, 'JPY', 'en-US', '¥9,007,199,254,740,993'],
  ])('%s %s %s', (minor, currency, locale, text) => {
    expect(plainSpaces(formatMoney(minor, currency, locale))).toBe(text);
  });
});

describe('divideRounded: halves go away from zero', () => {
  it.each([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [5n, -2n, -3n],
    [-5n, -2n, 3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [149n, 100n, 1n],
    [150n, 100n, 2n],
    [-150n, 100n, -2n],
    [-149n, 100n, -1n],
    [0n, 7n, 0n],
    [6n, 3n, 2n],
    [1n, 3n, 0n],
    [2n, 3n, 1n],
  ])('%s / %s = %s', (top, bottom, whole) => expect(divideRounded(top, bottom)).toBe(whole));
  it('is never further than one half, and a half is always the larger magnitude', () => {
    fc.assert(
      fc.property(
        fc.bigInt(),
        fc.bigInt().filter((n) => n !== 0n),
        (top, bottom) => {
          const rest = top - divideRounded(top, bottom) * bottom;
          const abs = (n: bigint) => (n < 0n ? -n : n);
          expect(2n * abs(rest) <= abs(bottom)).toBe(true);
          if (2n * abs(rest) === abs(bottom))
            expect(abs(divideRounded(top, bottom) * bottom) > abs(top)).toBe(true);
        },
      ),
    );
  });
  it('has no answer for zero', () => expect(() => divideRounded(1n, 0n)).toThrow());
});

describe('allocate', () => {
  it.each([
    [1000n, [1n, 1n, 1n], [334n, 333n, 333n]],
    [5n, [3n, 7n], [1n, 4n]],
    [100n, [0n, 1n, 1n], [0n, 50n, 50n]],
    [-1000n, [1n, 1n, 1n], [-334n, -333n, -333n]],
    [0n, [1n, 2n], [0n, 0n]],
    [1n, [0n, 1n], [0n, 1n]],
  ])('%s over %s', (minor, ratios, shares) => expect(allocate(minor, ratios)).toEqual(shares));
  it('loses nothing and gives nothing to a zero', () => {
    const ratios = fc
      .array(fc.bigInt(0n, 1000n), { minLength: 1, maxLength: 8 })
      .filter((all) => all.some((ratio) => ratio > 0n));
    fc.assert(
      fc.property(fc.bigInt(-amountLimitMinor, amountLimitMinor), ratios, (minor, parts) => {
        const shares = allocate(minor, parts);
        expect(shares.reduce((a, b) => a + b, 0n)).toBe(minor);
        parts.forEach((ratio, i) => {
          if (ratio === 0n) expect(shares[i]).toBe(0n);
        });
      }),
    );
  });
  it('has no answer without a ratio', () => {
    expect(() => allocate(1n, [])).toThrow();
    expect(() => allocate(1n, [0n])).toThrow();
    expect(() => allocate(1n, [-1n, 2n])).toThrow();
  });
});

describe('JSON', () => {
  it('takes safe integers only', () => {
    expect(minorFromJson(12345)).toEqual({ ok: true, value: 12345n });
    for (const bad of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -(2 ** 53)]) {
      const result = minorFromJson(bad, 'amount');
      expect(!result.ok && result.refusal.field).toBe('amount');
    }
    expect(minorToJson(-amountLimitMinor)).toBe(-Number.MAX_SAFE_INTEGER);
    expect(() => minorToJson(amountLimitMinor + 1n)).toThrow();
  });
  it('reads strings of minor units in one spelling', () => {
    expect(minorFromString('-120')).toBe(-120n);
    for (const bad of ['', '-0', '01', '1.0', '0x1', ' 1']) expect(() => minorFromString(bad)).toThrow();
  });
});
