/**
 * Tax on documents: categories, rates and the subtotals of a document, taxed once per (category, rate, name).
 * Prices are net of tax. It does not know tax-inclusive prices (those come with a `taxMode` of their own), does not
 * decide which rate applies where, and does not yet ask for the exemption reason that E, AE, K, G and O need in an e-invoice.
 */
import { compareDecimals, type Decimal, decimal, formatDecimal, parseDecimal, tenTo } from './decimal.ts';
import { divideRounded, type Minor } from './money.ts';
import { accept, decline, type Result } from './refusal.ts';
import type { TaxCategory, TaxSubtotal } from './snapshot.ts';

export type { TaxCategory, TaxSubtotal } from './snapshot.ts';

/** UNTDID 5305 as EN 16931 uses it, in words for people. Only `S` may carry a rate above zero. */
export const taxCategories: Record<TaxCategory, { label: string; isRated: boolean; needsReason: boolean }> = {
  S: { label: 'Standard rate', isRated: true, needsReason: false },
  Z: { label: 'Zero rate', isRated: false, needsReason: false },
  E: { label: 'Exempt', isRated: false, needsReason: true },
  AE: { label: 'Reverse charge', isRated: false, needsReason: true },
  K: { label: 'Intra-community supply', isRated: false, needsReason: true },
  G: { label: 'Export', isRated: false, needsReason: true },
  O: { label: 'Outside the scope of tax', isRated: false, needsReason: true },
};

export const isTaxCategory = (text: string): text is TaxCategory => Object.hasOwn(taxCategories, text);

/** What a line says about tax. `rate` is a percent as a decimal string, `name` is printed. */
export interface TaxChoice {
  taxRate: string;
  taxCategory: TaxCategory;
  taxName: string;
}

export interface CheckedTax {
  category: TaxCategory;
  rate: Decimal;
  name: string;
}

const hundredPercent: Decimal = { unscaled: 100n, scale: 0 };

/** Rate from 0 to 100; a rate above zero only in category S; a name when tax is charged. Refuses with `tax_invalid`. */
export function parseTax(choice: TaxChoice, field = 'tax'): Result<CheckedTax> {
  const no = (reason: string, at: string): Result<CheckedTax> =>
    decline('tax_invalid', {
      reason,
      field: `${field}.${at}`,
      evidence: [
        { fact: 'tax_category', value: choice.taxCategory },
        { fact: 'tax_rate', value: choice.taxRate },
      ],
    });
  if (!isTaxCategory(choice.taxCategory))
    return no(`${JSON.stringify(choice.taxCategory)} is not a tax category.`, 'taxCategory');
  const rate = parseDecimal(choice.taxRate, 'tax rate', `${field}.taxRate`);
  if (!rate.ok) return rate;
  if (rate.value.unscaled < 0n || compareDecimals(rate.value, hundredPercent) > 0) {
    return no(`A tax rate of ${choice.taxRate} % is not between 0 and 100.`, 'taxRate');
  }
  const isCharged = rate.value.unscaled > 0n;
  if (isCharged && !taxCategories[choice.taxCategory].isRated) {
    return no(
      `${taxCategories[choice.taxCategory].label} (${choice.taxCategory}) carries no rate, not ${choice.taxRate} %.`,
      'taxRate',
    );
  }
  const name = choice.taxName.trim();
  if (isCharged && name === '') return no('A tax that is charged needs a name.', 'taxName');
  return accept({ category: choice.taxCategory, rate: rate.value, name });
}

/** Tax on a base: base x rate / 100, rounded once. */
export function taxOn(baseMinor: Minor, rate: Decimal): Minor {
  return divideRounded(baseMinor * rate.unscaled, tenTo(rate.scale) * 100n);
}

/**
 * One subtotal per (category, rate, name), in order of first appearance. Tax is rounded here and nowhere on the
 * lines: rounding per line differs from the document in most invoices of 20 lines.
 */
export function taxSubtotals(lines: readonly { tax: CheckedTax; netMinor: Minor }[]): TaxTotal[] {
  const bases = new Map<string, { tax: CheckedTax; baseMinor: Minor }>();
  for (const { tax, netMinor } of lines) {
    const key = JSON.stringify([tax.category, formatDecimal(tax.rate), tax.name]);
    const group = bases.get(key);
    if (group) group.baseMinor += netMinor;
    else bases.set(key, { tax, baseMinor: netMinor });
  }
  return [...bases.values()].map(({ tax, baseMinor }) => ({
    category: tax.category,
    rate: formatDecimal(tax.rate),
    name: tax.name,
    baseMinor,
    taxMinor: taxOn(baseMinor, tax.rate),
  }));
}

/** A TaxSubtotal with amounts to reckon with instead of strings to print. */
export interface TaxTotal extends Omit<TaxSubtotal, 'baseMinor' | 'taxMinor'> {
  baseMinor: Minor;
  taxMinor: Minor;
}

/** The same subtotal as snapshots carry it. */
export const toTaxSubtotal = (total: TaxTotal): TaxSubtotal => ({
  ...total,
  baseMinor: total.baseMinor.toString(),
  taxMinor: total.taxMinor.toString(),
});

/** A rate for people to read: `6.5 %`. */
export const rateLabel = (rate: string): string => `${formatDecimal(decimal(rate))} %`;
