/** Approvals: keys that were asked for, given, used, or gone stale. The partial unique index keeps one open key per plan. */
import type { Plan } from '../domain/gates.ts';
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface ApprovalRow {
  accountId: string;
  id: string;
  action: string;
  gates: string[];
  subjectType: string;
  subjectId: string;
  batchId: string | null;
  plan: Plan;
  planHash: string;
  amountMinor: bigint;
  currency: string;
  state: 'requested' | 'approved' | 'denied' | 'expired' | 'consumed' | 'stale';
  requestedBy: string;
  requestedAt: string;
  expiresAt: string;
  decidedBy: string | null;
  decidedAt: string | null;
  selfApproved: boolean;
  comment: string | null;
  consumedAt: string | null;
  version: number;
}

export const insertApprovals = (tx: Tx, rows: readonly ApprovalRow[]): Promise<number> =>
  insertRows(tx, 'approval', rows);

export const lockApprovals = (tx: Tx, accountId: string, ids: readonly string[]): Promise<ApprovalRow[]> =>
  tx.rows<ApprovalRow>(
    'select * from approval where account_id = $1 and id = any ($2) order by id for update',
    [accountId, ids],
  );

/** Open approvals (requested or approved) of these subjects, locked. */
export const lockOpenApprovals = (
  tx: Tx,
  accountId: string,
  subjectIds: readonly string[],
): Promise<ApprovalRow[]> =>
  tx.rows<ApprovalRow>(
    "select * from approval where account_id = $1 and subject_id = any ($2) and state in ('requested', 'approved') order by id for update",
    [accountId, subjectIds],
  );

export const readApprovals = (
  reader: Reader,
  accountId: string,
  filter: {
    state: string | null;
    subjectId: string | null;
    before: { requestedAt: string; id: string } | null;
    limit: number;
  },
): Promise<ApprovalRow[]> =>
  reader.rows<ApprovalRow>(
    `select * from approval where account_id = $1 and ($2::text is null or state = $2) and ($3::text is null or subject_id = $3)
       and ($4::timestamptz is null or (requested_at, id) < ($4::timestamptz, $5::text))
     order by requested_at desc, id desc limit $6`,
    [
      accountId,
      filter.state,
      filter.subjectId,
      filter.before?.requestedAt ?? null,
      filter.before?.id ?? null,
      filter.limit,
    ],
  );

export const readApproval = (
  reader: Reader,
  accountId: string,
  id: string,
): Promise<ApprovalRow | undefined> =>
  reader.maybe<ApprovalRow>('select * from approval where account_id = $1 and id = $2', [accountId, id]);

export async function writeDecision(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  decision: {
    state: 'approved' | 'denied';
    decidedBy: string;
    decidedAt: string;
    comment: string | null;
    selfApproved: boolean;
  },
): Promise<void> {
  await tx.run(
    `update approval set state = $3, decided_by = $4, decided_at = $5, comment = $6, self_approved = $7, version = version + 1
     where account_id = $1 and id = any ($2) and state = 'requested'`,
    [
      accountId,
      ids,
      decision.state,
      decision.decidedBy,
      decision.decidedAt,
      decision.comment,
      decision.selfApproved,
    ],
  );
}

/** Uses approved keys up. @returns the ids that were really consumed by this transaction */
export const consumeApprovals = async (
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  at: string,
): Promise<string[]> =>
  (
    await tx.rows<{ id: string }>(
      `update approval set state = 'consumed', consumed_at = $3, version = version + 1
       where account_id = $1 and id = any ($2) and state = 'approved' and expires_at > $3 returning id`,
      [accountId, ids, at],
    )
  ).map((row) => row.id);

export async function writeStale(
  tx: Tx,
  accountId: string,
  ids: readonly string[],
  state: 'stale' | 'expired' = 'stale',
): Promise<void> {
  await tx.run(
    "update approval set state = $3, version = version + 1 where account_id = $1 and id = any ($2) and state in ('requested', 'approved')",
    [accountId, ids, state],
  );
}

export const readOpenApprovals = (
  reader: Reader,
  accountId: string,
  subjectIds: readonly string[],
): Promise<ApprovalRow[]> =>
  reader.rows<ApprovalRow>(
    "select * from approval where account_id = $1 and subject_id = any ($2) and state in ('requested', 'approved') order by requested_at, id",
    [accountId, subjectIds],
  );
