/**
 * The totals of an invoice: lines to net, net to tax (once per category, rate and name), both to total.
 * It does not know numbers, dates, payments or lives (invoice-life.ts), and a draft and its issue use the same function.
 */
import { type ComputedLine, computeLine, type LineInput } from './lines.ts';
import { type Currency, isWithinLimit, type Minor, parseCurrency, sumMinor } from './money.ts';
import { accept, decline, type Refusal, type Result } from './refusal.ts';
import { type TaxTotal, taxSubtotals } from './tax.ts';

export const linesMax = 10_000;

export interface InvoiceTotals {
  currency: Currency;
  lines: ComputedLine[];
  taxes: TaxTotal[];
  netMinor: Minor;
  taxMinor: Minor;
  totalMinor: Minor;
}

/**
 * Lines and a currency to exact totals. Refuses no lines (`lines_missing`), more than 10,000 (`lines_too_many`), the
 * same id or job fact twice (`line_invalid`), a negative total (`total_negative`) and totals beyond ±(2^53 - 1) (`amount_invalid`).
 */
export function computeInvoice(lines: readonly LineInput[], currency: Currency): Result<InvoiceTotals> {
  const known = parseCurrency(currency);
  if (!known.ok) return known;
  if (lines.length === 0) return decline('lines_missing');
  if (lines.length > linesMax) {
    return decline('lines_too_many', { evidence: [{ fact: 'lines', value: lines.length }] });
  }
  const repeated = findRepeated(lines);
  if (repeated) return repeated;
  const computed: ComputedLine[] = [];
  for (const [index, line] of lines.entries()) {
    const result = computeLine(line, currency, `lines[${index}]`);
    if (!result.ok) return result;
    computed.push(result.value);
  }
  return addUp(computed, currency);
}

function addUp(lines: ComputedLine[], currency: Currency): Result<InvoiceTotals> {
  const taxes = taxSubtotals(lines);
  const netMinor = sumMinor(lines.map((line) => line.netMinor));
  const taxMinor = sumMinor(taxes.map((tax) => tax.taxMinor));
  const totalMinor = netMinor + taxMinor;
  if (totalMinor < 0n) {
    return decline('total_negative', { evidence: [{ fact: 'total_minor', value: totalMinor.toString() }] });
  }
  const all = [netMinor, taxMinor, totalMinor, ...taxes.flatMap((tax) => [tax.baseMinor, tax.taxMinor])];
  if (!all.every(isWithinLimit)) {
    return decline('amount_invalid', {
      reason: 'The total of the lines is too large.',
      evidence: [{ fact: 'total_minor', value: totalMinor.toString() }],
    });
  }
  return accept({ currency, lines, taxes, netMinor, taxMinor, totalMinor });
}

/** One line id names one line, and one job fact is billed once (the store holds the same across invoices). */
function findRepeated(lines: readonly LineInput[]): { ok: false; refusal: Refusal } | null {
  const ids = new Set<string>();
  const facts = new Set<string>();
  for (const [index, line] of lines.entries()) {
    if (ids.has(line.id)) {
      return decline('line_invalid', { reason: 'Two lines have the same id.', field: `lines[${index}].id` });
    }
    ids.add(line.id);
    if (!line.source) continue;
    if (facts.has(line.source.factId)) {
      return decline('line_invalid', {
        reason: `"${line.title}" bills a job fact that another line bills already.`,
        field: `lines[${index}].source`,
        evidence: [{ fact: 'job_fact', value: line.source.factId }],
      });
    }
    facts.add(line.source.factId);
  }
  return null;
}
