import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonthsAnchored,
  addSeconds,
  compareInstants,
  dayOf,
  daysBetween,
  endOfMonth,
  instantAt,
  isDay,
  parseDay,
  parseInstant,
  parseZone,
  periodFrom,
  startOfDay,
} from './time.ts';

describe('days', () => {
  it.each(['2026-01-31', '2024-02-29', '2000-02-29', '1900-01-01', '2999-12-31'])('%s is a day', (text) =>
    expect(parseDay(text)).toEqual({ ok: true, value: text }),
  );
  it.each([
    '2026-02-29',
    '2100-02-29',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '0205-01-31',
    '3000-01-01',
    '',
    '2026-01-01T00:00:00Z',
    ' 2026-01-01',
    '2026-04-31',
  ])('%j is refused', (text) => {
    const result = parseDay(text, 'dueOn');
    expect(!result.ok && [result.refusal.code, result.refusal.field]).toEqual(['date_invalid', 'dueOn']);
  });

  it.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2023-02-28', 1, '2023-03-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2026-03-01', -1, '2026-02-28'],
    ['2024-01-31', 366, '2025-01-31'],
  ])('%s + %i days = %s', (day, days, then) => {
    expect(addDays(day, days)).toBe(then);
    expect(daysBetween(day, then)).toBe(days);
    expect(daysBetween(then, day)).toBe(-days);
  });

  it('days between is the inverse of adding, and days sort as text', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 300_000 }),
        fc.integer({ min: -50_000, max: 50_000 }),
        (start, days) => {
          const day = addDays('1950-01-01', start);
          const then = addDays(day, days);
          expect(daysBetween(day, then)).toBe(days);
          if (isDay(then) && isDay(day)) expect(Math.sign(days)).toBe(day < then ? 1 : day > then ? -1 : 0);
        },
      ),
    );
  });

  it.each([
    ['2026-02-10', '2026-02-28'],
    ['2024-02-10', '2024-02-29'],
    ['2026-12-31', '2026-12-31'],
    ['2026-04-01', '2026-04-30'],
  ])('the month of %s ends on %s', (day, end) => {
    expect(endOfMonth(day)).toBe(end);
  });
});

describe('months keep their anchor', () => {
  it('31 January goes through short months and comes back to the 31st', () => {
    let day = '2024-01-31';
    const seen: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      day = addMonthsAnchored(day, 1, 31);
      seen.push(day);
    }
    expect(seen).toEqual(['2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31', '2024-06-30']);
  });
  it.each([
    ['2026-01-01', 1, 1, '2026-01-31', '2026-02-01'],
    ['2026-01-31', 1, 31, '2026-02-27', '2026-02-28'],
    ['2026-02-28', 1, 31, '2026-03-30', '2026-03-31'],
    ['2026-01-30', 3, 30, '2026-04-29', '2026-04-30'],
    ['2024-02-29', 12, 29, '2025-02-27', '2025-02-28'],
    ['2025-02-28', 36, 29, '2028-02-28', '2028-02-29'],
  ])('from %s, %i months, anchor %i: to %s, next %s', (from, months, anchor, to, next) => {
    expect(periodFrom(from, months, anchor)).toEqual({ from, to, next });
  });
  it('periods are gapless for every anchor', () => {
    for (let anchor = 1; anchor <= 31; anchor += 1) {
      let from = addMonthsAnchored('2023-12-01', 1, anchor);
      for (let i = 0; i < 60; i += 1) {
        const period = periodFrom(from, 1, anchor);
        expect(addDays(period.to, 1)).toBe(period.next);
        expect(daysBetween(period.from, period.next)).toBeGreaterThanOrEqual(28);
        expect(Number(period.next.slice(8))).toBe(Math.min(anchor, Number(endOfMonth(period.next).slice(8))));
        from = period.next;
      }
    }
  });
  it('knows no anchor 0, 32 or 1.5', () => {
    for (const bad of [0, 32, 1.5]) expect(() => addMonthsAnchored('2026-01-01', 1, bad)).toThrow();
  });
});

