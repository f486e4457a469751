import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultNumberPattern, formatNumber, parseNumberPattern, seriesOf } from './numbering.ts';

describe('number patterns', () => {
  it.each([
    [defaultNumberPattern, 1n, 'INV-2026-00001'],
    ['INV-{year}-{seq:5}', 99_999n, 'INV-2026-99999'],
    ['INV-{year}-{seq:5}', 100_000n, 'INV-2026-100000'],
    ['{seq}', 7n, '7'],
    ['{year}/{seq:3}', 12n, '2026/012'],
    ['R{seq:4}.{year}', 5n, 'R0005.2026'],
    ['a_b-{seq:1}', 10n, 'a_b-10'],
  ])('%s, number %s is %s', (pattern, sequence, number) =>
    expect(formatNumber(pattern, sequence, '2026-12-31')).toEqual({ ok: true, value: number }),
  );
  it.each([
    '',
    'INV',
    'INV-{year}',
    '{seq}{seq:2}',
    '{year}{year}{seq}',
    '{seq:0}',
    '{seq:10}',
    '{seq:}',
    '{Seq}',
    '{month}-{seq}',
    'INV {seq}',
    'RÉ-{seq}',
    '{seq',
    '<b>{seq}',
    '{seq}\n',
    `${'X'.repeat(25)}{seq}`,
  ])('%j is refused', (pattern) => {
    const result = parseNumberPattern(pattern, 'numberPattern');
    expect(!result.ok && [result.refusal.code, result.refusal.field]).toEqual([
      'number_pattern_invalid',
      'numberPattern',
    ]);
    expect(formatNumber(pattern, 1n, '2026-01-01').ok).toBe(false);
  });
  it('a sequence starts at 1', () => expect(() => formatNumber('{seq}', 0n, '2026-01-01')).toThrow());
  it('two numbers of a series are never the same, and years keep theirs apart', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('INV-{year}-{seq:5}', '{seq}', '{year}{seq}', '{seq:2}{year}', '1{seq:1}'),
        fc.bigInt(1n, 2_000_000n),
        fc.bigInt(1n, 2_000_000n),
        (pattern, a, b) => {
          const at = (sequence: bigint, year: string) => formatNumber(pattern, sequence, `${year}-06-30`);
          expect(JSON.stringify(at(a, '2026')) === JSON.stringify(at(b, '2026'))).toBe(a === b);
          if (pattern.includes('{year}')) expect(at(a, '2026')).not.toEqual(at(b, '2027'));
        },
      ),
    );
  });
});

describe('series', () => {
  it.each([
    ['INV-{year}-{seq:5}', '2026-01-01', undefined, 'invoice:2026'],
    ['RE-{year}-{seq:5}', '2026-12-31', undefined, 'invoice:2026'],
    ['INV-{seq}', '2026-01-01', undefined, 'invoice'],
    ['CN-{year}-{seq}', '2027-01-01', 'credit_note', 'credit_note:2027'],
  ] as const)('%s on %s draws from %s %s', (pattern, day, kind, series) =>
    expect(seriesOf(pattern, day, kind)).toBe(series),
  );
});
