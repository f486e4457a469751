/**
 * Days and instants for people, inside <time> with the exact value.
 * A day ('YYYY-MM-DD') has no zone and is never shifted; an instant is shown in the given zone, else in the zone that the
 * page around it provides. It reads no clock,
 * so it never says "3 minutes ago": an accountant needs the date.
 */
import { createContext, useContext } from 'react';
import { formatDay } from '../../domain/format.ts';

/** The zone of every instant beneath it: the account's, so that two people in two places read the same time. */
export const TimeZoneContext = createContext<string | undefined>(undefined);

export interface DateTextProps {
  /** A calendar day, 'YYYY-MM-DD'. */
  day?: string;
  /** An instant, ISO with a zone. */
  at?: string;
  /** The zone for instants; when absent the one of TimeZoneContext, and outside of any the browser's. */
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
  const around = useContext(TimeZoneContext);
  const zone = timeZone ?? around;
  if (day) {
    return (
      <time dateTime={day} className="figures">
        {formatDay(day, locale ?? navigator.language, style === 'short' ? 'medium' : 'long')}
      </time>
    );
  }
  if (at) {
    return (
      <time dateTime={at} className="figures" title={formatInstant(at, 'long', zone, locale)}>
        {formatInstant(at, style, zone, locale)}
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
