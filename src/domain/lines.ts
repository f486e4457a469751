/**
 * One line of a document: what it says and its exact net amount, round(quantity x unit price) less its own discount.
 * It does not add lines up (invoice.ts) and does not know where the numbers of a line come from.
 */
import {
  absoluteDecimal,
  compareDecimals,
  type Decimal,
  formatDecimal,
  negateDecimal,
  parseDecimal,
  tenTo,
} from './decimal.ts';
import { type Currency, decimalsOf, divideRounded, isWithinLimit, type Minor } from './money.ts';
import { accept, decline, type Result } from './refusal.ts';
import type { SnapshotLine } from './snapshot.ts';
import { type CheckedTax, parseTax, type TaxChoice } from './tax.ts';
import { parseDay } from './time.ts';

export type LineKind = SnapshotLine['kind'];
export const lineKinds: readonly LineKind[] = ['labor', 'material', 'fee', 'travel', 'discount'];

/** What a line is made from. Quantities, prices and percents are decimal strings with at most 6 decimals. */
export interface LineInput extends TaxChoice {
  id: string;
  title: string;
  detail: string | null;
  kind: LineKind;
  /** Not negative, except on a discount line. */
  quantity: string;
  unit: string;
  /** Net of tax, in major units of the document's currency; not negative, except on a discount line. */
  unitPrice: string;
  /** 0 to 100, off this line's gross amount; its amount is rounded before it is taken off. */
  discountPercent: string | null;
  servedOn: string | null;
  /** The job fact that this line bills; null for a line typed by hand. */
  source: { jobId: string; factId: string } | null;
}

/** The line with its numbers in one spelling (`6.50` is `6.5`) and its amounts. */
export interface ComputedLine extends LineInput {
  /** round(quantity x unit price), before the line's own discount. */
  grossMinor: Minor;
  discountMinor: Minor;
  netMinor: Minor;
  tax: CheckedTax;
}

const titleCharactersMax = 500;
const hundredPercent: Decimal = { unscaled: 100n, scale: 0 };

interface LineNumbers {
  quantity: Decimal;
  unitPrice: Decimal;
  discount: Decimal | null;
}

/** Reckons one line; refuses with `line_invalid`, `decimal_invalid`, `tax_invalid`, `date_invalid` or `amount_invalid`. */
export function computeLine(line: LineInput, currency: Currency, field = 'line'): Result<ComputedLine> {
  const words = checkWords(line, field);
  if (!words.ok) return words;
  const numbers = parseNumbers(line, field);
  if (!numbers.ok) return numbers;
  const tax = parseTax(line, field);
  if (!tax.ok) return tax;
  const { quantity, unitPrice, discount } = numbers.value;
  const grossMinor = divideRounded(
    quantity.unscaled * unitPrice.unscaled * tenTo(decimalsOf(currency)),
    tenTo(quantity.scale + unitPrice.scale),
  );
  const discountMinor = discount
    ? divideRounded(grossMinor * discount.unscaled, tenTo(discount.scale) * 100n)
    : 0n;
  if (!isWithinLimit(grossMinor)) {
    return decline('amount_invalid', {
      reason: `The amount of "${line.title}" is too large.`,
      field: `${field}.unitPrice`,
      evidence: [{ fact: 'amount_minor', value: grossMinor.toString() }],
    });
  }
  return accept({
    ...line,
    quantity: formatDecimal(quantity),
    unitPrice: formatDecimal(unitPrice),
    discountPercent: discount ? formatDecimal(discount) : null,
    taxRate: formatDecimal(tax.value.rate),
    taxName: tax.value.name,
    grossMinor,
    discountMinor,
    netMinor: grossMinor - discountMinor,
    tax: tax.value,
  });
}

function checkWords(line: LineInput, field: string): Result<true> {
  const no = (reason: string, at: string): Result<true> =>
    decline('line_invalid', { reason, field: `${field}.${at}` });
  if (line.title.trim() === '') return no('A line needs a title.', 'title');
  if (line.title.length > titleCharactersMax)
    return no(`A title has at most ${titleCharactersMax} characters.`, 'title');
  if (!lineKinds.includes(line.kind))
    return no(`${JSON.stringify(line.kind)} is not a kind of line.`, 'kind');
  if (line.servedOn !== null) {
    const day = parseDay(line.servedOn, `${field}.servedOn`);
    if (!day.ok) return day;
  }
  return accept(true);
}

/** Reads the three numbers of a line and settles their signs. */
function parseNumbers(line: LineInput, field: string): Result<LineNumbers> {
  const quantity = parseDecimal(line.quantity, 'quantity', `${field}.quantity`);
  if (!quantity.ok) return quantity;
  const unitPrice = parseDecimal(line.unitPrice, 'unit price', `${field}.unitPrice`);
  if (!unitPrice.ok) return unitPrice;
  const signed = settleSigns(line, quantity.value, unitPrice.value, field);
  if (!signed.ok || line.discountPercent === null) return signed;
  const discount = parseDecimal(line.discountPercent, 'discount', `${field}.discountPercent`);
  if (!discount.ok) return discount;
  const isPercent = discount.value.unscaled >= 0n && compareDecimals(discount.value, hundredPercent) <= 0;
  if (!isPercent || line.kind === 'discount') {
    return decline('line_invalid', {
      reason: isPercent
        ? 'A discount line cannot carry a discount of its own.'
        : `A discount of ${line.discountPercent} % is not between 0 and 100.`,
      field: `${field}.discountPercent`,
    });
  }
  return accept({ ...signed.value, discount: discount.value });
}

/**
 * A discount may be written as 50 or as -50 and always comes out as a negative quantity of a positive price, which
 * is the only way e-invoice rules allow (BR-27 forbids negative prices). Every other line is never negative.
 */
function settleSigns(
  line: LineInput,
  quantity: Decimal,
  unitPrice: Decimal,
  field: string,
): Result<LineNumbers> {
  const isQuantityNegative = quantity.unscaled < 0n;
  const isPriceNegative = unitPrice.unscaled < 0n;
  if (line.kind === 'discount') {
    if (isQuantityNegative && isPriceNegative) {
      return decline('line_invalid', {
        reason: `The discount "${line.title}" is negative twice and would raise the total.`,
        field: `${field}.unitPrice`,
      });
    }
    return accept({
      quantity: negateDecimal(absoluteDecimal(quantity)),
      unitPrice: absoluteDecimal(unitPrice),
      discount: null,
    });
  }
  if (isQuantityNegative || isPriceNegative) {
    return decline('line_invalid', {
      reason: `"${line.title}" is negative. Only a discount line lowers the total.`,
      field: `${field}.${isQuantityNegative ? 'quantity' : 'unitPrice'}`,
    });
  }
  return accept({ quantity, unitPrice, discount: null });
}
