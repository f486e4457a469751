/**
 * Money: whole minor units (bigint) beside an ISO 4217 currency. The one rounding of the product lives here.
 * It does not convert between currencies, does not know taxes, and no amount ever passes through a float.
 */
import { dinero, allocate as dineroAllocate, toSnapshot } from 'dinero.js/bigint';
import * as dineroCurrencies from 'dinero.js/bigint/currencies';
import { accept, decline, type Result } from './refusal.ts';

/** An amount in the currency's smallest unit: 12345n is 123.45 USD, 12345 JPY, 12.345 BHD. */
export type Minor = bigint;
/** An ISO 4217 code, upper case. */
export type Currency = string;

/** The range of a JSON integer that every reader understands: ±(2^53 - 1). */
export const amountLimitMinor: Minor = 9_007_199_254_740_991n;

/** Code -> decimals. Ouguiya and ariary count in fifths, which no decimal string can say; they are left out. */
const decimalsByCurrency: ReadonlyMap<Currency, number> = new Map(
  Object.values(dineroCurrencies)
    .filter((currency) => currency.base === 10n)
    .map((currency) => [currency.code, Number(currency.exponent)]),
);

export const currencies: readonly Currency[] = [...decimalsByCurrency.keys()].sort();

/** The code itself when it is supported; refuses with `currency_unsupported`. */
export function parseCurrency(text: string): Result<Currency> {
  if (decimalsByCurrency.has(text)) return accept(text);
  return decline('currency_unsupported', {
    reason: `${JSON.stringify(text)} is not a currency that is supported here.`,
    evidence: [{ fact: 'currency', value: text }],
  });
}

/** How many decimals the currency's major unit has: USD 2, JPY 0, BHD 3. A currency must be checked before it gets here. */
export function decimalsOf(currency: Currency): number {
  const decimals = decimalsByCurrency.get(currency);
  if (decimals === undefined) throw new Error(`Currency ${currency} was not checked with parseCurrency.`);
  return decimals;
}

export const isWithinLimit = (minor: Minor): boolean =>
  minor <= amountLimitMinor && minor >= -amountLimitMinor;

/**
 * What a person typed, in major units, to minor units. Takes `1234.5`, `-3`, never a thousands separator: `1.500`
 * means two different things in two countries, so separators are refused rather than guessed.
 */
export function parseMajor(text: string, currency: Currency): Result<Minor> {
  const known = parseCurrency(currency);
  if (!known.ok) return known;
  const decimals = decimalsOf(currency);
  const match = /^(-?)(\d{1,19})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) {
    return decline('amount_invalid', {
      reason: `${JSON.stringify(text)} is not an amount.`,
      next: 'Write digits with a point before the decimals and no separators, such as 1500.00.',
      evidence: [{ fact: 'amount', value: text }],
    });
  }
  const fraction = match[3] ?? '';
  if (fraction.length > decimals) {
    return decline('amount_invalid', {
      reason: `${currency} allows ${decimals === 0 ? 'no' : decimals} decimals.`,
      next: `Write the amount with at most ${decimals} decimals.`,
      evidence: [
        { fact: 'amount', value: text },
        { fact: 'currency', value: currency },
      ],
    });
  }
  const magnitude = BigInt(match[2] + fraction.padEnd(decimals, '0'));
  return checkAmount(match[1] === '-' ? -magnitude : magnitude);
}

/** The amount itself when it fits into a JSON integer; refuses with `amount_invalid`. */
export function checkAmount(minor: Minor): Result<Minor> {
  if (isWithinLimit(minor)) return accept(minor);
  return decline('amount_invalid', { evidence: [{ fact: 'amount_minor', value: minor.toString() }] });
}

/** The exact decimal string in major units: `toMajor(-5n, 'USD')` is `-0.05`. */
export function toMajor(minor: Minor, currency: Currency): string {
  const decimals = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Making a formatter costs fifty times what using it costs; the same few serve every screen and document. */
const formatters = new Map<string, Intl.NumberFormat>();

/** For people to read, in their locale, exact at any size (Intl reads the decimal string, not a float). */
export function formatMoney(minor: Minor, currency: Currency, locale: string): string {
  const key = `${locale} ${currency}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    const decimals = decimalsOf(currency);
    formatter = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formatters.set(key, formatter);
  }
  return formatter.format(toMajor(minor, currency) as `${number}`);
}

/** THE rounding: a fraction to a whole number, halves away from zero (2.5 -> 3, -2.5 -> -3). */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new Error('divideRounded: the denominator is zero.');
  const isNegative = numerator < 0n !== denominator < 0n;
  const top = numerator < 0n ? -numerator : numerator;
  const bottom = denominator < 0n ? -denominator : denominator;
  const magnitude = (2n * top + bottom) / (2n * bottom);
  return isNegative ? -magnitude : magnitude;
}

/**
 * Shares an amount in proportion to whole-number ratios without losing a unit; what is left over goes one unit each
 * to the largest ratios, the first of equals first. A ratio of zero gets nothing. Ratios must not be negative nor all zero.
 */
export function allocate(minor: Minor, ratios: readonly bigint[]): Minor[] {
  if (ratios.some((ratio) => ratio < 0n) || ratios.every((ratio) => ratio === 0n)) {
    throw new Error('allocate: ratios must not be negative nor all zero.');
  }
  const whole = dinero({ amount: minor, currency: dineroCurrencies.USD });
  return dineroAllocate(whole, [...ratios]).map((share) => toSnapshot(share).amount);
}

/** An API integer to minor units; refuses fractions and what lies beyond ±(2^53 - 1). */
export function minorFromJson(value: number, field?: string): Result<Minor> {
  if (Number.isSafeInteger(value)) return accept(BigInt(value));
  return decline('amount_invalid', {
    evidence: [{ fact: 'amount_minor', value: String(value) }],
    ...(field === undefined ? {} : { field }),
  });
}

/** Minor units to an API integer. An amount beyond the limit here is a bug: every way in checks it. */
export function minorToJson(minor: Minor): number {
  if (!isWithinLimit(minor)) throw new Error(`Amount ${minor} does not fit into a JSON integer.`);
  return Number(minor);
}

/** A decimal string of minor units, as snapshots, events and hashes carry it, back to an amount. */
export function minorFromString(text: string): Minor {
  if (!/^(0|-?[1-9]\d*)$/.test(text))
    throw new Error(`${JSON.stringify(text)} is not a string of minor units.`);
  return BigInt(text);
}

export const minMinor = (a: Minor, b: Minor): Minor => (a < b ? a : b);
export const maxMinor = (a: Minor, b: Minor): Minor => (a > b ? a : b);
export const sumMinor = (amounts: Iterable<Minor>): Minor => {
  let sum = 0n;
  for (const amount of amounts) sum += amount;
  return sum;
};