describe('the day depends on the zone', () => {
  const noon = '2026-06-30T11:30:00.000Z';
  //  UTC-11 .. UTC+14
  it.each([
    ['Pacific/Pago_Pago', '2026-06-30'],
    ['Pacific/Honolulu', '2026-06-30'],
    ['America/New_York', '2026-06-30'],
    ['UTC', '2026-06-30'],
    ['Asia/Kolkata', '2026-06-30'],
    ['Asia/Tokyo', '2026-06-30'],
    ['Pacific/Auckland', '2026-06-30'],
    ['Pacific/Tongatapu', '2026-07-01'],
    ['Pacific/Kiritimati', '2026-07-01'],
  ])('%s', (zone, day) => expect(dayOf(noon, zone)).toBe(day));

  it.each([
    ['2026-07-01T10:59:59.999Z', 'Pacific/Pago_Pago', '2026-06-30'],
    ['2026-07-01T11:00:00.000Z', 'Pacific/Pago_Pago', '2026-07-01'],
    ['2026-06-30T09:59:59.999Z', 'Pacific/Kiritimati', '2026-06-30'],
    ['2026-06-30T10:00:00.000Z', 'Pacific/Kiritimati', '2026-07-01'],
    ['2024-03-01T04:59:00.000Z', 'America/New_York', '2024-02-29'],
    ['2026-03-08T06:59:59.000Z', 'America/New_York', '2026-03-08'],
    ['2026-11-02T04:59:59.000Z', 'America/New_York', '2026-11-01'],
    ['2026-11-02T05:00:00.000Z', 'America/New_York', '2026-11-02'],
  ])('%s in %s is %s', (instant, zone, day) => expect(dayOf(instant, zone)).toBe(day));

  it.each([
    ['2026-03-08', 'America/New_York', '2026-03-08T05:00:00.000Z', 23],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z', 25],
    ['2026-06-01', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z', 24],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
    ['2026-03-27', 'Asia/Beirut', '2026-03-26T22:00:00.000Z', 24],
  ])('%s in %s starts at %s and has %i hours', (day, zone, start, hours) => {
    expect(startOfDay(day, zone)).toBe(start);
    expect(addSeconds(start, hours * 3600)).toBe(startOfDay(addDays(day, 1), zone));
    expect(dayOf(start, zone)).toBe(day);
    expect(dayOf(addSeconds(start, -1), zone)).toBe(addDays(day, -1));
  });

  it('a time that summer time skips is the later one, a time that happens twice the earlier one', () => {
    expect(instantAt('2026-03-08', '02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
    expect(instantAt('2026-11-01', '01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
    expect(instantAt('2026-07-01', '08:15', 'UTC')).toBe('2026-07-01T08:15:00.000Z');
  });

  it('every day starts on itself, in any zone', () => {
    const zones = [
      'Pacific/Pago_Pago',
      'America/St_Johns',
      'America/Sao_Paulo',
      'UTC',
      'Europe/London',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Pacific/Kiritimati',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 20_000 }), (zone, days) => {
        const day = addDays('2000-01-01', days);
        expect(dayOf(startOfDay(day, zone), zone)).toBe(day);
      }),
    );
  });
});

describe('zones and instants', () => {
  it.each(['UTC', 'America/New_York', 'Etc/GMT+11', 'Asia/Kolkata'])('%s is known', (zone) =>
    expect(parseZone(zone).ok).toBe(true),
  );
  it.each(['', 'Mars/Olympus', '+02:00', '-11', 'America', 'America/New York'])('%j is refused', (zone) => {
    const result = parseZone(zone, 'timeZone');
    expect(!result.ok && result.refusal.code).toBe('time_zone_unknown');
  });
  it.each([
    ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000Z'],
    ['2026-01-01T02:00:00.123456+02:00', '2026-01-01T00:00:00.123Z'],
  ])('%s is %s', (text, instant) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: instant });
  });
  it.each(['', '2026-01-01', '2026-01-01T00:00:00', 'now', '2026-02-30T00:00:00Z'])(
    '%j is no instant',
    (text) => expect(parseInstant(text).ok).toBe(false),
  );
  it('instants compare as text', () => {
    expect(compareInstants('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z')).toBe(-1);
    expect(compareInstants('2026-01-01T00:00:00.001Z', '2026-01-01T00:00:00.001Z')).toBe(0);
    expect(compareInstants('2026-01-02T00:00:00.000Z', '2026-01-01T00:00:00.001Z')).toBe(1);
  });
});
