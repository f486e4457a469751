/** The axis never lies: it covers the amount, starts at zero, and every line has a round number of its own. */
import { describe, expect, test } from 'vitest';
import { spanText } from './billing-lag.tsx';
import { gridOf, lastMonths, monthLabel, shortMoney } from './chart-scale.ts';

describe('months', () => {
  test.each([
    ['2026-03-31', 3, ['2026-01', '2026-02', '2026-03']],
    ['2026-01-15', 2, ['2025-12', '2026-01']],
    ['2026-12-01', 1, ['2026-12']],
    ['2024-02-29', 14, ['2023-01', '2024-02']],
  ])('%s, %i', (day, count, expected) => {
    const months = lastMonths(day, count);
    expect(months).toHaveLength(count);
    expect(count > 12 ? [months[0], months.at(-1)] : months).toEqual(expected);
  });
  test('have names', () => expect(monthLabel('2026-03', 'long', 'en-US')).toBe('Mar 2026'));
});

describe('the grid', () => {
  test.each([
    [0, [0, 1]],
    [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [160_000, [0, 50_000, 100_000, 150_000, 200_000]],
    [200_000, [0, 50_000, 100_000, 150_000, 200_000]],
    [460_000, [0, 100_000, 200_000, 300_000, 400_000, 500_000]],
    [510_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
  ])('of %i', (minor, expected) => expect(gridOf(minor)).toEqual(expected));
  test('covers every amount', () => {
    for (let minor = 1; minor < 2_000_000; minor = Math.ceil(minor * 1.37)) {
      const grid = gridOf(minor);
      expect(grid[0]).toBe(0);
      expect(grid.at(-1)).toBeGreaterThanOrEqual(minor);
      expect(grid.at(-1)).toBeLessThanOrEqual(minor * 2.5);
    }
  });
  test('is named briefly, with the currency’s own decimals', () => {
    expect(shortMoney(200_000, 'USD', 'en-US')).toBe('$2K');
    expect(shortMoney(2_000, 'JPY', 'en-US')).toBe('¥2K');
  });
});

describe('a span', () => {
  test.each([
    [20, 'under a minute'],
    [60, '1 min'],
    [3_600, '1 h'],
    [12_000, '3 h 20 min'],
    [172_800, '2 days'],
    [187_200, '2 days 4 h'],
  ])('%i s', (seconds, words) => expect(spanText(seconds)).toBe(words));
});
