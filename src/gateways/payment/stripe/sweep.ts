/**
 * Walks Stripe's lists page by page: events forward from a cursor, and the object that carries one of our operations.
 * It gives up loudly rather than answer from a part of a list.
 */
import { Stripe } from 'stripe';
import type { EventPage } from '../port.ts';
import { eventOf } from './events.ts';
import { UnusableAnswer } from './faults.ts';
import { checkedList, unixOf } from './objects.ts';

/** How far one call looks: 100 rows a page. */
const pagesMax = 50;

/** One page next to the cursor, towards the present. A cursor that Stripe no longer knows starts over from the instant. */
export async function eventsAfter(
  stripe: Stripe,
  cursor: string,
  since: string,
  options: { maxNetworkRetries: number },
): Promise<EventPage> {
  try {
    const page = checkedList<Stripe.Event>(
      'event',
      await stripe.events.list({ ending_before: cursor, limit: 100 }, options),
    );
    const events = page.data.reverse().map((row) => eventOf(row as unknown as Parameters<typeof eventOf>[0]));
    return { events, cursor: events.at(-1)?.id ?? cursor, hasMore: page.hasMore };
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing')
      return eventsSince(stripe, since, options);
    throw error;
  }
}

/** Stripe lists newest first, so the whole stretch is walked before the oldest is known. */
export async function eventsSince(
  stripe: Stripe,
  since: string,
  options: { maxNetworkRetries: number },
): Promise<EventPage> {
  const created = { gte: unixOf(since) };
  const rows: Stripe.Event[] = [];
  let hasMore = true;
  for (let i = 0; hasMore; i += 1) {
    if (i === pagesMax)
      throw new UnusableAnswer(
        `More than ${pagesMax * 100} events since ${since}: ask for a shorter stretch first.`,
      );
    const last = rows.at(-1);
    const page = checkedList<Stripe.Event>(
      'event',
      await stripe.events.list(
        { created, limit: 100, ...(last ? { starting_after: last.id } : {}) },
        options,
      ),
    );
    rows.push(...page.data);
    hasMore = page.hasMore && page.data.length > 0;
  }
  const events = rows.reverse().map((row) => eventOf(row as unknown as Parameters<typeof eventOf>[0]));
  return { events, cursor: events.at(-1)?.id ?? null, hasMore: false };
}

/** Walks the list rather than Stripe's search, whose index lags by up to a minute. */
export async function search<T extends { id: string; metadata: Record<string, string> | null }>(
  object: 'payment_intent' | 'refund',
  op: string,
  list: (after: { starting_after?: string }) => Promise<Stripe.ApiList<T>>,
): Promise<T | null> {
  let after: { starting_after?: string } = {};
  for (let i = 0; i < pagesMax; i += 1) {
    const page = checkedList<T>(object, await list(after));
    const hit = page.data.find((row) => row.metadata?.closeout_op === op);
    if (hit) return hit;
    const last = page.data.at(-1);
    if (!page.hasMore || !last) return null;
    after = { starting_after: last.id };
  }
  throw new UnusableAnswer(
    `More than ${pagesMax * 100} objects since then: it is not certain that the operation was not done.`,
  );
}
