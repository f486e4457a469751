/**
 * Reads the cells of an export: days, amounts, quantities, words for states and kinds.
 * What can mean two things is `ambiguous` until a person declares the notation; nothing is guessed.
 * Amounts come out as plain decimal text for money.ts and decimal.ts, which do the exact reading.
 */
import type { LineKind } from './lines.ts';
import { dayOf, isDay, parseInstant } from './time.ts';

/** Year first, month first (US) or day first (EU). */
export type DateFormat = 'ymd' | 'mdy' | 'dmy';
export type DecimalMark = '.' | ',';

export type Reading =
  | { kind: 'read'; text: string }
  | { kind: 'ambiguous'; why: string }
  | { kind: 'invalid'; why: string };

const read = (text: string): Reading => ({ kind: 'read', text });
const invalid = (why: string): Reading => ({ kind: 'invalid', why });

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

export interface DayNotation {
  dateFormat: DateFormat | null;
  /** For cells that carry an offset (`…T02:00:00Z`): the zone whose calendar counts. Without it the written day is taken. */
  timeZone: string | null;
}

/** A day as `YYYY-MM-DD`; a time of day after it is read over. Years of two digits are 20yy. */
export function readDay(cell: string, notation: DayNotation): Reading {
  const text = cell.trim();
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d.*)?$/.exec(text);
  if (iso) return isoDay(text, iso, notation.timeZone);
  const words = monthWords(text);
  if (words) return words;
  const numbers = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?:,? \d.*)?$/.exec(text);
  if (!numbers) return invalid('is not a date');
  const [, first, separator, second, yearText] = numbers as unknown as [
    string,
    string,
    string,
    string,
    string,
  ];
  const year = yearText.length === 2 ? `20${yearText}` : yearText;
  const monthFirst = calendarDay(year, first, second);
  const dayFirst = calendarDay(year, second, first);
  if (notation.dateFormat === 'mdy') return monthFirst ?? invalid('is not a month/day/year date');
  if (notation.dateFormat === 'dmy') return dayFirst ?? invalid('is not a day/month/year date');
  if (notation.dateFormat === 'ymd') return invalid('is not a year-month-day date');
  // Dots are written where the day comes first, and nowhere else.
  if (separator === '.') return dayFirst ?? invalid('is not a date');
  if (monthFirst && dayFirst && Number(first) !== Number(second)) {
    return { kind: 'ambiguous', why: 'may be month/day or day/month; say which the file uses' };
  }
  return monthFirst ?? dayFirst ?? invalid('is not a date');
}

function isoDay(text: string, match: RegExpExecArray, timeZone: string | null): Reading {
  if (timeZone !== null && /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const instant = parseInstant(text);
    return instant.ok ? read(dayOf(instant.value, timeZone)) : invalid('is not an instant');
  }
  return calendarDay(match[1]!, match[2]!, match[3]!) ?? invalid('is not a day of the calendar');
}

/** `Jan 5, 2023`, `5 January 2023`, `Thu Jan 5 2023`: the month is a word, so nothing is ambiguous. */
function monthWords(text: string): Reading | null {
  const match =
    /^(?:[a-z]{3,9},? )?([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?:,? \d.*)?$/i.exec(text) ??
    /^(?:[a-z]{3,9},? )?(\d{1,2})[ -]([a-z]{3,9})\.?,?[ -](\d{4})(?:,? \d.*)?$/i.exec(text);
  if (!match) return null;
  const [word, number] = /^\d/.test(match[1]!) ? [match[2]!, match[1]!] : [match[1]!, match[2]!];
  const month = months.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  return month === 0
    ? invalid('has no English month')
    : (calendarDay(match[3]!, String(month), number) ?? invalid('is not a day of the calendar'));
}

function calendarDay(year: string, month: string, day: string): Reading | null {
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(text) ? read(text) : null;
}

/** The order that the cells prove: some need it and none forbids it. Null when they leave it open. */
export function provenDateFormat(cells: readonly string[]): DateFormat | null {
  if (cells.length === 0) return null;
  const possible = (['ymd', 'mdy', 'dmy'] as const).filter((dateFormat) =>
    cells.every((cell) => readDay(cell, { dateFormat, timeZone: null }).kind === 'read'),
  );
  if (possible.length === 1) return possible[0]!;
  // Year first fits all only when every cell starts with the year or names its month: then the declared order is moot.
  return possible.includes('ymd') ? 'ymd' : null;
}

/**
 * An amount or quantity as plain decimal text (`-1234.5`). Takes currency signs, thousands groups, a trailing minus and
 * brackets for negative. One separator before exactly three digits is ambiguous until the decimal mark is declared.
 */
export function readAmountText(cell: string, mark: DecimalMark | null): Reading {
  let text = cell
    .trim()
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/\u2212/g, '-');
  let sign = '';
  const bracketed = /^\((.*)\)$/.exec(text);
  if (bracketed) {
    sign = '-';
    text = bracketed[1]!.trim();
  }
  text = text
    .replace(/^(-?)\s*(?:[A-Z]{3}|[\p{Sc}]|[A-Z]{1,2}\p{Sc})\s*/u, '$1')
    .replace(/\s*(?:[A-Z]{3}|\p{Sc})(-?)$/u, '$1');
  const signed = /^(-?)\s*(.*?)\s*(-?)$/.exec(text)!;
  const minuses = [sign, signed[1], signed[3]].filter((one) => one === '-').length;
  if (minuses > 1) return invalid('has more than one minus');
  const plain = plainNumber(signed[2]!, mark);
  return plain.kind === 'read' && minuses === 1 ? read(`-${plain.text}`) : plain;
}

