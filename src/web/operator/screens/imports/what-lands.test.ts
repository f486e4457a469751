/** Files that bring nothing are told from files that are here already, and only the latter may be imported again. */
import { expect, test } from 'vitest';
import { nothingWords, whatLands } from './what-lands.ts';

const of = (landed: number, alreadyHere: number, skippedRows: number) => ({
  came: { clients: { landed: 0, alreadyHere: 0 }, jobs: { landed, alreadyHere } },
  skippedRows,
});

test.each([
  [of(0, 0, 7), 'none', 'Nothing can come in: 7 rows are left out.'],
  [of(0, 0, 1), 'none', 'Nothing can come in: 1 row is left out.'],
  [of(0, 0, 0), 'none', 'Nothing can come in: the files have no rows.'],
  [of(0, 3, 2), 'none', 'Nothing new can come in: 2 rows are left out, and the others are here already.'],
  [of(0, 3, 0), 'here', 'Everything in these files is here already.'],
])('%j lands %s', (report, kind, words) => {
  expect(whatLands(report)).toBe(kind);
  expect(nothingWords(report)).toBe(words);
});

test('one job that lands is something to import, whatever is left out', () => {
  expect(whatLands(of(1, 0, 900))).toBe('some');
});
