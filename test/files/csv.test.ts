/**
 * The CSV reader against what other programs write and what goes wrong with it.
 * Each bad row must be named with its line and leave its neighbours alone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceTable } from '../../src/domain/import-source.ts';
import { orRefuse } from '../../src/domain/refusal.ts';
import { type CsvProgress, readCsv, streamCsv } from '../../src/gateways/files/csv.ts';

const cells = (table: SourceTable): (readonly string[])[] => table.rows.map((row) => row.cells);
const read = async (
  source: Parameters<typeof readCsv>[0],
  options?: Parameters<typeof readCsv>[1],
): Promise<SourceTable> => orRefuse(await readCsv(source, options));

function utf16(text: string, order: 'le' | 'be', mark: boolean): Uint8Array {
  const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('what other programs write', () => {
  const plain = { headers: ['id', 'name'], rows: [{ line: 2, cells: ['1', 'Zoë'] }], problems: [] };

  it.each([
    ['UTF-8', Buffer.from('id,name\n1,Zoë\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeffid,name\r\n1,Zoë\r\n')],
    ['UTF-16 little end first', utf16('id,name\n1,Zoë\n', 'le', true)],
    ['UTF-16 big end first', utf16('id,name\n1,Zoë\n', 'be', true)],
    ['UTF-16 without a mark', utf16('id,name\n1,Zoë\n', 'le', false)],
    ['semicolons', Buffer.from('id;name\n1;Zoë\n')],
    ['tabs', Buffer.from('id\tname\n1\tZoë')],
    ['bars', Buffer.from('id|name\n1|Zoë')],
    ['old line ends', Buffer.from('id,name\r1,Zoë\r')],
    ['a trailing delimiter', Buffer.from('id,name\n1,Zoë,\n')],
  ])('%s', async (_, bytes) => {
    expect(await read(bytes)).toEqual(plain);
    expect(await read(pieces(bytes, 1))).toEqual(plain);
  });

  it('the separator line of a spreadsheet program', async () => {
    expect(await read('sep=;\nid;name\n1;a,b\n')).toMatchObject({
      headers: ['id', 'name'],
      rows: [{ line: 3, cells: ['1', 'a,b'] }],
    });
  });

  it('quoted cells with delimiters, quotes and line breaks keep their line number', async () => {
    const table = await read('id,note\r\n1,"a ""b"", c\r\nd"\r\n\r\n2,5" pipe\n3,"x"\n');
    expect(table.rows).toEqual([
      { line: 2, cells: ['1', 'a "b", c\nd'] },
      { line: 5, cells: ['2', '5" pipe'] },
      { line: 6, cells: ['3', 'x'] },
    ]);
  });

  it('headers that are empty or occur twice get names of their own', async () => {
    expect((await read('a,,a, a \n1,2,3,4\n')).headers).toEqual(['a', 'Column 2', 'a (2)', 'a (3)']);
  });

  it('formulas stay plain text', async () => {
    expect(cells(await read('a,b\n=1+1,"=HYPERLINK(""x"")"\n'))).toEqual([['=1+1', '=HYPERLINK("x")']]);
  });
});

describe('a bad row is named and stops nothing else', () => {
  const around = (bad: string): string => `id,name\n1,a\n${bad}\n3,c\n4,d\n`;

  it.each([
    ['too few cells', '2', 'row_ragged', null],
    ['too many cells', '2,b,x', 'row_ragged', null],
    ['a NUL', '2,b\u0000', 'control_character', 'name'],
    ['an escape', '\u001b2,b', 'control_character', 'id'],
    ['an open quote', '2,"b', 'quote_open', null],
    ['text after a closing quote', '2,"b"x', 'row_broken', null],
    ['a long cell', `2,${'x'.repeat(32_768)}`, 'cell_too_long', 'name'],
    ['a line without end', `2,${'x'.repeat(1_100_000)}`, 'cell_too_long', null],
  ])('%s', async (_, bad, code, column) => {
    const table = await read(around(bad));
    expect(table.problems).toMatchObject([{ line: 3, code, column, effect: 'skipped' }]);
    expect(table.rows.map((row) => [row.line, row.cells[0]])).toEqual([
      [2, '1'],
      [4, '3'],
      [5, '4'],
    ]);
  });

  it('bytes that are not UTF-8', async () => {
    const table = await read(Buffer.from(around('2,Zoë'), 'latin1'));
    expect(table.problems).toMatchObject([{ line: 3, code: 'encoding_broken', column: 'name' }]);
    expect(table.rows).toHaveLength(3);
  });

  it('says which lines a bad row took with it', async () => {
    const table = await read('id,name\n1,"a\n2,",b"\n3,c\n');
    expect(table.problems).toMatchObject([
      { line: 2, code: 'row_ragged', reason: expect.stringContaining('lines 2 to 3') },
    ]);
    expect(table.rows).toHaveLength(1);
  });

  it('an open quote over many lines', async () => {
    const tail = Array.from({ length: 500 }, (_, index) => `${index},x`);
    const table = await read(`id,name\n1,"open\n${tail.join('\n')}\n9,"open again\n`);
    expect(table.rows).toHaveLength(500);
    expect(table.problems.map((problem) => [problem.line, problem.code])).toEqual([
      [2, 'quote_open'],
      [503, 'quote_open'],
    ]);
  });
});

describe('a file that cannot be read is refused', () => {
  it.each([
    ['empty', '', 'csv_unreadable'],
    ['blank', '\n \n', 'csv_unreadable'],
    ['a workbook', Buffer.from('PK\u0003\u0004rest'), 'csv_unreadable'],
    ['a NUL in the header', 'a,b\u0000\n1,2', 'csv_unreadable'],
    ['a header that never closes', `a,"b\n${'1,2\n'.repeat(300)}`, 'csv_unreadable'],
  ])('%s', async (_, source, code) => {
    expect(await readCsv(source)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('too many rows, too many bytes', async () => {
    expect(await readCsv('a\n1\n2\n3\n', { rowsMax: 2 })).toMatchObject({
      refusal: { code: 'file_too_large', evidence: [{ value: 2 }] },
    });
    expect(await readCsv('a\n1\n2\n', { rowsMax: 2 })).toMatchObject({ ok: true });
    expect(await readCsv('a\n1\n2\n3\n', { bytesMax: 4 })).toMatchObject({
      refusal: { code: 'file_too_large' },
    });
  });
});

describe('any table', () => {
  const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
  const word = fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom('a', 'ß', '"', ',', ';', '\n', ' x', '='),
  });

  it('reads back as it was written, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(word, word), { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        async (rows, size) => {
          const text = `h1,h2\n${rows.map((row) => row.map(quote).join(',')).join('\n')}`;
          const table = await read(pieces(Buffer.from(text), size));
          expect(table.problems).toEqual([]);
          expect(cells(table)).toEqual(rows.filter((row) => row.some((cell) => cell.trim() !== '')));
        },
      ),
    );
  });

  it('with one open quote in it loses that line and no other', async () => {
    // A letter beside each mark: a mark beside a delimiter would close the open cell lawfully.
    const letters = fc
      .string({ maxLength: 4, unit: fc.constantFrom('a', 'b', ',', ';') })
      .map((inner) => `a${inner}b`);
    const rowsOf = fc.array(fc.tuple(letters, letters), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rowsOf, rowsOf, fc.boolean(), async (before, after, quotesAll) => {
        const write = (row: readonly string[]): string =>
          row.map((one) => (quotesAll || /[,;]/.test(one) ? quote(one) : one)).join(',');
        const table = await read(
          ['h1,h2', ...before.map(write), 'x,"never closed', ...after.map(write)].join('\n'),
        );
        expect(table.problems).toMatchObject([{ line: before.length + 2, code: 'quote_open' }]);
        expect(cells(table)).toEqual([...before, ...after]);
      }),
    );
  });

  it('lands or names every line that is not blank, whatever the text', async () => {
    const unit = fc.constantFrom('a', '"', ',', '\n', ' ');
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60, unit }), async (text) => {
        const table = await read(`h1,h2\n${text}`);
        const lines = [...table.rows, ...table.problems].map((one) => one.line);
        expect(new Set(lines).size).toBe(lines.length);
        const letters = (from: string): number => from.split('a').length - 1;
        const landed = table.rows.reduce((sum, row) => sum + letters(row.cells.join('')), 0);
        const physical = text.split('\n');
        const named = table.problems.reduce(
          (sum, one) => sum + (one.line >= 2 ? letters(physical[one.line - 2] ?? '') : 0),
          0,
        );
        // What is named may span lines; nothing may be lost on lines that nobody names.
        if (table.problems.length === 0) expect(landed).toBe(letters(text));
        else expect(landed + named).toBeLessThanOrEqual(letters(text));
      }),
    );
  });

  it('streams in batches, tells its progress, and reads 100,000 rows within seconds', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `a=${index}`).join(',x\n');
    const seen: CsvProgress[] = [];
    let count = 0;
    for await (const batch of streamCsv(`a,b\n${rows},x\n`, {
      onProgress: (progress) => seen.push({ ...progress }),
    })) {
      expect(batch.rows.length).toBeLessThanOrEqual(2_000);
      count += batch.rows.length;
    }
    expect(count).toBe(100_000);
    expect(seen.at(-1)?.rows).toBe(100_000);
    expect(seen.length).toBeGreaterThan(40);
  }, 10_000);
});
