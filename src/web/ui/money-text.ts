/**
 * Money between the wire, the screen and the keyboard. The rules (decimals, limits, exact formatting) are the domain's;
 * this file only accepts the wire's shapes and cleans what a person pastes. It does not compute with money.
 */
import { type Currency, formatMoney, type Minor, parseMajor, toMajor } from '../../domain/money.ts';

/** Minor units as they come: API integers, strings from snapshots, or bigint. */
export type MinorUnits = bigint | number | string;

/** For people to read. The minus is a real minus sign, so that it is as wide as a figure and is read aloud. */
export function moneyText(minor: MinorUnits, currency: Currency, locale = navigator.language): string {
  return formatMoney(BigInt(minor), currency, locale).replace('-', '\u2212');
}

/** The plain decimal for an input: "1234.50". */
export const typedMoney = (minor: Minor, currency: Currency): string => toMajor(minor, currency);

export type ReadMoney = { ok: true; minor: Minor | null } | { ok: false; reason: string };

/**
 * Reads what a person typed or pasted. Empty is null, not zero. A symbol and blanks go; commas go only where they can
 * be nothing but thousands marks ("1,234.50"). "12,5" and "1,500" are refused by the domain rather than guessed.
 */
export function readMoney(text: string, currency: Currency): ReadMoney {
  const bare = text.replace(/[\s$€£¥']/g, '').replace('\u2212', '-');
  if (bare === '') return { ok: true, minor: null };
  const clear = /^-?\d{1,3}(,\d{3})+\.\d+$/.test(bare) ? bare.replaceAll(',', '') : bare;
  const parsed = parseMajor(clear, currency);
  if (parsed.ok) return { ok: true, minor: parsed.value };
  return { ok: false, reason: `${parsed.refusal.reason} ${parsed.refusal.next}` };
}
