/** What a spreadsheet would run becomes text; what it would misread is quoted; numbers stay numbers. */
import { describe, expect, test } from 'vitest';
import { csvCell, csvText } from './csv.ts';

const cells: [string | number | bigint | null, string][] = [
  ['plain', 'plain'],
  ['a, b', '"a, b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1 555', "'+1 555"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-cmd', "'-cmd"],
  ['\t=1', "'\t=1"],
  ['-12.50', '-12.50'],
  [-12n, '-12'],
  [null, ''],
];

describe('a cell', () => {
  test.each(cells)('%o', (value, expected) => expect(csvCell(value)).toBe(expected));
});

test('a file has a header and ends its last line', () => {
  expect(csvText(['a', 'b'], [[1, '=x']])).toBe("a,b\r\n1,'=x\r\n");
});
