/**
 * The invariants of the house, asked of live data: one query each, every offender named, nothing changed. What a constraint
 * or a trigger already keeps is asked all the same: a restored backup or a hand in the database passes by both.
 * A transaction sees its own accounts only, so what is found is about those.
 */
import type { Reader } from './database.ts';
import { firstBrokenLink } from './events.ts';
import type { Invariant } from './invariant.ts';
import { cardInvariants } from './verify-cards.ts';
import { moneyInvariants } from './verify-money.ts';
import { trailInvariants } from './verify-trail.ts';

export interface Offender {
  accountId: string;
  subject: string;
  detail: string;
}

export interface Finding {
  id: string;
  says: string;
  holds: boolean;
  /** How many there are in all; at most `offendersMax` are named. */
  found: number;
  offenders: Offender[];
}

export const offendersMax = 20;

const chain = {
  id: 'I12-chain',
  says: 'The log of every account is one unbroken chain of hashes up to its head.',
};

export const invariants: readonly Invariant[] = [...moneyInvariants, ...trailInvariants, ...cardInvariants];

/** The ids and sentences in the order in which they are answered. */
export const invariantIds: readonly string[] = [...invariants.map(({ id }) => id), chain.id];

/** Each query sees one moment; two queries may see two, which is why an invariant never spans queries. */
export async function verify(reader: Reader): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, says, sql } of invariants) {
    const rows = await reader.rows<Offender & { found: bigint }>(
      `with offender as materialized (${sql})
       select account_id::text, subject, detail, count(*) over () as found from offender order by 1, 2, 3 limit ${offendersMax}`,
    );
    const found = Number(rows[0]?.found ?? 0n);
    findings.push({
      id,
      says,
      holds: found === 0,
      found,
      offenders: rows.map(({ found: _found, ...offender }) => offender),
    });
  }
  findings.push(await verifyChains(reader));
  return findings;
}

async function verifyChains(reader: Reader): Promise<Finding> {
  const offenders: Offender[] = [];
  for (const accountId of reader.accounts) {
    const fault = await firstBrokenLink(reader, accountId);
    if (fault) offenders.push({ accountId, subject: `link ${fault.linkNo}`, detail: fault.fault });
  }
  return {
    ...chain,
    holds: offenders.length === 0,
    found: offenders.length,
    offenders: offenders.slice(0, offendersMax),
  };
}

/** The accounts that a verification from this account is about: itself and everything below it. */
export const readNetworkIds = async (reader: Reader, accountId: string): Promise<string[]> =>
  (await reader.rows<{ accountId: string }>('select account_id from app.network_of($1)', [accountId])).map(
    (row) => row.accountId,
  );
