import { describe, expect, it } from 'vitest';
import { daysOverdue, dueOn, isOverdue, parseTerms, termsCode, termsLabel } from './terms.ts';
import { addDays, dayOf } from './time.ts';

describe('terms', () => {
  //  code, label, issued -> due
  it.each([
    ['net_0', 'Due on receipt', '2026-01-31', '2026-01-31'],
    ['net_7', 'Net 7', '2024-02-25', '2024-03-03'],
    ['net_14', 'Net 14', '2026-02-20', '2026-03-06'],
    ['net_15', 'Net 15', '2024-02-14', '2024-02-29'],
    ['net_30', 'Net 30', '2026-01-31', '2026-03-02'],
    ['net_60', 'Net 60', '2026-12-31', '2027-03-01'],
    ['eom_0', 'End of month', '2024-02-01', '2024-02-29'],
    ['eom_1', 'End of month + 1 day', '2026-01-31', '2026-02-01'],
    ['eom_15', 'End of month + 15 days', '2026-02-28', '2026-03-15'],
    ['eom_30', 'End of month + 30 days', '2026-12-01', '2027-01-30'],
  ])('%s: %s, issued %s, due %s', (code, label, issued, due) => {
    const result = parseTerms(code);
    if (!result.ok) throw new Error(result.refusal.reason);
    expect([termsCode(result.value), termsLabel(result.value), dueOn(issued, result.value)]).toEqual([
      code,
      label,
      due,
    ]);
  });
  it.each(['', 'net_1', 'net_31', 'net_90', 'eom_91', 'eom_-1', 'net_07', 'NET_30', 'net_30 ', 'net'])(
    '%j is not on offer',
    (code) => {
      const result = parseTerms(code, 'terms');
      expect(!result.ok && result.refusal.code).toBe('terms_invalid');
    },
  );
  it('late begins on the day after the due day', () => {
    expect([-1, 0, 1, 15].map((n) => isOverdue(addDays('2026-02-28', n), '2026-02-28'))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    expect([-1, 0, 1, 15].map((n) => daysOverdue(addDays('2026-02-28', n), '2026-02-28'))).toEqual([
      0, 0, 1, 15,
    ]);
  });
  it("late begins at the issuer's midnight, not at ours", () => {
    const instant = '2026-03-01T10:30:00.000Z';
    expect(isOverdue(dayOf(instant, 'Pacific/Pago_Pago'), '2026-02-28')).toBe(false);
    expect(isOverdue(dayOf(instant, 'Pacific/Kiritimati'), '2026-02-28')).toBe(true);
    expect(isOverdue(dayOf(instant, 'Pacific/Kiritimati'), '2026-03-01')).toBe(true);
  });
});
