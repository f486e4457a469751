/**
 * The arithmetic of the bar chart: which months, how high the axis, how short the words on it.
 * Floats are allowed here and only here: a bar's height is a picture, the exact amounts stand in the table.
 */
import { type Currency, decimalsOf } from '../../../../domain/money.ts';

/** The last months up to and including that of a day, oldest first, as 'YYYY-MM'. */
export function lastMonths(day: string, count: number): string[] {
  const current = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
  return Array.from({ length: count }, (_, index) => {
    const month = current - count + 1 + index;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  });
}

/** The heights of the grid lines, from zero to the first round number that is not below the amount. */
export function gridOf(minor: number): number[] {
  if (minor <= 0) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(minor));
  // Parts are chosen so that every line has a round number of its own.
  const [factor, parts] = (
    [
      [1, 5],
      [2, 4],
      [2.5, 5],
      [5, 5],
      [10, 5],
    ] as const
  ).find(([each]) => each * power >= minor) ?? [10, 5];
  return Array.from({ length: parts + 1 }, (_, index) => (factor * power * index) / parts);
}

/** 'Mar 2026' or 'M'. */
export function monthLabel(month: string, style: 'long' | 'narrow', locale = navigator.language): string {
  const at = Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)) - 1, 1);
  const options: Intl.DateTimeFormatOptions =
    style === 'long'
      ? { month: 'short', year: 'numeric', timeZone: 'UTC' }
      : { month: 'short', timeZone: 'UTC' };
  return new Intl.DateTimeFormat(locale, options).format(at);
}

/** '$25K': for an axis, where the exact amount is beside the point. */
export function shortMoney(minor: number, currency: Currency, locale = navigator.language): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    notation: 'compact',
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  }).format(minor / 10 ** decimalsOf(currency));
}
