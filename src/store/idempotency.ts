/** Answers by the caller's own key, so that a repeated request gets the first answer. A refusal is never stored. */
import type { Reader, Tx } from './database.ts';
import { jsonForSql } from './rows.ts';

export interface Answer {
  accountId: string;
  key: string;
  action: string;
  actorId: string;
  inputHash: string;
  answer: unknown;
  at: string;
}

export const readAnswer = (reader: Reader, accountId: string, key: string): Promise<Answer | undefined> =>
  reader.maybe<Answer>('select * from idempotency where account_id = $1 and key = $2', [accountId, key]);

export async function writeAnswer(tx: Tx, row: Answer): Promise<void> {
  await tx.run(
    'insert into idempotency (account_id, key, action, actor_id, input_hash, answer, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [row.accountId, row.key, row.action, row.actorId, row.inputHash, jsonForSql(row.answer), row.at],
  );
}
