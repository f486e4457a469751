import { describe, expect, it } from 'vitest';
import { accentOf } from './accent.ts';
import { addressLines, contactLine, postalLine } from './address.ts';
import { formatDay, formatDayRange, formatPercent, formatPrice, formatQuantity } from './format.ts';
import type { PartySnapshot } from './snapshot.ts';

describe('formats', () => {
  it.each([
    ['1.1', 'USD', 'en-US', '$1.10'],
    ['19.333333', 'EUR', 'de-DE', '19,333333\u00a0€'],
    ['-167.18', 'USD', 'en-US', '-$167.18'],
    ['12500', 'JPY', 'en-US', '¥12,500'],
    ['1.5', 'BHD', 'en-US', 'BHD\u00a01.500'],
    ['90071992547409931.23', 'USD', 'en-US', '$90,071,992,547,409,931.23'],
  ])('price %s %s in %s is %s', (major, currency, locale, shown) => {
    expect(formatPrice(major, currency, locale)).toBe(shown);
  });

  it.each([
    ['3.5', 'en-US', '3.5'],
    ['1234.25', 'de-DE', '1.234,25'],
    ['0.000001', 'en-US', '0.000001'],
  ])('quantity %s in %s is %s', (quantity, locale, shown) =>
    expect(formatQuantity(quantity, locale)).toBe(shown),
  );

  it.each([
    ['6.5', 'en-US', '6.5%'],
    ['6.5', 'de-DE', '6,5\u00a0%'],
    ['0', 'en-US', '0%'],
    ['10.123456', 'en-US', '10.123456%'],
  ])('percentage %s in %s is %s', (percent, locale, shown) =>
    expect(formatPercent(percent, locale)).toBe(shown),
  );

  it('writes days in the Gregorian calendar without shifting them by a zone', () => {
    expect(formatDay('2026-11-01', 'en-US')).toBe('November 1, 2026');
    expect(formatDay('2026-11-01', 'de-DE', 'medium')).toBe('01.11.2026');
    expect(formatDay('2026-11-01', 'th-TH')).toContain('2026');
    expect(() => formatDay('01.11.2026', 'de-DE')).toThrow('Not a day');
    expect(formatDayRange('2026-11-16', '2026-11-18', 'en-US')).toBe('November 16 – 18, 2026');
    expect(formatDayRange('2026-11-16', '2026-11-16', 'en-US')).toBe('November 16, 2026');
  });
});

describe('addresses', () => {
  const party: PartySnapshot = {
    legalName: 'Firm LLC',
    tradeName: null,
    addressLines: ['1 Main Street'],
    postcode: '34236',
    city: 'Sarasota',
    region: 'FL',
    country: 'US',
    taxId: null,
    email: 'a@example.test',
    phone: null,
    website: null,
  };
  it.each([
    [party, 'US', ['1 Main Street', 'Sarasota, FL 34236']],
    [party, 'DE', ['1 Main Street', 'Sarasota, FL 34236', 'United States']],
    [{ ...party, tradeName: 'Firm' }, 'US', ['Firm LLC', '1 Main Street', 'Sarasota, FL 34236']],
    [
      { ...party, country: 'DE', region: null, city: 'Bonn', postcode: '53111' },
      'DE',
      ['1 Main Street', '53111 Bonn'],
    ],
    [
      { ...party, country: 'GB', region: null, city: 'Leeds', postcode: 'LS1 4AP' },
      'GB',
      ['1 Main Street', 'Leeds', 'LS1 4AP'],
    ],
    [{ ...party, addressLines: [], city: null, region: null, postcode: null }, 'US', []],
  ])('follow the country (%#)', (one, from, lines) => expect(addressLines(one, from)).toEqual(lines));

  it('fit on one line', () => {
    expect(postalLine(party)).toBe('Firm LLC · 1 Main Street · Sarasota, FL 34236');
    expect(postalLine(party, true)).toBe('1 Main Street · Sarasota, FL 34236');
    expect(contactLine(party)).toBe('a@example.test');
  });
});

describe('the accent', () => {
  const luminance = (color: string): number => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255);
    const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (a: string, b: string): number => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high! + 0.05) / (low! + 0.05);
  };
  it.each(['#0f766e', '#ffff00', '#ffffff', '#000000', '#ff0000', '#808080', '#abc', 'not a colour', '#12'])(
    'of %s can be read',
    (color) => {
      const { fill, ink, text, tint } = accentOf(color);
      for (const one of [fill, ink, text, tint]) expect(one).toMatch(/^#[0-9a-f]{6}$/);
      expect(contrast(fill, ink)).toBeGreaterThanOrEqual(4.49);
      expect(contrast(text, tint)).toBeGreaterThanOrEqual(4.49);
      expect(contrast(text, '#ffffff')).toBeGreaterThanOrEqual(4.49);
    },
  );
});
