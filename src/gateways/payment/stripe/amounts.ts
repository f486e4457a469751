/**
 * Our minor units to Stripe's and back, and the least that Stripe takes.
 * Sources: Stripe's documentation on currencies (zero- and three-decimal lists, ISK and UGX, minimum charge amounts).
 */
import { type Currency, decimalsOf, type Minor, parseCurrency, toMajor } from '../../../domain/money.ts';
import { accept, decline, type Result } from '../../../domain/refusal.ts';

const noDecimals = new Set([
  'BIF',
  'CLP',
  'DJF',
  'GNF',
  'JPY',
  'KMF',
  'KRW',
  'PYG',
  'RWF',
  'VND',
  'VUV',
  'XAF',
  'XOF',
  'XPF',
]);
const threeDecimals = new Set(['BHD', 'JOD', 'KWD', 'OMR', 'TND']);

/** In Stripe's units. A currency that is not here is checked by Stripe against the settlement currency. */
const minimums: Readonly<Record<Currency, bigint>> = {
  USD: 50n,
  AED: 200n,
  AUD: 50n,
  BGN: 100n,
  BRL: 50n,
  CAD: 50n,
  CHF: 50n,
  COP: 200_000n,
  CZK: 1500n,
  DKK: 250n,
  EUR: 50n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17_500n,
  INR: 50n,
  JPY: 50n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  NZD: 50n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  SGD: 50n,
  THB: 1000n,
};
/** Eight digits. */
const maximum = 99_999_999n;

const stripeDecimals = (currency: Currency): number =>
  noDecimals.has(currency) ? 0 : threeDecimals.has(currency) ? 3 : 2;

/** Stripe counts ISK and UGX in hundredths that do not exist; a currency with more decimals than Stripe's is not taken. */
function shiftOf(currency: Currency): number | null {
  const shift = stripeDecimals(currency) - decimalsOf(currency);
  return shift < 0 ? null : shift;
}

/** Stripe's integer for any positive amount, such as a refund's; refuses with currency_unsupported or amount_invalid. */
export function countInStripe(amountMinor: Minor, currency: Currency): Result<number> {
  const known = parseCurrency(currency);
  if (!known.ok) return known;
  const shift = shiftOf(currency);
  if (shift === null)
    return decline('currency_unsupported', {
      reason: `Stripe cannot count ${currency} as exactly as it is owed.`,
    });
  const amount = amountMinor * 10n ** BigInt(shift);
  if (amount < 1n) return decline('amount_invalid', { reason: 'The amount must be more than zero.' });
  if (amount > maximum) {
    return decline('amount_invalid', {
      reason: `${toMajor(amountMinor, currency)} ${currency} is more than one Stripe payment can carry.`,
      next: 'Split the amount, or take another way to pay.',
    });
  }
  if (threeDecimals.has(currency) && amount % 10n !== 0n) {
    return decline('amount_invalid', {
      reason: `Stripe takes ${currency} in steps of ten of its smallest unit.`,
      next: 'Round the amount to two decimals.',
    });
  }
  return accept(Number(amount));
}

/** Stripe's integer for a payment; also refuses with below_provider_minimum. */
export function toStripe(amountMinor: Minor, currency: Currency): Result<number> {
  const counted = countInStripe(amountMinor, currency);
  const least = minimums[currency];
  if (!counted.ok || least === undefined || BigInt(counted.value) >= least) return counted;
  const leastMinor = least / 10n ** BigInt(shiftOf(currency) ?? 0);
  return decline('below_provider_minimum', {
    reason: `${toMajor(amountMinor, currency)} ${currency} is below the least that Stripe takes (${toMajor(leastMinor, currency)} ${currency}).`,
    evidence: [
      { fact: 'amountMinor', value: amountMinor.toString() },
      { fact: 'minimumMinor', value: leastMinor.toString() },
    ],
  });
}

/** @param currency As Stripe spells it, lower case. */
export function fromStripe(amount: number, currency: string): { minor: Minor; currency: Currency } {
  const code = currency.toUpperCase();
  const shift = shiftOf(code);
  if (shift === null || !Number.isSafeInteger(amount))
    throw new Error(`Stripe gave ${amount} ${currency}, which cannot be counted.`);
  return { minor: BigInt(amount) / 10n ** BigInt(shift), currency: code };
}
