/**
 * Reads mapped cells of one file and names what is wrong with a row. Every row ends up landed or named.
 * It knows notations and limits, not what a job or a client is.
 */
import { parseDecimal } from './decimal.ts';
import type { FieldOf } from './import-fields.ts';
import type { FileMapping } from './import-mapping.ts';
import {
  type ImportFile,
  type ImportProblem,
  type ProblemCode,
  quoted,
  type SourceRow,
  type SourceTable,
} from './import-source.ts';
import {
  type DateFormat,
  type DecimalMark,
  namedCurrency,
  readAmountText,
  readDay,
} from './import-values.ts';
import { type Currency, type Minor, parseMajor } from './money.ts';
import type { Day } from './time.ts';

/** How the files are written, as far as a person declared it; null where only what is unambiguous may be read. */
export interface Notation {
  currency: Currency;
  dateFormat: DateFormat | null;
  decimalMark: DecimalMark | null;
  /** The zone of the account, for cells that are instants with an offset. */
  timeZone: string | null;
}

const textCharactersMax = 5_000;

type Effect = ImportProblem['effect'];

export interface RowReaderParts<File extends ImportFile> {
  file: File;
  table: SourceTable;
  mapping: FileMapping<File>;
  notation: Notation;
  /** Where problems are named; what the reader of the file could not read is added at once. */
  problems: ImportProblem[];
}

export class RowReader<File extends ImportFile> {
  readonly rows: readonly SourceRow[];
  private readonly parts: RowReaderParts<File>;
  private readonly places = new Map<string, number>();
  private readonly costColumns: Columns;
  private readonly extraColumns: Columns;

  constructor(parts: RowReaderParts<File>) {
    this.parts = parts;
    const { table, mapping } = parts;
    this.rows = table.rows;
    for (const [field, column] of Object.entries<string | null | undefined>(mapping.columns)) {
      if (column !== null && column !== undefined) this.places.set(field, table.headers.indexOf(column));
    }
    const columns = table.headers.map((header, place) => ({ header, place }));
    this.costColumns = columns.filter(({ header }) => mapping.costs.includes(header));
    const claimed = new Set([...this.places.values(), ...this.costColumns.map(({ place }) => place)]);
    this.extraColumns = columns.filter(({ place }) => !claimed.has(place));
    for (const problem of table.problems) parts.problems.push({ ...problem, file: parts.file });
  }

  has(field: FieldOf<File>): boolean {
    return this.places.has(field);
  }

  /** The cell without blanks around it; empty when it is blank or not mapped. */
  text(row: SourceRow, field: FieldOf<File>): string {
    return row.cells[this.places.get(field) ?? -1]?.trim() ?? '';
  }

  /** Null when blank or not mapped; undefined when it was named as a problem. */
  day(row: SourceRow, field: FieldOf<File>, effect?: Effect): Day | null | undefined {
    const cell = this.text(row, field);
    if (cell === '') return null;
    const reading = readDay(cell, this.parts.notation);
    if (reading.kind === 'read') return reading.text;
    const code = reading.kind === 'ambiguous' ? 'date_ambiguous' : 'date_invalid';
    this.name(row, field, code, `${quoted(cell)} ${reading.why}.`, effect);
    return undefined;
  }

  /** Null when blank or not mapped; undefined when it was named as a problem. */
  amount(row: SourceRow, field: FieldOf<File>, effect?: Effect): Minor | null | undefined {
    const cell = this.text(row, field);
    if (cell === '') return null;
    const reading = readMoney(cell, this.parts.notation);
    if (typeof reading === 'bigint') return reading;
    this.name(row, field, reading.code, reading.reason, effect);
    return undefined;
  }

  /** A plain decimal string; null when blank or not mapped, undefined when it was named with the code. */
  number(row: SourceRow, field: FieldOf<File>, code: ProblemCode): string | null | undefined {
    const cell = this.text(row, field);
    if (cell === '') return null;
    const reading = readAmountText(cell, this.parts.notation.decimalMark);
    if (reading.kind === 'read' && parseDecimal(reading.text).ok) return reading.text;
    const why = reading.kind === 'read' ? 'has too many digits' : reading.why;
    this.name(
      row,
      field,
      reading.kind === 'ambiguous' ? 'amount_ambiguous' : code,
      `${quoted(cell)} ${why}.`,
    );
    return undefined;
  }

  costs(row: SourceRow): Record<string, string> {
    return pick(row, this.costColumns);
  }

  extra(row: SourceRow): Record<string, string> {
    return pick(row, this.extraColumns);
  }

  /** The columns that no field and no cost claims. */
  unclaimed(): string[] {
    return this.extraColumns.map(({ header }) => header);
  }

  /** Whether a cell of the row is longer than any field takes; it is then named. */
  tooLong(row: SourceRow): boolean {
    const place = row.cells.findIndex((cell) => cell.length > textCharactersMax);
    if (place === -1) return false;
    const reason = `The cell has ${row.cells[place]!.length} characters; at most ${textCharactersMax} are taken.`;
    this.add(row, this.parts.table.headers[place] ?? null, 'text_too_long', reason);
    return true;
  }

  name(row: SourceRow, field: FieldOf<File>, code: ProblemCode, reason: string, effect?: Effect): void {
    this.add(row, this.parts.table.headers[this.places.get(field) ?? -1] ?? null, code, reason, effect);
  }

  private add(
    row: SourceRow,
    column: string | null,
    code: ProblemCode,
    reason: string,
    effect: Effect = 'skipped',
  ): void {
    this.parts.problems.push({ file: this.parts.file, line: row.line, column, code, reason, effect });
  }
}

type Columns = readonly { header: string; place: number }[];

/** Own properties only, whatever the headers are called. */
const pick = (row: SourceRow, columns: Columns): Record<string, string> =>
  Object.fromEntries(columns.map(({ header, place }) => [header, row.cells[place]?.trim() ?? '']));

function readMoney(cell: string, notation: Notation): Minor | { code: ProblemCode; reason: string } {
  const named = namedCurrency(cell);
  if (named !== null && named !== notation.currency) {
    return {
      code: 'amount_invalid',
      reason: `${quoted(cell)} is in ${named}; this import is in ${notation.currency}.`,
    };
  }
  const reading = readAmountText(cell, notation.decimalMark);
  if (reading.kind === 'ambiguous')
    return { code: 'amount_ambiguous', reason: `${quoted(cell)} ${reading.why}.` };
  if (reading.kind === 'invalid')
    return { code: 'amount_invalid', reason: `${quoted(cell)} ${reading.why}.` };
  const parsed = parseMajor(reading.text, notation.currency);
  return parsed.ok
    ? parsed.value
    : { code: 'amount_invalid', reason: `${quoted(cell)}: ${parsed.refusal.reason}` };
}
