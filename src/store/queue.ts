/**
 * The queues: effects, reactions and incidents. Rows are claimed with a lease by functions that look across accounts;
 * everything else is bound to the accounts of the transaction.
 */
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface EffectRow {
  accountId: string;
  id: string;
  kind: string;
  permit: 'approval' | 'open_policy' | 'house';
  approvalId: string | null;
  subjectType: string;
  subjectId: string;
  payload: Record<string, unknown>;
  state: string;
  dueAt: string;
  tries: number;
  leasedUntil: string | null;
  outcome: unknown;
  createdAt: string;
}

export interface ReactionRow {
  accountId: string;
  id: string;
  eventId: string;
  name: string;
  subjectId: string;
  data: Record<string, unknown>;
  state: string;
  dueAt: string;
  tries: number;
}

export interface IncidentRow {
  accountId: string;
  id: string;
  kind: string;
  subjectType: string;
  subjectId: string;
  reason: string;
  next: string;
  state: string;
  openedAt: string;
  closedAt: string | null;
  closedBy: string | null;
}

export const insertEffects = (
  tx: Tx,
  rows: readonly Omit<EffectRow, 'state' | 'tries' | 'leasedUntil' | 'outcome'>[],
): Promise<number> => insertRows(tx, 'effect', rows);

export const insertReactions = (
  tx: Tx,
  rows: readonly Omit<ReactionRow, 'state' | 'tries'>[],
): Promise<number> => insertRows(tx, 'reaction', rows);

export const claimEffects = (tx: Tx, at: string, until: string, most: number): Promise<EffectRow[]> =>
  tx.rows<EffectRow>('select * from app.claim_effects($1, $2, $3)', [at, until, most]);

export const claimReactions = (tx: Tx, at: string, until: string, most: number): Promise<ReactionRow[]> =>
  tx.rows<ReactionRow>('select * from app.claim_reactions($1, $2, $3)', [at, until, most]);

/** When a queue has something due next; null when all are empty. */
export const readNextDue = async (reader: Reader): Promise<string | null> =>
  (await reader.one<{ due: string | null }>('select app.next_due() as due')).due;

export async function writeEffectState(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  change: { state: string; outcome?: unknown; dueAt?: string; leasedUntil?: string | null },
): Promise<void> {
  await tx.run(
    `update effect set state = $3, outcome = coalesce($4::jsonb, outcome), due_at = coalesce($5::timestamptz, due_at), leased_until = $6::timestamptz
     where account_id = $1 and id = any ($2)`,
    [
      accountId,
      ids,
      change.state,
      change.outcome === undefined ? null : JSON.stringify(change.outcome),
      change.dueAt ?? null,
      change.leasedUntil ?? null,
    ],
  );
}

export const lockEffect = (tx: Tx, accountId: string, id: string): Promise<EffectRow | undefined> =>
  tx.maybe<EffectRow>('select * from effect where account_id = $1 and id = $2 for update', [accountId, id]);

export async function writeReactionState(
  tx: Tx,
  row: { accountId: string; id: string },
  change: { state: string; error?: string | null; dueAt?: string },
): Promise<void> {
  await tx.run(
    'update reaction set state = $3, error = $4, due_at = coalesce($5::timestamptz, due_at), leased_until = null where account_id = $1 and id = $2',
    [row.accountId, row.id, change.state, change.error ?? null, change.dueAt ?? null],
  );
}

/** Opens an incident once per kind and subject; a second one while the first is open is the same incident. */
export const insertIncidents = (
  tx: Tx,
  rows: readonly Omit<IncidentRow, 'state' | 'closedAt' | 'closedBy'>[],
): Promise<number> =>
  insertRows(
    tx,
    'incident',
    rows,
    "on conflict (account_id, kind, subject_id) where state = 'open' do nothing",
  );

export const readIncidents = (reader: Reader, accountId: string): Promise<IncidentRow[]> =>
  reader.rows<IncidentRow>(
    "select * from incident where account_id = $1 order by (state = 'open') desc, opened_at desc, id desc limit 200",
    [accountId],
  );

/** @returns the kind of the incident that was open, undefined when none was */
export const closeIncidentRow = async (
  tx: Tx,
  row: { accountId: string; id: string; closedAt: string; closedBy: string },
): Promise<string | undefined> =>
  (
    await tx.maybe<{ kind: string }>(
      "update incident set state = 'resolved', closed_at = $3, closed_by = $4 where account_id = $1 and id = $2 and state = 'open' returning kind",
      [row.accountId, row.id, row.closedAt, row.closedBy],
    )
  )?.kind;
