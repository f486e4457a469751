/**
 * Reads CSV text as other programs export it: UTF-8 or UTF-16, comma, semicolon, tab or bar, in one pass with bounds.
 * A row that cannot be read is named with its line and stops nothing else; a file that cannot be read is refused.
 * It gives texts, never numbers or dates, and it does not know what a column means.
 */
import { parse } from 'csv-parse/sync';
import type { ProblemCode, RowProblem, SourceRow, SourceTable } from '../../domain/import-source.ts';
import { accept, Refused, type Result, refuse } from '../../domain/refusal.ts';
import { cutRecords, type RawRecord } from './csv-records.ts';
import { decodeText, type TextSource } from './text-decoding.ts';

export interface CsvProgress {
  rows: number;
  bytesRead: number;
}

export interface CsvOptions {
  /** The most data rows a file may have; more is refused, never cut. */
  rowsMax?: number;
  bytesMax?: number;
  /** The longest cell in characters; 32,767 is what a spreadsheet cell holds. */
  cellCharsMax?: number;
  /** Only when the file is known to use it; otherwise it is found in the header. */
  delimiter?: Delimiter;
  /** Called after every batch of rows. */
  onProgress?: (progress: CsvProgress) => void;
}

export type Delimiter = ',' | ';' | '\t' | '|';
const delimiters: readonly Delimiter[] = [',', ';', '\t', '|'];
const batchRows = 2_000;

export interface CsvBatch {
  headers: readonly string[];
  rows: readonly SourceRow[];
  problems: readonly RowProblem[];
  bytesRead: number;
}

