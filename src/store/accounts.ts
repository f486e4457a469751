/** Accounts, members and policies. Accounts form a tree; membership is ours, identity is not kept here. */

import type { PolicyRow } from '../domain/gates.ts';
import type { PartySnapshot, TaxCategory } from '../domain/snapshot.ts';
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface AccountRow {
  id: string;
  parentId: string | null;
  kind: 'platform' | 'hub' | 'workspace';
  name: string;
  practice: boolean;
  currency: string;
  locale: string;
  timeZone: string;
  seller: PartySnapshot;
  brand: { accentColor: string; logoSvg: string | null; footer: string | null };
  terms: string;
  tax: { rate: string; category: TaxCategory; name: string };
  paymentInstructions: { method: string; lines: string[] }[];
  numberPattern: string;
  releases: 'self' | 'others';
  linkSecretVersion: number;
  version: number;
  createdAt: string;
}

export interface MemberRow {
  accountId: string;
  id: string;
  userId: string;
  role: string;
  name: string;
  email: string;
  approveLimitMinor: bigint | null;
  createdAt: string;
  removedAt: string | null;
}

export interface Membership {
  accountId: string;
  memberId: string;
  role: string;
  name: string;
  email: string;
  approveLimitMinor: bigint | null;
  accountName: string;
  accountKind: AccountRow['kind'];
  parentId: string | null;
  practice: boolean;
}

export const readAccounts = (reader: Reader, ids: readonly string[]): Promise<AccountRow[]> =>
  reader.rows<AccountRow>('select * from account where id = any ($1)', [ids]);

export const insertAccounts = (tx: Tx, rows: readonly AccountRow[]): Promise<number> =>
  insertRows(tx, 'account', rows);

export const insertMembers = (tx: Tx, rows: readonly MemberRow[]): Promise<number> =>
  insertRows(tx, 'member', rows, 'on conflict (user_id, account_id) where removed_at is null do nothing');

export const readMembers = (reader: Reader, accountId: string): Promise<MemberRow[]> =>
  reader.rows<MemberRow>(
    'select * from member where account_id = $1 and removed_at is null order by created_at, id',
    [accountId],
  );

/** Every account that a signed-in user belongs to; a narrow look-up across accounts. */
export const readMemberships = (reader: Reader, userId: string): Promise<Membership[]> =>
  reader.rows<Membership>('select * from app.memberships($1)', [userId]);

export const countAccounts = async (reader: Reader): Promise<bigint> =>
  (await reader.one<{ count: bigint }>('select app.account_count() as count')).count;

export const readAccountIds = async (reader: Reader): Promise<string[]> =>
  (await reader.rows<{ id: string }>('select app.account_ids() as id')).map((row) => row.id);

export const readPolicies = (reader: Reader, accountId: string): Promise<PolicyRow[]> =>
  reader.rows<PolicyRow>(
    'select gate, client_id, from_minor, to_minor, policy from gate_policy where account_id = $1',
    [accountId],
  );

export async function writePolicy(tx: Tx, row: { accountId: string; id: string } & PolicyRow): Promise<void> {
  await tx.run(
    `insert into gate_policy (account_id, id, gate, client_id, from_minor, to_minor, policy) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (account_id, gate, coalesce(client_id, ''), coalesce(from_minor, -1)) do update set policy = excluded.policy, to_minor = excluded.to_minor`,
    [row.accountId, row.id, row.gate, row.clientId, row.fromMinor, row.toMinor, row.policy],
  );
}

/** Allots `count` consecutive values of a series under its row lock; a rollback gives them back. */
export async function allotNumbers(
  tx: Tx,
  accountId: string,
  series: string,
  count: number,
): Promise<bigint> {
  const row = await tx.one<{ first: bigint }>(
    `insert into number_series (account_id, series, next_value) values ($1, $2, 1 + $3::bigint)
     on conflict (account_id, series) do update set next_value = number_series.next_value + $3::bigint
     returning next_value - $3::bigint as first`,
    [accountId, series, count],
  );
  return row.first;
}

/** Writes the settings when the version still is what the caller saw. */
export async function updateAccount(tx: Tx, row: AccountRow): Promise<boolean> {
  const changed = await tx.run(
    `update account set name = $2, seller = $3, brand = $4, tax = $5, terms = $6, time_zone = $7, payment_instructions = $8, number_pattern = $9, releases = $10,
       version = version + 1 where id = $1 and version = $11`,
    [
      row.id,
      row.name,
      JSON.stringify(row.seller),
      JSON.stringify(row.brand),
      JSON.stringify(row.tax),
      row.terms,
      row.timeZone,
      JSON.stringify(row.paymentInstructions),
      row.numberPattern,
      row.releases,
      row.version,
    ],
  );
  return changed === 1;
}
