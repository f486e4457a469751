/**
 * Cuts a stream of text into CSV records with the number of the line on which each starts.
 * A quotation mark that never closes spoils its own line only: the lines after it are read again on their own, within bounds.
 * It does not cut records into cells.
 */
export interface RawRecord {
  line: number;
  lastLine: number;
  /** The record, its line breaks as `\n`. */
  text: string;
  problem: 'quote_open' | 'row_broken' | 'cell_too_long' | null;
}

/** What one record may span. A longer one is taken for a quotation mark that was never closed. */
export const recordLinesMax = 200;
export const recordCharsMax = 1_048_576;

interface Line {
  number: number;
  text: string;
  tooLong: boolean;
}

export async function* cutRecords(
  text: AsyncIterable<string>,
  delimiterOf: (firstLine: string) => string,
): AsyncGenerator<RawRecord> {
  let open: Line[] = [];
  let delimiter: string | null = null;
  const cutter = {
    /** Takes a line, gives the records that it completes. */
    take(line: Line): RawRecord[] {
      delimiter ??= line.text.trim() === '' ? null : delimiterOf(line.text);
      if (line.tooLong) {
        const before = cutter.end();
        return [...before, { line: line.number, lastLine: line.number, text: '', problem: 'cell_too_long' }];
      }
      const started = open.length > 0;
      const state = stateAfter(line.text, started, delimiter ?? ',');
      if (state === 'broken' && !started)
        return [{ line: line.number, lastLine: line.number, text: '', problem: 'row_broken' }];
      if (state === 'closed') {
        const record = [...open, line];
        open = [];
        return [join(record)];
      }
      open.push(line);
      if (state === 'broken') return cutter.giveUp();
      const chars = open.reduce((sum, one) => sum + one.text.length, 0);
      return open.length > recordLinesMax || chars > recordCharsMax ? cutter.giveUp() : [];
    },
    /** Names the line of the open quotation mark and reads the lines after it again. */
    giveUp(): RawRecord[] {
      const [first, ...rest] = open;
      open = [];
      const records: RawRecord[] = [
        { line: first!.number, lastLine: first!.number, text: '', problem: 'quote_open' },
      ];
      for (const line of rest) for (const record of cutter.take(line)) records.push(record);
      return records;
    },
    end(): RawRecord[] {
      const records: RawRecord[] = [];
      while (open.length > 0) for (const record of cutter.giveUp()) records.push(record);
      return records;
    },
  };
  for await (const line of cutLines(text)) for (const record of cutter.take(line)) yield record;
  for (const record of cutter.end()) yield record;
}

function join(lines: readonly Line[]): RawRecord {
  const first = lines[0]!;
  return {
    line: first.number,
    lastLine: lines.at(-1)!.number,
    text: lines.length === 1 ? first.text : lines.map((one) => one.text).join('\n'),
    problem: null,
  };
}

/**
 * Whether a quoted cell is still open at the end of the line. A mark opens a cell only where a cell begins and closes it
 * only where a cell ends; a mark inside (`"ab"c`) is `broken`: it is how an earlier cell that never closed comes to light.
 */
function stateAfter(text: string, startsOpen: boolean, delimiter: string): 'open' | 'closed' | 'broken' {
  if (!startsOpen && !text.includes('"')) return 'closed';
  let open = startsOpen;
  let cellStart = !startsOpen;
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (open) {
      if (char !== '"') continue;
      const next = text[index + 1];
      if (next === '"') index += 1;
      else if (next === undefined || next === delimiter) open = false;
      else return 'broken';
    } else if (char === '"' && cellStart) {
      open = true;
      cellStart = false;
    } else {
      cellStart = char === delimiter;
    }
  }
  return open ? 'open' : 'closed';
}

/** Lines end in LF, CRLF or CR. A line without an end is cut at the bound, and marked, so that memory stays bounded. */
async function* cutLines(text: AsyncIterable<string>): AsyncGenerator<Line> {
  let number = 1;
  let carry = '';
  let tooLong = false;
  for await (const chunk of text) {
    let rest = carry + chunk;
    // A CR at the very end may be half of a CRLF: it waits for the next chunk.
    const waiting = rest.endsWith('\r') ? '\r' : '';
    if (waiting) rest = rest.slice(0, -1);
    const lines = rest.split(/\r\n|\n|\r/);
    carry = lines.pop()! + waiting;
    for (const line of lines) {
      yield { number, text: line, tooLong: tooLong || line.length > recordCharsMax };
      tooLong = false;
      number += 1;
    }
    if (carry.length > recordCharsMax) {
      tooLong = true;
      carry = waiting;
    }
  }
  const last = carry.replace(/\r$/, '');
  if (last !== '' || tooLong) yield { number, text: last, tooLong: tooLong || last.length > recordCharsMax };
}