/** The whole file. Refusals: `csv_unreadable` (no header, a workbook), `file_too_large` (rows or bytes). */
export async function readCsv(source: TextSource, options: CsvOptions = {}): Promise<Result<SourceTable>> {
  const rows: SourceRow[] = [];
  const problems: RowProblem[] = [];
  let headers: readonly string[] = [];
  try {
    for await (const batch of streamCsv(source, options)) {
      headers = batch.headers;
      for (const row of batch.rows) rows.push(row);
      for (const problem of batch.problems) problems.push(problem);
    }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
  return accept({ headers, rows, problems });
}

/** The file in batches, the first with at least the headers. Throws `Refused` where `readCsv` answers with a refusal. */
export async function* streamCsv(source: TextSource, options: CsvOptions = {}): AsyncGenerator<CsvBatch> {
  const rowsMax = options.rowsMax ?? 1_000_000;
  const read = { bytes: 0 };
  const text = decodeText(source, options.bytesMax ?? 512 * 1024 * 1024, read);
  const table: Table = {
    headers: null,
    delimiter: options.delimiter ?? null,
    cellCharsMax: options.cellCharsMax ?? 32_767,
  };
  let rows = 0;
  let pending: RawRecord[] = [];
  const flush = (): CsvBatch => {
    const { rows: good, problems } = parseBatch(pending, table);
    pending = [];
    options.onProgress?.({ rows, bytesRead: read.bytes });
    return { headers: table.headers!, rows: good, problems, bytesRead: read.bytes };
  };
  for await (const record of cutRecords(text, (line) => chooseDelimiter(line, table))) {
    if (table.headers === null) {
      readHeader(record, table);
      continue;
    }
    if (record.problem === null && record.text.trim() === '') continue;
    rows += 1;
    if (rows > rowsMax) {
      refuse('file_too_large', {
        reason: `The file has more than ${rowsMax.toLocaleString('en-US')} rows.`,
        evidence: [{ fact: 'rowsMax', value: rowsMax }],
        next: 'Split the file and import the parts one after the other.',
      });
    }
    pending.push(record);
    if (pending.length >= batchRows) yield flush();
  }
  if (table.headers === null)
    refuse('csv_unreadable', { reason: 'The file is empty: it has no header line.' });
  yield flush();
}

interface Table {
  headers: string[] | null;
  delimiter: Delimiter | null;
  cellCharsMax: number;
}

/** The delimiter is what the header line has most of outside quotes; `sep=;`, as Excel writes it, decides at once. */
function chooseDelimiter(line: string, table: Table): Delimiter {
  if (table.delimiter !== null) return table.delimiter;
  const declared = /^sep=([,;\t|])$/.exec(line.trim());
  if (declared) {
    table.delimiter = declared[1] as Delimiter;
    return table.delimiter;
  }
  const bare = line.replace(/"[^"]*"?/g, '');
  const counts = delimiters.map((one) => bare.split(one).length - 1);
  table.delimiter = delimiters[counts.indexOf(Math.max(...counts))]!;
  return table.delimiter;
}

function readHeader(record: RawRecord, table: Table): void {
  if (record.problem === null && record.text.trim() === '') return;
  if (/^sep=.$/.test(record.text.trim())) return;
  const cells = record.problem === null ? parseOne(record.text, table.delimiter!) : null;
  if (cells === null) {
    refuse('csv_unreadable', {
      reason: `The header on line ${record.line} cannot be read: ${record.problem ?? 'broken quotes'}.`,
    });
  }
  const bad = badCharacter(record.text);
  if (bad)
    refuse('csv_unreadable', { reason: `The header on line ${record.line} cannot be read: ${bad.reason}` });
  const seen = new Map<string, number>();
  table.headers = cells.map((cell, index) => {
    const name = cell.trim() || `Column ${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

const parserOptions = (delimiter: Delimiter) =>
  ({ delimiter, relax_quotes: true, relax_column_count: true, record_delimiter: '\n', bom: false }) as const;

function parseOne(text: string, delimiter: Delimiter): string[] | null {
  try {
    const records: string[][] = parse(text, parserOptions(delimiter));
    return records.length === 1 ? records[0]! : null;
  } catch {
    // The parser's only complaint here is a quote in the wrong place; the caller names the row.
    return null;
  }
}

/** One call of the parser for many rows; row by row only when the batch does not come apart into its rows. */
function parseCells(records: readonly RawRecord[], delimiter: Delimiter): (string[] | null)[] {
  try {
    const parsed: string[][] = parse(
      records.map((record) => record.text).join('\n'),
      parserOptions(delimiter),
    );
    if (parsed.length === records.length) return parsed;
  } catch {
    // At least one row is broken: find it below.
  }
  return records.map((record) => parseOne(record.text, delimiter));
}

function parseBatch(
  records: readonly RawRecord[],
  table: Table,
): { rows: SourceRow[]; problems: RowProblem[] } {
  const rows: SourceRow[] = [];
  const problems: RowProblem[] = [];
  const sound = records.filter((record) => record.problem === null);
  const parsed = sound.length === 0 ? [] : parseCells(sound, table.delimiter!);
  let next = 0;
  for (const record of records) {
    if (record.problem !== null) {
      problems.push(skipped(record.line, null, record.problem, reasons[record.problem]));
      continue;
    }
    const cells = parsed[next]!;
    next += 1;
    const outcome = checkRow(record, cells, table);
    if (outcome === null) continue;
    if ('code' in outcome) problems.push(outcome);
    else rows.push(outcome);
  }
  return { rows, problems };
}

const reasons = {
  quote_open:
    'A quotation mark opens on this line and is never closed; the lines after it were read on their own.',
  row_broken: 'A quotation mark stands where no cell begins or ends.',
  cell_too_long: 'The row is longer than 1,048,576 characters.',
} as const;

function skipped(line: number, column: string | null, code: ProblemCode, reason: string): RowProblem {
  return { line, column, code, reason, effect: 'skipped' };
}

/** A row, the reason why it is none, or null for a row of empty cells. */
function checkRow(record: RawRecord, cells: string[] | null, table: Table): SourceRow | RowProblem | null {
  const headers = table.headers!;
  if (cells === null)
    return skipped(record.line, null, 'row_broken', 'The quotation marks in this row do not match.');
  if (cells.every((cell) => cell.trim() === '')) return null;
  const surplus = cells.slice(headers.length);
  if (cells.length < headers.length || surplus.some((cell) => cell.trim() !== '')) {
    const span =
      record.lastLine === record.line
        ? ''
        : ` It takes lines ${record.line} to ${record.lastLine}: a quotation mark may be missing.`;
    const reason = `The row has ${cells.length} cells, the header has ${headers.length}.${span}`;
    return skipped(record.line, null, 'row_ragged', reason);
  }
  const bad = badCharacter(record.text);
  if (bad) {
    const column = headers[cells.findIndex((cell) => badCharacter(cell) !== null)] ?? null;
    return skipped(record.line, column, bad.code, bad.reason);
  }
  const long = cells.findIndex((cell) => cell.length > table.cellCharsMax);
  if (long !== -1) {
    const reason = `The cell has ${cells[long]!.length} characters; at most ${table.cellCharsMax} are read.`;
    return skipped(record.line, headers[long] ?? null, 'cell_too_long', reason);
  }
  return { line: record.line, cells: cells.slice(0, headers.length) };
}

function badCharacter(text: string): { code: ProblemCode; reason: string } | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose.
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.exec(text);
  if (control) {
    const code = control[0].charCodeAt(0).toString(16).padStart(4, '0').toUpperCase();
    return { code: 'control_character', reason: `The row contains the control character U+${code}.` };
  }
  if (text.includes('\ufffd')) {
    return {
      code: 'encoding_broken',
      reason: 'The row contains bytes that are not UTF-8. Save the file as CSV UTF-8.',
    };
  }
  return null;
}
