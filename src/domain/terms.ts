/**
 * Payment terms: from the day of issue to the day that money is due, and whether it is late.
 * Preview and issue use the same function. "Today" is the caller's, in the issuer's time zone.
 */
import { accept, decline, type Result } from './refusal.ts';
import { addDays, type Day, daysBetween, endOfMonth } from './time.ts';

/** So many days after issue, or so many days after the end of the month of issue. */
export type Terms = { kind: 'days'; days: number } | { kind: 'end_of_month'; days: number };

export const termsDaysOffered: readonly number[] = [0, 7, 14, 15, 30, 60];
const endOfMonthDaysMax = 90;

/** How terms are stored and sent: `net_30`, `eom_15`. */
export const termsCode = (terms: Terms): string => `${terms.kind === 'days' ? 'net' : 'eom'}_${terms.days}`;

/** Reads a terms code; refuses with `terms_invalid` what is not on offer. */
export function parseTerms(code: string, field?: string): Result<Terms> {
  const match = /^(net|eom)_(0|[1-9]\d{0,2})$/.exec(code);
  const days = Number(match?.[2]);
  if (match?.[1] === 'net' && termsDaysOffered.includes(days)) return accept({ kind: 'days', days });
  if (match?.[1] === 'eom' && days <= endOfMonthDaysMax) return accept({ kind: 'end_of_month', days });
  return decline('terms_invalid', {
    reason: `${JSON.stringify(code)} is not a payment term on offer.`,
    evidence: [{ fact: 'terms', value: code }],
    ...(field === undefined ? {} : { field }),
  });
}

/** The last day on which paying is on time. */
export function dueOn(issuedOn: Day, terms: Terms): Day {
  return addDays(terms.kind === 'days' ? issuedOn : endOfMonth(issuedOn), terms.days);
}

/** For people to read: `Due on receipt`, `Net 30`, `End of month + 15 days`. */
export function termsLabel(terms: Terms): string {
  if (terms.kind === 'days') return terms.days === 0 ? 'Due on receipt' : `Net ${terms.days}`;
  if (terms.days === 0) return 'End of month';
  return `End of month + ${terms.days} ${terms.days === 1 ? 'day' : 'days'}`;
}

/** Late begins on the day after the due day. */
export const isOverdue = (today: Day, due: Day): boolean => today > due;

/** 0 while on time, 1 on the day after the due day. */
export const daysOverdue = (today: Day, due: Day): number => Math.max(0, daysBetween(due, today));
