/** What a cell of a CSV file looks like, by example: formulas are disarmed, numbers stay numbers. */
import { expect, it } from 'vitest';
import { csvLine, csvText } from './csv-cell.ts';

it.each([
  ['=HYPERLINK("http://evil")', `"'=HYPERLINK(""http://evil"")"`],
  ['+1 407 555 0100', "'+1 407 555 0100"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  [' =1+1', "' =1+1"],
  ['\t=1', "'\t=1"],
  ['＝1+1', "'＝1+1"],
  ['-25.00', '-25.00'],
  ['-0', '-0'],
  ['-25.00.1', "'-25.00.1"],
  ['Roof, north', '"Roof, north"'],
  ['two\nlines', '"two\nlines"'],
  ['5" pipe', '"5"" pipe"'],
  ['', ''],
  [null, ''],
])('writes %j as %j', (value, written) => {
  expect(csvText(value)).toBe(written);
});

it('ends every line as RFC 4180 says', () => {
  expect(csvLine(['a', null, 'b,c'])).toBe('a,,"b,c"\r\n');
});