function plainNumber(digits: string, mark: DecimalMark | null): Reading {
  if (/^\d+$/.test(digits)) return read(digits);
  const withPoint = splitNumber(digits, '.');
  const withComma = splitNumber(digits, ',');
  if (mark === '.')
    return withPoint === null ? invalid('is not a number with a decimal point') : read(withPoint);
  if (mark === ',')
    return withComma === null ? invalid('is not a number with a decimal comma') : read(withComma);
  if (withPoint !== null && withComma !== null && withPoint !== withComma) {
    return {
      kind: 'ambiguous',
      why: 'may have a thousands separator or decimals; say which decimal mark the file uses',
    };
  }
  const either = withPoint ?? withComma;
  return either === null ? invalid('is not a number') : read(either);
}

/** The number if `mark` is its decimal mark and what else separates are thousands groups; null if it cannot be. */
function splitNumber(text: string, mark: DecimalMark): string | null {
  const parts = text.split(mark);
  if (parts.length > 2) return null;
  const [whole, fraction] = [parts[0]!, parts[1] ?? ''];
  if (!/^\d*$/.test(fraction) || (parts.length === 2 && fraction === '')) return null;
  const group = mark === '.' ? ',' : '.';
  const separator = /[^\d]/.exec(whole)?.[0];
  if (separator === undefined)
    return whole === '' ? (fraction === '' ? null : `0.${fraction}`) : joined(whole, fraction);
  if (separator !== group && separator !== ' ' && separator !== "'" && separator !== '’') return null;
  const groups = whole.split(separator);
  // No group of thousands starts with a zero: 0.125 has decimals.
  const isGrouped = /^[1-9]\d{0,2}$/.test(groups[0]!) && groups.slice(1).every((one) => /^\d{3}$/.test(one));
  return isGrouped ? joined(groups.join(''), fraction) : null;
}

const joined = (whole: string, fraction: string): string =>
  fraction === '' ? whole : `${whole}.${fraction}`;

/** The decimal mark that the cells prove: one alone can read them all. Null when both can, or neither. */
export function provenDecimalMark(cells: readonly string[]): DecimalMark | null {
  const point = cells.every((cell) => readAmountText(cell, '.').kind === 'read');
  const comma = cells.every((cell) => readAmountText(cell, ',').kind === 'read');
  return point === comma ? null : point ? '.' : ',';
}

/** The currency code that a cell names (`EUR 5`, `5 EUR`), if it names one. Signs such as `$` belong to many. */
export const namedCurrency = (cell: string): string | null =>
  /(?<![A-Z])[A-Z]{3}(?![A-Z])/.exec(cell)?.[0] ?? null;

export type JobState = 'completed' | 'cancelled' | 'in_progress' | 'scheduled' | 'unclear';

const stateWords: Record<Exclude<JobState, 'unclear'>, string> = {
  completed:
    'complete|completed|done|finished|closed|invoiced|billed|paid|requires invoicing|needs invoicing|complete unrated|complete rated|job completed|work complete|to invoice|ready to invoice',
  cancelled: 'cancelled|canceled|void|voided|deleted|pro canceled|user canceled|lost|no show',
  in_progress:
    'in progress|started|working|dispatched|on my way|on the way|active|hold|on hold|paused|partially completed',
  scheduled:
    'scheduled|new|unscheduled|needs scheduling|upcoming|today|late|open|pending|booked|assigned|action required|requires scheduling',
};

const stateByWord = new Map<string, JobState>(
  Object.entries(stateWords).flatMap(([state, words]) =>
    words.split('|').map((word) => [word, state as JobState] as const),
  ),
);

/** The state that a word of the export means; `unclear` when it is not known. */
export const readJobState = (cell: string): JobState =>
  stateByWord.get(
    cell
      .trim()
      .toLowerCase()
      .replace(/[^a-z]+/g, ' ')
      .trim(),
  ) ?? 'unclear';

const kindByWord: readonly (readonly [RegExp, LineKind])[] = [
  [/\b(discount|coupon|promo|promotion|rebate|credit)\b/, 'discount'],
  [/\b(materials?|products?|parts?|equipment|supplies|goods)\b/, 'material'],
  [/\b(travel|trip|mileage|call ?out)\b/, 'travel'],
  [/\b(fees?|surcharges?|permits?|disposal)\b/, 'fee'],
  [/\b(labou?r|services?|hours?|work)\b/, 'labor'],
];

/** The kind that a word of a kind column means, or null. */
export const readKind = (cell: string): LineKind | null =>
  kindByWord.find(([word]) => word.test(cell.toLowerCase()))?.[1] ?? null;

export const saysDiscount = (text: string): boolean => kindByWord[0]![0].test(text.toLowerCase());

/** `Paid`, `Paid Late`, `paid in full`, `yes`: the whole of it, not a part and not a plan. */
export function saysPaid(word: string | null): boolean {
  const text = (word ?? '').trim().toLowerCase();
  if (/^(yes|true|settled)$/.test(text)) return true;
  return (
    /^(fully |already )?paid\b/.test(text) && !/\b(part|partly|partial|partially|deposit|no|not)\b/.test(text)
  );
}
