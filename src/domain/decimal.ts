/**
 * Exact decimal numbers for quantities, unit prices and rates: parse, compare, multiply, write.
 * It never rounds (that is divideRounded in money.ts) and never goes through a float.
 */
import { accept, decline, type Result } from './refusal.ts';

/** `unscaled / 10^scale`, in lowest form: 6.50 is `{ unscaled: 65n, scale: 1 }`. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** Six decimals price a screw by the thousand; sixteen digits before the point hold any amount that JSON can. */
export const decimalPlacesMax = 6;
const wholeDigitsMax = 16;

/** Reads `-12.345`; refuses exponents, separators, more than 6 decimals or 16 whole digits with `decimal_invalid`. */
export function parseDecimal(text: string, name = 'number', field?: string): Result<Decimal> {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const at = { evidence: [{ fact: name, value: text }], ...(field === undefined ? {} : { field }) };
  if (!match)
    return decline('decimal_invalid', {
      reason: `The ${name} ${JSON.stringify(text)} is not a number.`,
      ...at,
    });
  const fraction = match[3] ?? '';
  if (fraction.length > decimalPlacesMax) {
    return decline('decimal_invalid', {
      reason: `The ${name} has more than ${decimalPlacesMax} decimals.`,
      ...at,
    });
  }
  const whole = (match[2] ?? '').replace(/^0+(?=\d)/, '');
  if (whole.length > wholeDigitsMax) {
    return decline('decimal_invalid', {
      reason: `The ${name} has more than ${wholeDigitsMax} digits before the point.`,
      ...at,
    });
  }
  const magnitude = BigInt(whole + fraction);
  return accept(lowest(match[1] === '-' ? -magnitude : magnitude, fraction.length));
}

/** For text that was checked when it was stored; anything else is a bug. */
export function decimal(text: string): Decimal {
  const result = parseDecimal(text);
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
}

function lowest(unscaled: bigint, scale: number): Decimal {
  let value = unscaled;
  let places = scale;
  while (places > 0 && value % 10n === 0n) {
    value /= 10n;
    places -= 1;
  }
  return { unscaled: value, scale: places };
}

/** The shortest text of the number, one spelling each: `6.50` and `06.5` both come out as `6.5`. */
export function formatDecimal(value: Decimal): string {
  const { unscaled, scale } = lowest(value.unscaled, value.scale);
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return lowest(a.unscaled * b.unscaled, a.scale + b.scale);
}

export const negateDecimal = (value: Decimal): Decimal => ({ unscaled: -value.unscaled, scale: value.scale });
export const absoluteDecimal = (value: Decimal): Decimal =>
  value.unscaled < 0n ? negateDecimal(value) : value;

/** -1, 0 or 1, as sorting wants it. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const left = a.unscaled * tenTo(b.scale);
  const right = b.unscaled * tenTo(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export const tenTo = (places: number): bigint => 10n ** BigInt(places);
