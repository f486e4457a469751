/**
 * Every clock of the product on one page: what runs by itself, and how often. Each entry may run twice and at any time.
 * It keeps no state; a missed run is caught up by the next.
 */
import type { Logger } from 'pino';
import type { House } from '../actions/house.ts';
import { readOpenRefs } from '../store/payments.ts';
import type { Inbox } from './inbox.ts';

export interface ClockEntry {
  name: string;
  everySeconds: number;
  /** @returns how many things it put right */
  run(): Promise<number>;
}

/** One look at the gateway for each open payment; more than this many wait for the next round. */
const sweepMost = 200;

export function clockEntries(house: House, inbox: Inbox, log: Logger): ClockEntry[] {
  return [
    {
      // A webhook may be lost for good: what is open here is asked for at the gateway.
      name: 'sweep of open payments',
      everySeconds: 15 * 60,
      run: () => sweepOpenPayments(house, inbox, log),
    },
    {
      name: 'statistics for the planner',
      everySeconds: 5 * 60,
      run: () => house.database.refreshStatistics().then(() => 0),
    },
  ];
}

async function sweepOpenPayments(house: House, inbox: Inbox, log: Logger): Promise<number> {
  const gateway = house.ways.payment?.gateway;
  if (!gateway) return 0;
  const refs = await house.database.transaction([], (tx) => readOpenRefs(tx, gateway, sweepMost), {
    readOnly: true,
  });
  let found = 0;
  for (const ref of refs) {
    try {
      if (await inbox.lookAgain(ref)) found += 1;
    } catch (error) {
      // The gateway does not answer for this one now; the others go on, and the next round asks again.
      log.warn({ err: error }, 'an open payment could not be looked at');
    }
  }
  return found;
}

/** Starts the clocks; returns the way to stop them. */
export function startClocks(entries: readonly ClockEntry[], log: Logger): () => void {
  const timers = entries.map((entry) => {
    const timer = setInterval(() => {
      entry.run().then(
        (count) => count > 0 && log.info({ clock: entry.name, count }, 'a clock put something right'),
        (error: unknown) => log.error({ err: error, clock: entry.name }, 'a clock failed and will run again'),
      );
    }, entry.everySeconds * 1000);
    timer.unref();
    return timer;
  });
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
