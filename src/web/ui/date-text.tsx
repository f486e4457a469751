/**
 * Days and instants for people, inside <time> with the exact value.
 * A day ('YYYY-MM-DD') has no zone and is never shifted; an instant is shown in the given zone. It reads no clock,
 * so it never says "3 minutes ago": an accountant needs the date.
 */
import { formatDay } from '../../domain/format.ts';

export interface DateTextProps {
  /** A calendar day, 'YYYY-MM-DD'. */
  day?: string;
  /** An instant, ISO with a zone. */
  at?: string;
  /** The zone for instants; the browser's when absent. */
  timeZone?: string;
  locale?: string;
  /** `short` "Mar 4, 2026", `long` "March 4, 2026"; instants add the time. */
  style?: 'short' | 'long';
}

function formatInstant(at: string, style: 'short' | 'long', timeZone?: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: style === 'long' ? 'long' : 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(style === 'long' ? { second: '2-digit', timeZoneName: 'short' } : {}),
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(Date.parse(at));
}

export function DateText({ day, at, timeZone, locale, style = 'short' }: DateTextProps) {
  if (day) {
    return (
      <time dateTime={day} className="figures">
        {formatDay(day, locale ?? navigator.language, style === 'short' ? 'medium' : 'long')}
      </time>
    );
  }
  if (at) {
    return (
      <time dateTime={at} className="figures" title={formatInstant(at, 'long', timeZone, locale)}>
        {formatInstant(at, style, timeZone, locale)}
      </time>
    );
  }
  return (
    <span className="text-ink-3">
      <span aria-hidden>–</span>
      <span className="sr-only">No date</span>
    </span>
  );
}
