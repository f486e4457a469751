/**
 * Identity: who is calling. Sign-in links, passwords, sessions, second factors, passkeys and API keys, by better-auth
 * in the schema `identity`. It knows no accounts, memberships, roles or approvals, and it creates no effects:
 * its mail leaves through the `sendMail` it is given.
 */

import { betterAuth } from 'better-auth';
import { generateRandomString } from 'better-auth/crypto';
import { clientAddress, withClientAddress } from './client-address.ts';
import { identityQuery, migrateIdentity } from './connection.ts';
import {
  type ApiKey,
  findKey,
  groupPermissions,
  type KeyScope,
  listKeys,
  revokeKey,
  verifyKey,
} from './keys.ts';
import { identityMail } from './mails.ts';
import {
  apiKeyMinLength,
  hashToken,
  type IdentitySettings,
  identityLifetimes,
  identityOptions,
  presetKey,
} from './options.ts';

export interface Caller {
  userId: string;
  email: string;
  name: string;
  via: 'session' | 'key';
  keyId: string | null;
  /** The key's account; null for a session, which chooses its account per request. */
  accountId: string | null;
  /** The key's chosen permissions; null: all of the member's. */
  permissions: string[] | null;
  sessionId: string | null;
}

export interface SignInLink {
  /** A path of this app, or an address under a trusted origin. */
  redirectTo: string;
  /** Milliseconds; 15 minutes when absent. */
  validForMs?: number;
  /** Also mail the link, in these words. */
  mail?: 'sign_in' | 'invitation';
}

export interface NewApiKey {
  userId: string;
  accountId: string;
  name: string;
  permissions: string[] | null;
  /** A value chosen by the operator; the same one again answers with the key that exists. */
  value?: string;
  /** Whole days, 1 to 365; absent: until revoked. */
  validForDays?: number;
}

export interface SessionInfo {
  id: string;
  createdAt: string;
  expiresAt: string;
  ipAddress: string | null;
  userAgent: string | null;
}

export type Identity = ReturnType<typeof createIdentity>;

type Auth = ReturnType<typeof betterAuth<ReturnType<typeof identityOptions>>>;

const duplicate = (error: unknown): boolean => (error as { code?: unknown }).code === '23505';
const bearer = (headers: Headers): string | null =>
  /^Bearer +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;

export function createIdentity(settings: IdentitySettings) {
  if (settings.secret.length < 32) throw new Error('The identity secret needs at least 32 characters.');
  const { pool } = settings;
  const options = identityOptions(settings, async (email) => (await userByEmail(email)) !== null);
  let auth: Auth | undefined;
  // Built on first use: better-auth compares the schema with its plugins once, and that must come after migrate().
  const open = (): Auth => {
    auth ??= betterAuth(options);
    return auth;
  };

  async function userByEmail(email: string): Promise<{ id: string; emailVerified: boolean } | null> {
    const [row] = await identityQuery<{ id: string; emailVerified: boolean }>(
      pool,
      'select id, "emailVerified" from identity."user" where email = $1',
      [email.toLowerCase()],
    );
    return row ?? null;
  }

  return {
    /** Creates or updates the schema `identity`; idempotent, and safe when several processes start at once. */
    migrate: (): Promise<void> => migrateIdentity(pool, options),
    /** Serves `/api/auth/*`. `socketAddress` is the peer of the connection; without it all share one rate bucket. */
    handler: async (request: Request, socketAddress: string | null = null): Promise<Response> => {
      const address = clientAddress(request.headers, settings.trustedProxyHeader ?? null, socketAddress);
      try {
        return await open().handler(withClientAddress(request, address));
      } catch (error) {
        settings.log('error', error instanceof Error ? (error.stack ?? error.message) : 'Unknown error');
        return Response.json({ message: 'Something went wrong on our side. Try again.' }, { status: 500 });
      }
    },
    whoIs: async (headers: Headers): Promise<Caller | null> => {
      const value = bearer(headers);
      return value === null ? sessionCaller(open(), headers) : keyCaller(settings, value);
    },
    ensureUser: (person: { email: string; name: string }) => ensureUser(open(), userByEmail, person),
    mintSignInLink: (email: string, link: SignInLink) => mintSignInLink(open(), settings, email, link),
    createApiKey: (key: NewApiKey) => createApiKey(open(), settings, key),
    listApiKeys: (scope: KeyScope): Promise<ApiKey[]> => listKeys(pool, scope),
    /** False when there is no such key in the scope. A revoked key is refused from then on, in every process. */
    revokeApiKey: (id: string, scope: KeyScope = {}): Promise<boolean> => revokeKey(pool, id, scope),
    listSessions: (userId: string) => listSessions(settings, userId),
    revokeSession: (userId: string, sessionId: string) => endSessions(settings, userId, { only: sessionId }),
    /** Ends the session of these headers; the answer's `set-cookie` headers belong on the response. */
    signOut: async (headers: Headers): Promise<Headers> =>
      (await open().api.signOut({ headers, returnHeaders: true })).headers,
    setPassword: (input: NewPassword) => setPassword(open(), settings, input),
  };
}

async function sessionCaller(auth: Auth, headers: Headers): Promise<Caller | null> {
  // The refresh belongs to /api/auth/get-session, which can also prolong the browser's cookie.
  const found = await auth.api.getSession({ headers, query: { disableRefresh: true } });
  if (found === null) return null;
  const { user, session } = found;
  const { id: userId, email, name } = user;
  return {
    userId,
    email,
    name,
    via: 'session',
    keyId: null,
    accountId: null,
    permissions: null,
    sessionId: session.id,
  };
}

