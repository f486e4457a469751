/**
 * How a value stands in a CSV file that people open in a spreadsheet: what a spreadsheet would run as a formula is made
 * plain text by a leading apostrophe, then quoted where it must be (RFC 4180). Reading CSV is elsewhere.
 */

/** Spreadsheets run a cell that starts with one of these, also behind white space. */
const formulaStart = /^[\s\u00a0\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const plainNumber = /^-?\d+(\.\d+)?$/;

/** A text of people. Numbers stay numbers. */
export function csvText(value: string | null): string {
  if (value === null) return '';
  return quoted(formulaStart.test(value) && !plainNumber.test(value) ? `'${value}` : value);
}

export const csvLine = (cells: readonly (string | null)[]): string => `${cells.map(csvText).join(',')}\r\n`;

/** Tells spreadsheets that the file is UTF-8. */
export const csvMark = '\ufeff';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
