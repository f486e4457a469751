/**
 * The shapes of an import: tables of text as they were read, and what is said about their rows.
 * A cell is always plain text: nothing here is evaluated, and a cell that looks like a formula stays what it is.
 * It reads no file and knows no column; import-mapping.ts and import-plan.ts do the rest.
 */
export type ImportFile = 'jobs' | 'lines' | 'clients';

/** One record of a file. `line` is the line of the file on which it starts, counted from 1, the header included. */
export interface SourceRow {
  line: number;
  /** One text for each header, in the order of the headers. */
  cells: readonly string[];
}

export interface SourceTable {
  /** Distinct and not empty. */
  headers: readonly string[];
  rows: readonly SourceRow[];
  /** What the reader of the file could not read. */
  problems: readonly RowProblem[];
}

export type ProblemCode =
  // The file could not be cut into rows here.
  | 'cell_too_long'
  | 'control_character'
  | 'encoding_broken'
  | 'quote_open'
  | 'row_broken'
  | 'row_ragged'
  // The row could be read and is wrong.
  | 'amount_ambiguous'
  | 'amount_invalid'
  | 'amount_mismatch'
  | 'amount_missing'
  | 'client_missing'
  | 'client_unknown'
  | 'date_ambiguous'
  | 'date_in_future'
  | 'date_invalid'
  | 'date_missing'
  | 'discount_positive'
  | 'email_invalid'
  | 'id_duplicate'
  | 'id_missing'
  | 'job_skipped'
  | 'job_unknown'
  | 'negative_amount'
  | 'quantity_invalid'
  | 'status_unknown'
  | 'text_too_long'
  | 'title_missing';

export interface RowProblem {
  line: number;
  /** The header of the column at fault, or null when the whole row is. */
  column: string | null;
  code: ProblemCode;
  /** A sentence for people, with the text that was found. */
  reason: string;
  /** `skipped`: the row did not come in. `noted`: it came in, and somebody should look. */
  effect: 'skipped' | 'noted';
}

export interface ImportProblem extends RowProblem {
  file: ImportFile;
}

/** What was found, short enough to be printed in a sentence. */
export function quoted(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 40)}…` : text}"`;
}
