/**
 * Number series: what a document number looks like, and which counter it draws from.
 * Counters are allocated by the store, under a row lock in the issuing transaction; nothing here counts.
 */
import { accept, decline, type Result } from './refusal.ts';
import type { Day } from './time.ts';

/** A checked pattern, e.g. `INV-{year}-{seq:5}`. */
export interface NumberPattern {
  text: string;
  parts: readonly NumberPart[];
  /** True when each year counts from 1. */
  isPerYear: boolean;
}
type NumberPart = { kind: 'text'; text: string } | { kind: 'year' } | { kind: 'sequence'; digits: number };

/** Banks print 35 characters of a reference; a number has to fit with the year and a million beside it. */
const numberCharactersMax = 30;

export const defaultNumberPattern = 'INV-{year}-{seq:5}';

/** Letters, digits, `-`, `/`, `.`, `_`, at most one `{year}`, exactly one `{seq}` or `{seq:N}`; refuses with `number_pattern_invalid`. */
export function parseNumberPattern(text: string, field?: string): Result<NumberPattern> {
  const no = (reason: string): Result<NumberPattern> =>
    decline('number_pattern_invalid', {
      reason,
      evidence: [{ fact: 'pattern', value: text }],
      ...(field === undefined ? {} : { field }),
    });
  const parts: NumberPart[] = [];
  for (const piece of text.split(/(\{[^}]*\})/).filter((each) => each !== '')) {
    const sequence = /^\{seq(?::([1-9]))?\}$/.exec(piece);
    if (sequence) parts.push({ kind: 'sequence', digits: Number(sequence[1] ?? 1) });
    else if (piece === '{year}') parts.push({ kind: 'year' });
    else if (/^[A-Za-z0-9/._-]+$/.test(piece)) parts.push({ kind: 'text', text: piece });
    else return no(`${JSON.stringify(piece)} cannot stand in a number.`);
  }
  if (parts.filter((part) => part.kind === 'sequence').length !== 1)
    return no('A number needs exactly one {seq}.');
  if (parts.filter((part) => part.kind === 'year').length > 1) return no('A number has at most one {year}.');
  const pattern = { text, parts, isPerYear: parts.some((part) => part.kind === 'year') };
  if (write(parts, 999_999n, '9999').length > numberCharactersMax) {
    return no(`The number would be longer than ${numberCharactersMax} characters.`);
  }
  return accept(pattern);
}

/**
 * The number of a document. A sequence that outgrows its digits gets longer, so it never repeats; the year is that of
 * issue. Refuses with `number_pattern_invalid`.
 */
export function formatNumber(pattern: string, sequence: bigint, issuedOn: Day): Result<string> {
  if (sequence < 1n) throw new Error(`A sequence starts at 1, not ${sequence}.`);
  const parsed = parseNumberPattern(pattern);
  return parsed.ok ? accept(write(parsed.value.parts, sequence, issuedOn.slice(0, 4))) : parsed;
}

function write(parts: readonly NumberPart[], sequence: bigint, year: string): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      return part.kind === 'year' ? year : sequence.toString().padStart(part.digits, '0');
    })
    .join('');
}

/**
 * Which counter a document draws from: one per year when the pattern names the year, else one for good. The prefix is
 * not part of it, so that changing the prefix neither repeats nor skips a number.
 */
export function seriesOf(
  pattern: string,
  issuedOn: Day,
  kind: 'invoice' | 'credit_note' = 'invoice',
): string {
  return pattern.includes('{year}') ? `${kind}:${issuedOn.slice(0, 4)}` : kind;
}
