/**
 * How prices, quantities, percentages and days are written for people, by locale, exactly (amounts: formatMoney in money.ts).
 * Decimal strings go to Intl as strings, so nothing passes through a float. It does not parse, round or check.
 */
import { type Currency, decimalsOf } from './money.ts';
import type { Day } from './time.ts';

const numberFormats = new Map<string, Intl.NumberFormat>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    numberFormats.set(key, format);
  }
  return format;
}

/** A unit price in major units (a decimal string) with all the decimals it has, and never fewer than its currency's. */
export function formatPrice(major: string, currency: Currency, locale: string): string {
  const minimumFractionDigits = decimalsOf(currency);
  const options = { style: 'currency', currency, minimumFractionDigits, maximumFractionDigits: 6 } as const;
  return numberFormat(locale, options).format(major as `${number}`);
}

/** A quantity (a decimal string) with the decimals it has, at most 6. */
export function formatQuantity(quantity: string, locale: string): string {
  return numberFormat(locale, { maximumFractionDigits: 6 }).format(quantity as `${number}`);
}

/** A percentage given as `"6.5"`: `6.5%` in en-US, `6,5 %` in de-DE. */
export function formatPercent(percent: string, locale: string): string {
  // Intl's percent style multiplies by 100, which shifts the text; its pattern is borrowed, not its arithmetic.
  const pattern = numberFormat(locale, { style: 'percent' }).formatToParts(1);
  return pattern
    .map((part) => (part.type === 'integer' ? formatQuantity(percent, locale) : part.value))
    .join('');
}

type DayStyle = 'long' | 'medium' | 'short';

function dayFormat(locale: string, style: DayStyle): Intl.DateTimeFormat {
  const key = `${locale} ${style}`;
  let format = dayFormats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, { dateStyle: style, timeZone: 'UTC', calendar: 'gregory' });
    dayFormats.set(key, format);
  }
  return format;
}

function utcMidnight(day: Day): number {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) throw new Error(`Not a day: ${day}`);
  return Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
}

/** A day for people, always in the Gregorian calendar: `long` is `November 21, 2026` in en-US. */
export function formatDay(day: Day, locale: string, style: DayStyle = 'long'): string {
  return dayFormat(locale, style).format(utcMidnight(day));
}

/** Two days as one phrase, without saying month and year twice: `November 16 – 18, 2026`. */
export function formatDayRange(from: Day, to: Day, locale: string, style: DayStyle = 'long'): string {
  // ICU puts thin spaces around the dash, which not every typeface has.
  return dayFormat(locale, style)
    .formatRange(utcMidnight(from), utcMidnight(to))
    .replace(/[\u2009\u202f]/g, ' ');
}
