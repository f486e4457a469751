/** `GET /verify`: every invariant on live data, for the caller's account and everything below it. It changes nothing. */
import type { House } from '../actions/house.ts';
import { readNetworkIds, verify } from '../store/verify.ts';
import { read } from './route.ts';

export const verifyRead = read(
  '/verify',
  'report.read',
  { summary: 'Checks every invariant on live data and names what breaks it', tag: 'audit', reach: 'network' },
  async ({ tx }) => {
    const invariants = await verify(tx);
    return { holds: invariants.every(({ holds }) => holds), accounts: tx.accounts.length, invariants };
  },
);

/** The account with everything below it, asked before the transaction that may then see exactly these. */
export const networkOf = (house: House, accountId: string): Promise<string[]> =>
  house.database.transaction([accountId], (tx) => readNetworkIds(tx, accountId), { readOnly: true });
