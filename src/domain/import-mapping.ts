/**
 * Which column of an export is which field of ours: a guess with its reason, for a person to see and correct.
 * The costs of the work are recognised so that they are never billed; a column that nothing claims is kept, not dropped.
 * It lands no rows (import-plan.ts).
 */
import {
  type FieldOf,
  type FieldRow,
  type FieldShape,
  headerWords,
  importFields,
  isCostHeader,
} from './import-fields.ts';
import { type ImportFile, quoted, type SourceRow } from './import-source.ts';
import {
  type DateFormat,
  type DecimalMark,
  provenDateFormat,
  provenDecimalMark,
  readAmountText,
  readDay,
} from './import-values.ts';
import { accept, decline, type Result } from './refusal.ts';

/** What a person confirms: the column of each field, null where the file has none. */
export interface FileMapping<File extends ImportFile = ImportFile> {
  columns: Partial<Record<FieldOf<File>, string | null>>;
  /** Costs of the work: kept beside the job for its owner, never billed. */
  costs: readonly string[];
}

export interface ImportMapping {
  jobs: FileMapping<'jobs'>;
  lines?: FileMapping<'lines'>;
  clients?: FileMapping<'clients'>;
}

export interface FieldGuess {
  field: string;
  means: string;
  isRequired: boolean;
  column: string | null;
  /** `sure`: header and cells agree. `likely`: the header fits. `doubtful`: the header fits, the cells do not. */
  confidence: 'sure' | 'likely' | 'doubtful' | 'none';
  reason: string;
}

export interface MappingGuess<File extends ImportFile = ImportFile> {
  file: File;
  fields: FieldGuess[];
  costs: { column: string; reason: string }[];
  /** Columns that no field claims. Their cells are kept as `extra`. */
  unmapped: string[];
  /** Required fields without a column; a person must name them. */
  missing: string[];
  mapping: FileMapping<File>;
  /** What the cells prove about their notation; null where they leave it open and a person must say. */
  dateFormat: DateFormat | null;
  decimalMark: DecimalMark | null;
}

const samplesMax = 200;

/** The likeliest column for each field of the file. Rows beyond the first 200 are not looked at. */
export function guessMapping<File extends ImportFile>(
  file: File,
  headers: readonly string[],
  sampleRows: readonly SourceRow[],
): MappingGuess<File> {
  const rows = sampleRows.slice(0, samplesMax);
  const cellsOf = (column: string): string[] => {
    const index = headers.indexOf(column);
    return rows.map((row) => row.cells[index] ?? '').filter((cell) => cell.trim() !== '');
  };
  const costs = headers.filter(isCostHeader);
  const free = new Set(headers.filter((header) => !isCostHeader(header)));
  const chosen = chooseColumns(importFields[file], [...free], cellsOf);
  for (const column of chosen.values()) free.delete(column);
  const fields = Object.entries<FieldRow>(importFields[file]).map(([name, row]) =>
    describe(name, row, chosen.get(name) ?? null, cellsOf),
  );
  const cellsOfShape = (shape: FieldShape): string[] =>
    fields.flatMap((guess) => {
      const row: FieldRow = (importFields[file] as Record<string, FieldRow>)[guess.field]!;
      return row.shape === shape && guess.column !== null ? cellsOf(guess.column) : [];
    });
  return {
    file,
    fields,
    costs: costs.map((column) => ({
      column,
      reason: `${quoted(column)} is a cost of the work: kept, never billed.`,
    })),
    unmapped: [...free],
    missing: fields.filter((guess) => guess.isRequired && guess.column === null).map((guess) => guess.field),
    mapping: { columns: Object.fromEntries(chosen) as FileMapping<File>['columns'], costs },
    dateFormat: provenDateFormat(cellsOfShape('day')),
    decimalMark: provenDecimalMark(cellsOfShape('amount')),
  };
}

/** The notation that all files of one import share, as far as their cells prove it; null where they are silent or differ. */
export function sharedNotation(guesses: readonly Pick<MappingGuess, 'dateFormat' | 'decimalMark'>[]): {
  dateFormat: DateFormat | null;
  decimalMark: DecimalMark | null;
} {
  const agreed = <T>(proofs: readonly (T | null)[]): T | null => {
    const said = new Set(proofs.filter((proof) => proof !== null));
    return said.size === 1 ? [...said][0]! : null;
  };
  return {
    dateFormat: agreed(guesses.map((guess) => guess.dateFormat)),
    decimalMark: agreed(guesses.map((guess) => guess.decimalMark)),
  };
}

