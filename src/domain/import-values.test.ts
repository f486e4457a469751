/**
 * Every notation of days and amounts that an import reads, as tables; what can mean two things must never be read as one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DateFormat,
  type DecimalMark,
  provenDateFormat,
  provenDecimalMark,
  readAmountText,
  readDay,
  readJobState,
  readKind,
} from './import-values.ts';

const dayCell = (cell: string, dateFormat: DateFormat | null, timeZone: string | null = null): string => {
  const reading = readDay(cell, { dateFormat, timeZone });
  return reading.kind === 'read' ? reading.text : reading.kind;
};

describe('days', () => {
  it.each([
    // cell, undeclared, month first, day first
    ['2023-01-02', '2023-01-02', '2023-01-02', '2023-01-02'],
    ['2023/1/2', '2023-01-02', '2023-01-02', '2023-01-02'],
    ['2023-01-02 13:45', '2023-01-02', '2023-01-02', '2023-01-02'],
    ['2023-01-02T23:59:59', '2023-01-02', '2023-01-02', '2023-01-02'],
    ['01/02/2023', 'ambiguous', '2023-01-02', '2023-02-01'],
    ['1/2/23', 'ambiguous', '2023-01-02', '2023-02-01'],
    ['03/03/2023', '2023-03-03', '2023-03-03', '2023-03-03'],
    ['12/31/2023', '2023-12-31', '2023-12-31', 'invalid'],
    ['31/12/2023', '2023-12-31', 'invalid', '2023-12-31'],
    ['12/31/2023 1:30 PM', '2023-12-31', '2023-12-31', 'invalid'],
    ['03.04.2023', '2023-04-03', '2023-03-04', '2023-04-03'],
    ['Jan 5, 2023', '2023-01-05', '2023-01-05', '2023-01-05'],
    ['Thursday, January 5th, 2023', '2023-01-05', '2023-01-05', '2023-01-05'],
    ['5 Jan 2023', '2023-01-05', '2023-01-05', '2023-01-05'],
    ['02/29/2023', 'invalid', 'invalid', 'invalid'],
    ['2023-02-29', 'invalid', 'invalid', 'invalid'],
    ['44927', 'invalid', 'invalid', 'invalid'],
    ['Feb 30, 2023', 'invalid', 'invalid', 'invalid'],
    ['soon', 'invalid', 'invalid', 'invalid'],
  ])('%s', (cell, undeclared, monthFirst, dayFirst) => {
    expect([dayCell(cell, null), dayCell(cell, 'mdy'), dayCell(cell, 'dmy')]).toEqual([
      undeclared,
      monthFirst,
      dayFirst,
    ]);
  });

  it('takes the calendar of the account for an instant with an offset', () => {
    expect(dayCell('2023-01-02T02:00:00Z', null, 'America/New_York')).toBe('2023-01-01');
    expect(dayCell('2023-01-02T02:00:00Z', null)).toBe('2023-01-02');
  });

  it('proves an order only from cells that need it', () => {
    expect(provenDateFormat(['01/02/2023', '01/31/2023'])).toBe('mdy');
    expect(provenDateFormat(['01/02/2023', '31/01/2023'])).toBe('dmy');
    expect(provenDateFormat(['2023-01-02'])).toBe('ymd');
    expect(provenDateFormat(['01/02/2023'])).toBeNull();
    expect(provenDateFormat(['01/31/2023', '31/01/2023'])).toBeNull();
    expect(provenDateFormat([])).toBeNull();
  });
});

const amountCell = (cell: string, mark: DecimalMark | null): string => {
  const reading = readAmountText(cell, mark);
  return reading.kind === 'read' ? reading.text : reading.kind;
};

describe('amounts', () => {
  it.each([
    // cell, undeclared, decimal point, decimal comma
    ['800', '800', '800', '800'],
    ['80.0', '80.0', '80.0', 'invalid'],
    ['80,5', '80.5', 'invalid', '80.5'],
    ['1,234', 'ambiguous', '1234', '1.234'],
    ['1.234', 'ambiguous', '1.234', '1234'],
    ['0.125', '0.125', '0.125', 'invalid'],
    ['1,234.50', '1234.50', '1234.50', 'invalid'],
    ['1.234,50', '1234.50', 'invalid', '1234.50'],
    ['1,234,567', '1234567', '1234567', 'invalid'],
    ['1 234,50', '1234.50', 'invalid', '1234.50'],
    ["1'234.50", '1234.50', '1234.50', 'invalid'],
    ['1,23,456', 'invalid', 'invalid', 'invalid'],
    ['$1,234.50', '1234.50', '1234.50', 'invalid'],
    ['-$5.00', '-5.00', '-5.00', 'invalid'],
    ['$-5.00', '-5.00', '-5.00', 'invalid'],
    ['5.00-', '-5.00', '-5.00', 'invalid'],
    ['(5.00)', '-5.00', '-5.00', 'invalid'],
    ['(-5.00)', 'invalid', 'invalid', 'invalid'],
    ['USD 12.50', '12.50', '12.50', 'invalid'],
    ['12,50 €', '12.50', 'invalid', '12.50'],
    ['.5', '0.5', '0.5', 'invalid'],
    ['5.', 'invalid', 'invalid', 'invalid'],
    ['', 'invalid', 'invalid', 'invalid'],
    ['1e3', 'invalid', 'invalid', 'invalid'],
    ['=1+1', 'invalid', 'invalid', 'invalid'],
    ['12 units', 'invalid', 'invalid', 'invalid'],
  ])('%s', (cell, undeclared, point, comma) => {
    expect([amountCell(cell, null), amountCell(cell, '.'), amountCell(cell, ',')]).toEqual([
      undeclared,
      point,
      comma,
    ]);
  });

  it('read back what a person wrote, with and without groups, in both notations', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 99 }),
        fc.boolean(),
        (whole, cents, isNegative) => {
          const plain = `${isNegative ? '-' : ''}${whole}.${String(cents).padStart(2, '0')}`;
          const us = plain.replace(/\B(?=(\d{3})+\.)/g, ',');
          const eu = us.replace(/[.,]/g, (mark) => (mark === '.' ? ',' : '.'));
          expect([amountCell(plain, null), amountCell(us, null), amountCell(us, '.')]).toEqual([
            plain,
            plain,
            plain,
          ]);
          expect([amountCell(eu, null), amountCell(eu, ',')]).toEqual([plain, plain]);
        },
      ),
    );
  });

  it('prove a mark only from cells that need it', () => {
    expect(provenDecimalMark(['1,234', '12.50'])).toBe('.');
    expect(provenDecimalMark(['1.234', '12,50'])).toBe(',');
    expect(provenDecimalMark(['1.234', '100'])).toBeNull();
    expect(provenDecimalMark(['12,50', '12.50'])).toBeNull();
  });
});

describe('words', () => {
  it.each([
    ['Completed', 'completed'],
    ['COMPLETE - unrated', 'completed'],
    ['Requires Invoicing', 'completed'],
    ['Canceled', 'cancelled'],
    ['In Progress', 'in_progress'],
    ['Scheduled', 'scheduled'],
    ['Wrapped up', 'unclear'],
    ['', 'unclear'],
    ['constructor', 'unclear'],
  ])('the state %s', (word, state) => expect(readJobState(word)).toBe(state));

  it.each([
    ['Labor', 'labor'],
    ['Service', 'labor'],
    ['Materials', 'material'],
    ['Trip charge', 'travel'],
    ['Permit fee', 'fee'],
    ['Discount', 'discount'],
    ['Service discount', 'discount'],
    ['Roof', null],
  ])('the kind %s', (word, kind) => expect(readKind(word)).toBe(kind));
});
