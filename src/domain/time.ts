/**
 * Calendar days and instants. A Day is what a wall calendar shows (due dates, periods); an Instant is a point on the
 * world's one time line. It never asks what time it is: the clock is the caller's argument.
 */
import { Temporal } from 'temporal-polyfill';
import { accept, decline, type Result } from './refusal.ts';

/** `YYYY-MM-DD`; days compare as text. */
export type Day = string;
/** `YYYY-MM-DDTHH:MM:SS.mmmZ`; instants compare as text. */
export type Instant = string;
/** An IANA name such as `America/New_York`. */
export type Zone = string;

/** Years outside this are typing mistakes (`0205-01-31`), not business. */
const yearMin = 1900;
const yearMax = 2999;

const plain = (day: Day): Temporal.PlainDate => Temporal.PlainDate.from(day);

/** A real day of the calendar between 1900 and 2999; refuses with `date_invalid`. */
export function parseDay(text: string, field?: string): Result<Day> {
  if (isDay(text)) return accept(text);
  return decline('date_invalid', {
    reason: `${JSON.stringify(text)} is not a day of the calendar.`,
    evidence: [{ fact: 'day', value: text }],
    ...(field === undefined ? {} : { field }),
  });
}

export function isDay(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < yearMin || year > yearMax || month < 1 || month > 12 || day < 1) return false;
  return day <= Temporal.PlainYearMonth.from({ year, month }).daysInMonth;
}

/** Any ISO 8601 instant with an offset, in our one spelling (UTC, milliseconds); refuses with `instant_invalid`. */
export function parseInstant(text: string, field?: string): Result<Instant> {
  try {
    return accept(Temporal.Instant.from(text).toString({ fractionalSecondDigits: 3 }));
  } catch {
    return decline('instant_invalid', {
      evidence: [{ fact: 'instant', value: text }],
      ...(field === undefined ? {} : { field }),
    });
  }
}

/** An IANA time zone that this runtime knows; refuses with `time_zone_unknown`. Offsets (`+02:00`) have no summer time and are refused. */
export function parseZone(text: string, field?: string): Result<Zone> {
  if (/^[A-Za-z]/.test(text)) {
    try {
      new Intl.DateTimeFormat('en', { timeZone: text });
      return accept(text);
    } catch {
      // Intl knows the zone or throws; there is no question to ask it. The refusal below is the answer.
    }
  }
  return decline('time_zone_unknown', {
    reason: `${JSON.stringify(text)} is not a time zone that is known here.`,
    evidence: [{ fact: 'time_zone', value: text }],
    ...(field === undefined ? {} : { field }),
  });
}

/** The day that a wall calendar in the zone shows at the instant. */
export function dayOf(instant: Instant, zone: Zone): Day {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
}

/**
 * The instant at which a wall clock in the zone shows the time on the day. A time that summer time skips becomes the
 * later one, a time that happens twice the earlier one.
 */
export function instantAt(day: Day, timeOfDay: string, zone: Zone): Instant {
  return plain(day)
    .toPlainDateTime(Temporal.PlainTime.from(timeOfDay))
    .toZonedDateTime(zone, { disambiguation: 'compatible' })
    .toInstant()
    .toString({ fractionalSecondDigits: 3 });
}

/** The first instant of the day in the zone (not always 00:00: some zones skip midnight). */
export function startOfDay(day: Day, zone: Zone): Instant {
  return plain(day).toZonedDateTime(zone).toInstant().toString({ fractionalSecondDigits: 3 });
}

export const addDays = (day: Day, days: number): Day => plain(day).add({ days }).toString();

/**
 * The anchor day of the month that lies so many months after `day`, clamped to the month's end. The anchor is kept
 * apart because a chain would drift: 31 January, 28 February, 28 March.
 */
export function addMonthsAnchored(day: Day, months: number, anchorDay: number): Day {
  if (!Number.isInteger(anchorDay) || anchorDay < 1 || anchorDay > 31) {
    throw new Error(`addMonthsAnchored: the anchor day ${anchorDay} is not between 1 and 31.`);
  }
  const month = plain(day).toPlainYearMonth().add({ months });
  return month.toPlainDate({ day: Math.min(anchorDay, month.daysInMonth) }).toString();
}

/** The period that starts on `from`: it ends the day before the anchor day n months later, where the next one starts. */
export function periodFrom(from: Day, months: number, anchorDay: number): { from: Day; to: Day; next: Day } {
  const next = addMonthsAnchored(from, months, anchorDay);
  return { from, to: addDays(next, -1), next };
}

/** How many midnights lie between; negative when `to` is before `from`. */
export const daysBetween = (from: Day, to: Day): number =>
  plain(from).until(plain(to), { largestUnit: 'days' }).days;

export function endOfMonth(day: Day): Day {
  const date = plain(day);
  return date.with({ day: date.daysInMonth }).toString();
}

export const addSeconds = (instant: Instant, seconds: number): Instant =>
  Temporal.Instant.from(instant).add({ seconds }).toString({ fractionalSecondDigits: 3 });

/** -1, 0 or 1; both must be in our spelling, which sorts as text. */
export const compareInstants = (a: Instant, b: Instant): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);