/** Each column serves one field: the surest pairs are taken first, and cells that contradict the shape push a pair back. */
function chooseColumns(
  fields: Record<string, FieldRow>,
  columns: readonly string[],
  cellsOf: (column: string) => string[],
): Map<string, string> {
  const pairs: { name: string; column: string; rank: number }[] = [];
  const fieldNames = Object.keys(fields);
  for (const column of columns) {
    const key = headerWords(column).replaceAll(' ', '');
    for (const [name, row] of Object.entries(fields)) {
      const place = row.headers.indexOf(key);
      if (place === -1) continue;
      const penalty = fitOf(row.shape, cellsOf(column)) === 'contradicts' ? 1_000 : 0;
      pairs.push({ name, column, rank: place + penalty });
    }
  }
  pairs.sort((a, b) => a.rank - b.rank || fieldNames.indexOf(a.name) - fieldNames.indexOf(b.name));
  const chosen = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name, column } of pairs) {
    if (chosen.has(name) || taken.has(column)) continue;
    chosen.set(name, column);
    taken.add(column);
  }
  return chosen;
}

function describe(
  name: string,
  row: FieldRow,
  column: string | null,
  cellsOf: (column: string) => string[],
): FieldGuess {
  const base = { field: name, means: row.means, isRequired: row.isRequired, column };
  if (column === null)
    return { ...base, confidence: 'none', reason: `No header is known to hold ${row.means}.` };
  const cells = cellsOf(column);
  const example = cells.length === 0 ? 'its cells are empty' : `for example ${quoted(cells[0]!)}`;
  const header = `The header ${quoted(column)} means ${row.means}; ${example}.`;
  const fit = fitOf(row.shape, cells);
  if (fit === 'contradicts') {
    return {
      ...base,
      confidence: 'doubtful',
      reason: `${header} Its cells do not look like ${shapeWords[row.shape]}.`,
    };
  }
  return { ...base, confidence: fit === 'confirms' ? 'sure' : 'likely', reason: header };
}

const shapeWords: Record<FieldShape, string> = {
  text: 'text',
  day: 'dates',
  amount: 'amounts',
  number: 'numbers',
  email: 'mail addresses',
};

const fits: Record<FieldShape, (cell: string) => boolean> = {
  text: () => true,
  day: (cell) => readDay(cell, { dateFormat: null, timeZone: null }).kind !== 'invalid',
  amount: (cell) => readAmountText(cell, null).kind !== 'invalid',
  number: (cell) => /^-?[\d.,]+$/.test(cell.trim()),
  email: (cell) => cell.includes('@'),
};

/** Most cells of the shape confirm, most of another contradict; an empty column says nothing. */
function fitOf(shape: FieldShape, cells: readonly string[]): 'confirms' | 'open' | 'contradicts' {
  if (cells.length === 0) return 'open';
  const good = cells.filter(fits[shape]).length;
  return good * 10 >= cells.length * 8 ? 'confirms' : 'contradicts';
}

/** The mapping itself when every required field has a column of the file and no cost is billed; else `import_column_missing` or `input_invalid`. */
export function checkMapping<File extends ImportFile>(
  file: File,
  mapping: FileMapping<File>,
  headers: readonly string[],
): Result<FileMapping<File>> {
  const fields: Record<string, FieldRow> = importFields[file];
  const columns = mapping.columns as Record<string, string | null | undefined>;
  for (const [name, column] of Object.entries(columns)) {
    const at = `mapping.${file}.columns.${name}`;
    if (!Object.hasOwn(fields, name))
      return decline('input_invalid', { reason: `${quoted(name)} is not a field of ${file}.`, field: at });
    if (column === null || column === undefined) continue;
    if (!headers.includes(column)) {
      return decline('input_invalid', {
        reason: `The ${file} file has no column ${quoted(column)}.`,
        field: at,
      });
    }
    if (mapping.costs.includes(column)) {
      const reason = `The column ${quoted(column)} is marked as a cost and cannot also be ${fields[name]!.means}.`;
      return decline('input_invalid', { reason, field: at });
    }
  }
  const missing = Object.entries(fields).find(([name, row]) => row.isRequired && !columns[name]);
  if (missing) {
    const [name, row] = missing;
    const reason = `No column of the ${file} file is named for ${row.means}.`;
    return decline('import_column_missing', { reason, field: `mapping.${file}.columns.${name}` });
  }
  return accept(mapping);
}