async function keyCaller({ pool, now }: IdentitySettings, value: string): Promise<Caller | null> {
  const key = await verifyKey(pool, value, now());
  if (key === null) return null;
  const { userId, email, userName: name, id: keyId, accountId, permissions } = key;
  return { userId, email, name, via: 'key', keyId, accountId, permissions, sessionId: null };
}

/**
 * The person with this address, made if need be. The address counts as verified: nobody can register, so only a member
 * with the right to invite wrote it; and a link followed by an unverified person would end that person's other sessions.
 */
async function ensureUser(
  auth: Auth,
  find: (email: string) => Promise<{ id: string; emailVerified: boolean } | null>,
  { email, name }: { email: string; name: string },
): Promise<{ userId: string }> {
  const { internalAdapter } = await auth.$context;
  let user = await find(email);
  if (user === null) {
    try {
      const person = { email: email.toLowerCase(), name, emailVerified: true };
      user = await internalAdapter.createUser(person, { method: 'admin' });
    } catch (error) {
      if (!duplicate(error)) throw error;
      user = await find(email);
    }
  }
  if (user === null) throw new Error('The person was made and is gone again.');
  if (!user.emailVerified) await internalAdapter.updateUser(user.id, { emailVerified: true });
  return { userId: user.id };
}

async function mintSignInLink(auth: Auth, settings: IdentitySettings, email: string, link: SignInLink) {
  const context = await auth.$context;
  if (!context.isTrustedOrigin(link.redirectTo, { allowRelativePaths: true })) {
    throw new Error('A sign-in link may only lead to this app or to a trusted origin.');
  }
  const validForMs = link.validForMs ?? identityLifetimes.link;
  const token = generateRandomString(43, 'a-z', 'A-Z', '0-9');
  await context.internalAdapter.createVerificationValue({
    identifier: hashToken(token),
    value: JSON.stringify({ email: email.toLowerCase() }),
    expiresAt: new Date(settings.now() + validForMs),
  });
  const url = new URL('/api/auth/magic-link/verify', settings.baseUrl);
  url.searchParams.set('token', token);
  url.searchParams.set('callbackURL', link.redirectTo);
  if (link.mail) await settings.sendMail(identityMail(link.mail, email, url.href, validForMs));
  return url.href;
}

async function createApiKey(auth: Auth, { pool }: IdentitySettings, key: NewApiKey) {
  const { userId, accountId, name, permissions, value } = key;
  if (value !== undefined && (value.length < apiKeyMinLength || !/^[\x21-\x7e]+$/.test(value))) {
    throw new Error(`A preset API key needs at least ${apiKeyMinLength} printable characters and no spaces.`);
  }
  const make = () =>
    auth.api.createApiKey({
      body: {
        userId,
        name,
        metadata: { accountId },
        ...(permissions === null ? {} : { permissions: groupPermissions(permissions) }),
        ...(key.validForDays === undefined ? {} : { expiresIn: key.validForDays * 86_400 }),
      },
    });
  if (value === undefined) {
    const made = await make();
    return { id: made.id, value: made.key };
  }
  const same = async () => {
    const found = await findKey(pool, value);
    if (found !== null && (found.userId !== userId || found.accountId !== accountId)) {
      throw new Error('This preset API key already belongs to somebody else.');
    }
    return found;
  };
  const existing = await same();
  if (existing !== null) return { id: existing.id, value };
  try {
    return { id: (await presetKey.run(value, make)).id, value };
  } catch (error) {
    if (!duplicate(error)) throw error;
    const found = await same();
    if (found === null) throw error;
    return { id: found.id, value };
  }
}

async function listSessions({ pool, now }: IdentitySettings, userId: string): Promise<SessionInfo[]> {
  type Row = Omit<SessionInfo, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date };
  const rows = await identityQuery<Row>(
    pool,
    `select id, "createdAt", "expiresAt", "ipAddress", "userAgent" from identity.session
      where "userId" = $1 order by "createdAt", id`,
    [userId],
  );
  return rows
    .filter((row) => row.expiresAt.getTime() > now())
    .map((row) => ({
      ...row,
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
    }));
}

/** Ends one session of a person, or all but one; returns how many ended. */
async function endSessions(
  { pool }: IdentitySettings,
  userId: string,
  which: { only: string } | { except: string | null },
): Promise<number> {
  const [only, except] = 'only' in which ? [which.only, null] : [null, which.except];
  const rows = await identityQuery(
    pool,
    `delete from identity.session where "userId" = $1
        and ($2::text is null or id = $2) and ($3::text is null or id <> $3)
      returning id`,
    [userId, only, except],
  );
  return rows.length;
}

export interface NewPassword {
  userId: string;
  password: string;
  /** The session that sets it goes on; every other one ends. */
  keepSessionId?: string | null;
}

async function setPassword(auth: Auth, settings: IdentitySettings, input: NewPassword): Promise<void> {
  const { password: passwords, internalAdapter } = await auth.$context;
  const { minPasswordLength, maxPasswordLength } = passwords.config;
  const { length } = input.password;
  if (length < minPasswordLength || length > maxPasswordLength) {
    throw new Error(`A password has ${minPasswordLength} to ${maxPasswordLength} characters.`);
  }
  const hash = await passwords.hash(input.password);
  const accounts = await internalAdapter.findAccounts(input.userId);
  if (accounts.some(({ providerId }) => providerId === 'credential')) {
    await internalAdapter.updatePassword(input.userId, hash);
  } else {
    const { userId } = input;
    await internalAdapter.linkAccount({
      userId,
      providerId: 'credential',
      accountId: userId,
      password: hash,
    });
  }
  await endSessions(settings, input.userId, { except: input.keepSessionId ?? null });
}
