/**
 * What Stripe charges and the least it accepts, in Stripe's own integer amounts.
 * It knows nothing of our money: the adapter converts.
 */
import { invalid } from './errors.ts';

/** Published minimum charge by settlement currency; other currencies are checked for sign only. */
export const minimumCharge: Readonly<Record<string, number>> = {
  usd: 50,
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  cop: 200000,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
};

const threeDecimals = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);
const noDecimals = new Set([
  'bif',
  'clp',
  'djf',
  'gnf',
  'jpy',
  'kmf',
  'krw',
  'mga',
  'pyg',
  'rwf',
  'vnd',
  'vuv',
  'xaf',
  'xof',
  'xpf',
]);
/** The largest amount: eight digits. */
const maximum = 99_999_999;

/** The amount as Stripe prints it in messages. */
export function spoken(amount: number, currency: string): string {
  const text = noDecimals.has(currency) ? String(amount) : (amount / 100).toFixed(2);
  return currency === 'usd' ? `$${text}` : `${text} ${currency}`;
}

export function checkCurrency(currency: string): string {
  const code = currency.toLowerCase();
  if (!/^[a-z]{3}$/.test(code)) throw invalid(`Invalid currency: ${currency}.`, { param: 'currency' });
  return code;
}

export function checkAmount(amount: number | undefined, currency: string): number {
  if (amount === undefined)
    throw invalid('Missing required param: amount.', { code: 'parameter_missing', param: 'amount' });
  if (amount < 1) {
    throw invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  }
  if (amount > maximum) {
    throw invalid(`Amount must be no more than ${spoken(maximum, currency)}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  }
  const least = minimumCharge[currency];
  if (least !== undefined && amount < least) {
    throw invalid(`Amount must be at least ${spoken(least, currency)} ${currency}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  }
  if (threeDecimals.has(currency) && amount % 10 !== 0) {
    throw invalid('The amount of a three-decimal currency must be divisible by 10.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  }
  return amount;
}

/** 2.9 % rounded half up, and 30. */
export const processingFee = (amount: number): number => Math.floor((amount * 29 + 500) / 1000) + 30;
