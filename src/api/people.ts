/** Names of the people behind user ids, for lists that say who did something; those who left keep their name. */
import type { Reader } from '../store/database.ts';

export async function readNames(
  reader: Reader,
  accountId: string,
  userIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await reader.rows<{ userId: string; name: string }>(
    'select user_id, name from member where account_id = $1 and user_id = any ($2)',
    [accountId, [...new Set(userIds)]],
  );
  return new Map(rows.map((row) => [row.userId, row.name]));
}
