/**
 * API keys: made through better-auth's plugin (which hashes them), verified by one indexed look-up of our own.
 * Nothing is cached, so a revoked key is refused at once by every process. `lastUsedAt` is noted at most every ten
 * minutes, so that an ordinary call writes nothing. It does not decide what a member may do; it only reports the key's choice.
 */
import { defaultKeyHasher } from '@better-auth/api-key';
import type pg from 'pg';
import { identityQuery } from './connection.ts';

export interface ApiKey {
  id: string;
  userId: string;
  accountId: string | null;
  name: string;
  /** The first characters, for people to recognise it by. */
  start: string;
  /** The key's chosen permissions; null: all of the member's. */
  permissions: string[] | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

export interface KeyScope {
  accountId?: string;
  userId?: string;
}

interface KeyRow extends pg.QueryResultRow {
  id: string;
  userId: string;
  name: string | null;
  start: string | null;
  permissions: string | null;
  metadata: string | null;
  enabled: boolean | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}

const columns = `k.id, k."referenceId" as "userId", k.name, k.start, k.permissions, k.metadata, k.enabled,
  k."createdAt", k."lastRequest" as "lastUsedAt", k."expiresAt"`;

const lastUsedStepMs = 10 * 60_000;

/** The plugin groups permissions by noun: `invoice.read` is kept as `{"invoice": ["read"]}`. */
export function groupPermissions(permissions: readonly string[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const permission of permissions) {
    const dot = permission.indexOf('.');
    if (dot < 1) throw new Error(`A permission is spelled noun.verb: ${permission}`);
    const noun = permission.slice(0, dot);
    groups[noun] = [...(groups[noun] ?? []), permission.slice(dot + 1)];
  }
  return groups;
}

/** Null only where nothing was chosen; what cannot be read throws, since a broken choice must not become "all". */
function flatPermissions(stored: string | null): string[] | null {
  if (stored === null) return null;
  const groups = JSON.parse(stored) as Record<string, string[]>;
  return Object.entries(groups).flatMap(([noun, verbs]) => verbs.map((verb) => `${noun}.${verb}`));
}

function accountOf(metadata: string | null): string | null {
  if (metadata === null) return null;
  const { accountId } = JSON.parse(metadata) as { accountId?: unknown };
  return typeof accountId === 'string' ? accountId : null;
}

function toApiKey(row: KeyRow): ApiKey {
  return {
    id: row.id,
    userId: row.userId,
    accountId: accountOf(row.metadata),
    name: row.name ?? '',
    start: row.start ?? '',
    permissions: flatPermissions(row.permissions),
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

export interface VerifiedKey extends ApiKey {
  email: string;
  userName: string;
}

/** The live key behind a bearer value, with its member; null for a wrong, expired, revoked or disabled one. */
export async function verifyKey(pool: pg.Pool, value: string, nowMs: number): Promise<VerifiedKey | null> {
  const [row] = await identityQuery<KeyRow & { email: string; userName: string }>(
    pool,
    `select ${columns}, u.email, u.name as "userName"
       from identity.apikey k join identity."user" u on u.id = k."referenceId"
      where k.key = $1`,
    [await defaultKeyHasher(value)],
  );
  if (row === undefined || row.enabled === false) return null;
  if (row.expiresAt !== null && row.expiresAt.getTime() <= nowMs) return null;
  if (row.lastUsedAt === null || nowMs - row.lastUsedAt.getTime() >= lastUsedStepMs) {
    await identityQuery(
      pool,
      `update identity.apikey set "lastRequest" = to_timestamp($2::double precision / 1000) where id = $1`,
      [row.id, nowMs],
    );
  }
  return { ...toApiKey(row), email: row.email, userName: row.userName };
}

export async function findKey(pool: pg.Pool, value: string): Promise<ApiKey | null> {
  const [row] = await identityQuery<KeyRow>(
    pool,
    `select ${columns} from identity.apikey k where k.key = $1`,
    [await defaultKeyHasher(value)],
  );
  return row === undefined ? null : toApiKey(row);
}

export async function listKeys(pool: pg.Pool, scope: KeyScope): Promise<ApiKey[]> {
  const rows = await identityQuery<KeyRow>(
    pool,
    `select ${columns} from identity.apikey k
      where ($1::text is null or k."referenceId" = $1)
        and ($2::text is null or k.metadata::jsonb ->> 'accountId' = $2)
      order by k."createdAt", k.id`,
    [scope.userId ?? null, scope.accountId ?? null],
  );
  return rows.map(toApiKey);
}

/** Whether there was such a key within the scope. */
export async function revokeKey(pool: pg.Pool, id: string, scope: KeyScope): Promise<boolean> {
  const rows = await identityQuery(
    pool,
    `delete from identity.apikey k
      where k.id = $1 and ($2::text is null or k."referenceId" = $2)
        and ($3::text is null or k.metadata::jsonb ->> 'accountId' = $3)
      returning k.id`,
    [id, scope.userId ?? null, scope.accountId ?? null],
  );
  return rows.length === 1;
}
