/**
 * The promises of identity, kept on both databases: links work once, keys are hashed and revocable, the schema is walled
 * off, nothing leaks to other connections, and a second factor cannot be walked around.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { identityLimits } from '../../src/api/auth/options.ts';
import { baseUrl, cookieOf, type Ground, grounds, identityOn, post, totp, withCookie } from './ground.ts';

const ann = { email: 'ann@example.com', name: 'Ann Owner' };

describe.each(grounds)('identity on $name', ({ open }) => {
  let ground: Ground;
  let pathBefore: unknown;
  const searchPath = async () => (await ground.pool.query('show search_path')).rows;
  beforeAll(async () => {
    ground = await open();
    pathBefore = await searchPath();
    await Promise.all([1, 2, 3].map(() => identityOn(ground.pool).identity.migrate()));
  });
  afterAll(async () => ground?.close());

  // Everyone comes from elsewhere, so that the limits are only met where a test is about them.
  let visitors = 0;
  const visit = (identity: ReturnType<typeof identityOn>['identity'], url: string, cookie = '') => {
    visitors += 1;
    return identity.handler(new Request(url, { headers: { cookie } }), `198.51.100.${visitors}`);
  };

  async function signedIn(made: ReturnType<typeof identityOn>, person = ann) {
    const { userId } = await made.identity.ensureUser(person);
    const response = await visit(
      made.identity,
      await made.identity.mintSignInLink(person.email, { redirectTo: '/' }),
    );
    return { userId, cookie: cookieOf(response) };
  }

  test('migrating again changes nothing, and no table or setting lands outside the schema', async () => {
    const columns = `select table_schema, table_name, column_name from information_schema.columns
      where table_schema in ('identity', 'public') order by 1, 2, 3`;
    const before = (await ground.pool.query(columns)).rows;
    await identityOn(ground.pool).identity.migrate();
    const after = (await ground.pool.query(columns)).rows;
    expect(after).toEqual(before);
    expect(new Set(after.map((row) => row.table_schema))).toEqual(new Set(['identity']));
    expect(new Set(after.map((row) => row.table_name))).toEqual(
      new Set(['account', 'apikey', 'passkey', 'rateLimit', 'session', 'twoFactor', 'user', 'verification']),
    );
  });

  test('a role without rights cannot read the schema', async () => {
    const client = await ground.pool.connect();
    try {
      await client.query('begin');
      await client.query('create role closeout_identity_probe nologin');
      await client.query('set local role closeout_identity_probe');
      await expect(client.query('select * from identity."user"')).rejects.toMatchObject({ code: '42501' });
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  test('the same person twice is one person, even at once and in other letters', async () => {
    const { identity } = identityOn(ground.pool);
    const people = await Promise.all(
      ['bo@example.com', 'Bo@Example.com', 'BO@EXAMPLE.COM'].map((email) =>
        identity.ensureUser({ email, name: 'Bo' }),
      ),
    );
    expect(new Set(people.map(({ userId }) => userId)).size).toBe(1);
  });

  test('somebody once unverified keeps the older session when a link is followed', async () => {
    const made = identityOn(ground.pool);
    const gil = { email: 'gil@example.com', name: 'Gil' };
    const older = await signedIn(made, gil);
    await ground.pool.query('update identity."user" set "emailVerified" = false where id = $1', [
      older.userId,
    ]);
    const newer = await signedIn(made, gil);
    expect(await made.identity.whoIs(withCookie(older.cookie))).not.toBeNull();
    expect(await made.identity.whoIs(withCookie(newer.cookie))).not.toBeNull();
  });

  test('a sign-in link signs in, once, even when visited twice at the same moment', async () => {
    const { identity } = identityOn(ground.pool);
    const { userId } = await identity.ensureUser(ann);
    const url = await identity.mintSignInLink(ann.email, { redirectTo: '/invoices' });
    const answers = await Promise.all([visit(identity, url), visit(identity, url)]);
    expect(answers.map((answer) => answer.status)).toEqual([302, 302]);
    const cookies = answers.map((answer) => cookieOf(answer)).filter(Boolean);
    expect(cookies).toHaveLength(1);
    expect(answers.map((answer) => answer.headers.get('location'))).toContain(`${baseUrl}/invoices`);
    const caller = await identity.whoIs(withCookie(cookies[0] ?? ''));
    expect(caller).toMatchObject({
      userId,
      ...ann,
      via: 'session',
      keyId: null,
      accountId: null,
      permissions: null,
    });
    expect(caller?.sessionId).toBeTruthy();
    const stored = await ground.pool.query('select * from identity.verification');
    expect(JSON.stringify(stored.rows)).not.toContain(new URL(url).searchParams.get('token'));
    const late = await visit(identity, url);
    expect(late.headers.get('location')).toContain('error=INVALID_TOKEN');
    expect(cookieOf(late)).toBe('');
  });

  test('an expired link, and a link to another site, do not work', async () => {
    const { identity } = identityOn(ground.pool);
    await identity.ensureUser(ann);
    const expired = await visit(
      identity,
      await identity.mintSignInLink(ann.email, { redirectTo: '/', validForMs: -1 }),
    );
    expect(cookieOf(expired)).toBe('');
    for (const redirectTo of ['https://evil.example', '//evil.example', 'javascript:alert(1)']) {
      await expect(identity.mintSignInLink(ann.email, { redirectTo })).rejects.toThrow('trusted origin');
    }
    const url = new URL(await identity.mintSignInLink(ann.email, { redirectTo: '/' }));
    url.searchParams.set('callbackURL', 'https://evil.example');
    expect((await visit(identity, url.href)).status).toBe(403);
  });

  test('a link requested by mail is mailed to members only, and strangers see the same answer', async () => {
    const made = identityOn(ground.pool);
    const { identity, mails } = made;
    await identity.ensureUser(ann);
    const answers = [];
    for (const email of ['Ann@example.com', 'stranger@example.com']) {
      const answer = await identity.handler(
        post('/sign-in/magic-link', { email, callbackURL: '/' }),
        '203.0.113.9',
      );
      answers.push([answer.status, await answer.text()]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(mails.map(({ kind, to }) => [kind, to.toLowerCase()])).toEqual([['sign_in', 'ann@example.com']]);
    const url = /https?:\S+/.exec(mails[0]?.text ?? '')?.[0] ?? '';
    expect(await identity.whoIs(withCookie(cookieOf(await visit(identity, url))))).toMatchObject(ann);
    await identity.mintSignInLink(ann.email, {
      redirectTo: '/',
      mail: 'invitation',
      validForMs: 7 * 86_400_000,
    });
    expect(mails.at(-1)?.text).toContain('within 7 days');
    const signUp = await identity.handler(
      post('/sign-up/email', { email: 'x@example.com', password: 'long enough', name: 'X' }),
    );
    expect(signUp.status).toBe(404);
  });

  test('signing in again leaves the older session alive; sessions are listed, revoked and signed out', async () => {
    const made = identityOn(ground.pool);
    const cat = { email: 'cat@example.com', name: 'Cat' };
    const first = await signedIn(made, cat);
    const second = await signedIn(made, cat);
    const third = await signedIn(made, cat);
    const { identity } = made;
    const callers = await Promise.all(
      [first, second, third].map(({ cookie }) => identity.whoIs(withCookie(cookie))),
    );
    expect(callers.every((caller) => caller?.userId === first.userId)).toBe(true);
    const listed = await identity.listSessions(first.userId);
    expect(listed.map(({ id }) => id).sort()).toEqual(callers.map((caller) => caller?.sessionId).sort());
    expect(listed[0]?.ipAddress).toMatch(/^198\.51\.100\.\d+$/);
    expect(await identity.revokeSession('somebody else', callers[0]?.sessionId ?? '')).toBe(0);
    expect(await identity.revokeSession(first.userId, callers[0]?.sessionId ?? '')).toBe(1);
    expect(await identity.whoIs(withCookie(first.cookie))).toBeNull();
    const headers = await identity.signOut(withCookie(second.cookie));
    expect(cookieOf({ headers }, second.cookie)).toBe('');
    expect(await identity.whoIs(withCookie(second.cookie))).toBeNull();
    expect(await identity.whoIs(withCookie(third.cookie))).not.toBeNull();
    expect(await identity.whoIs(withCookie(third.cookie.replace(/.{6}$/, 'AAAAAA')))).toBeNull();
    await ground.pool.query(
      `update identity.session set "expiresAt" = now() - interval '1 second' where "userId" = $1`,
      [first.userId],
    );
    expect(await identity.whoIs(withCookie(third.cookie))).toBeNull();
  });

  test('a password signs in; setting it ends the other sessions; a reset is mailed and works once', async () => {
    const made = identityOn(ground.pool);
    const { identity, mails } = made;
    const eve = { email: 'eve@example.com', name: 'Eve' };
    const { userId, cookie } = await signedIn(made, eve);
    const older = await signedIn(made, eve);
    const keepSessionId = (await identity.whoIs(withCookie(cookie)))?.sessionId ?? null;
    await identity.setPassword({ userId, password: 'correct horse battery', keepSessionId });
    expect(await identity.whoIs(withCookie(cookie))).not.toBeNull();
    expect(await identity.whoIs(withCookie(older.cookie))).toBeNull();
    await expect(identity.setPassword({ userId, password: 'short' })).rejects.toThrow('10 to 128');
    const signIn = (password: string) =>
      identity.handler(post('/sign-in/email', { email: eve.email, password }), '203.0.113.20');
    expect((await signIn('wrong horse battery')).status).toBe(401);
    expect(await identity.whoIs(withCookie(cookieOf(await signIn('correct horse battery'))))).toMatchObject(
      eve,
    );
    await identity.setPassword({ userId, password: 'another horse battery' });
    expect((await signIn('correct horse battery')).status).toBe(401);
    await identity.handler(
      post('/request-password-reset', { email: eve.email, redirectTo: '/sign-in/new-password' }),
    );
    expect(mails.at(-1)).toMatchObject({ kind: 'reset', to: eve.email });
    const token = /reset-password\/([^?\s]+)/.exec(mails.at(-1)?.text ?? '')?.[1];
    const reset = (newPassword: string) => identity.handler(post('/reset-password', { token, newPassword }));
    expect((await reset('a third horse battery')).status).toBe(200);
    expect((await reset('a fourth horse battery')).status).toBe(400);
    expect((await signIn('a third horse battery')).status).toBe(200);
  });

  test('a second factor is asked for after a password and after a link alike', async () => {
    const made = identityOn(ground.pool);
    const { identity } = made;
    const fay = { email: 'fay@example.com', name: 'Fay' };
    const { userId, cookie } = await signedIn(made, fay);
    const enabled = await identity.handler(post('/two-factor/enable', { method: 'totp' }, { cookie }));
    const { totpURI, backupCodes } = (await enabled.json()) as { totpURI: string; backupCodes: string[] };
    expect(backupCodes).toHaveLength(10);
    const secret = decodeBase32(new URL(totpURI).searchParams.get('secret') ?? '');
    const code = totp(secret, Date.now());
    expect((await identity.handler(post('/two-factor/verify-totp', { code }, { cookie }))).status).toBe(200);
    await identity.setPassword({ userId, password: 'correct horse battery' });
    const byLink = await visit(identity, await identity.mintSignInLink(fay.email, { redirectTo: '/jobs' }));
    expect([byLink.status, byLink.headers.get('location')]).toEqual([
      302,
      '/sign-in/second-factor?next=%2Fjobs',
    ]);
    const byPassword = await identity.handler(
      post('/sign-in/email', { email: fay.email, password: 'correct horse battery' }),
    );
    expect(await byPassword.json()).toMatchObject({ twoFactorRedirect: true });
    for (const half of [byLink, byPassword]) {
      const pending = cookieOf(half);
      expect(await identity.whoIs(withCookie(pending))).toBeNull();
      for (const line of half.headers.getSetCookie()) {
        expect(await identity.whoIs(withCookie(line.split(';')[0] ?? ''))).toBeNull();
      }
      const wrong = await identity.handler(
        post('/two-factor/verify-totp', { code: '000000' }, { cookie: pending }),
      );
      expect(wrong.status).toBe(401);
      const now = totp(secret, Date.now());
      const right = await identity.handler(
        post('/two-factor/verify-totp', { code: now }, { cookie: pending }),
      );
      expect(await identity.whoIs(withCookie(cookieOf(right, pending)))).toMatchObject(fay);
    }
  });

  test('passkeys are wired: a signed-in person gets options for this site', async () => {
    const made = identityOn(ground.pool);
    const { cookie } = await signedIn(made);
    const answer = await visit(
      made.identity,
      `${baseUrl}/api/auth/passkey/generate-register-options`,
      cookie,
    );
    expect(await answer.json()).toMatchObject({ rp: { id: 'localhost', name: 'Closeout' } });
  });

  test('cookies: __Host- and Secure behind https, neither on plain http, always HttpOnly and Lax', async () => {
    for (const [secureCookies, url] of [
      [true, 'https://app.example.com'],
      [false, baseUrl],
    ] as const) {
      const { identity } = identityOn(ground.pool, { secureCookies, baseUrl: url, trustedOrigins: [url] });
      await identity.ensureUser(ann);
      const answer = await visit(identity, await identity.mintSignInLink(ann.email, { redirectTo: '/' }));
      const line = answer.headers.getSetCookie().find((cookie) => cookie.includes('session_token')) ?? '';
      expect(
        line.startsWith(secureCookies ? '__Host-closeout.session_token=' : 'closeout.session_token='),
      ).toBe(true);
      expect(/; secure/i.test(line)).toBe(secureCookies);
      expect(line).toMatch(/; httponly/i);
      expect(line).toMatch(/; samesite=lax/i);
      expect(line).toMatch(/; path=\/(;|$)/i);
      expect(line).not.toMatch(/domain=/i);
      expect(await identity.whoIs(withCookie(cookieOf(answer)))).not.toBeNull();
    }
  });

  test('a post of another site is refused, with and without a cookie', async () => {
    const made = identityOn(ground.pool);
    const { cookie } = await signedIn(made);
    for (const origin of ['https://evil.example', 'null', `${baseUrl}.evil.example`]) {
      const out = await made.identity.handler(post('/sign-out', {}, { cookie, origin }));
      expect([origin, out.status]).toEqual([origin, 403]);
      const link = await made.identity.handler(
        post('/sign-in/magic-link', { email: ann.email }, { origin }),
        '203.0.113.77',
      );
      expect([origin, link.status]).toEqual([origin, 403]);
    }
    expect(await made.identity.whoIs(withCookie(cookie))).not.toBeNull();
  });

  test('limits count per client, in the database, and a claimed address does not open a new bucket', async () => {
    const made = identityOn(ground.pool);
    const again = identityOn(ground.pool).identity;
    const max = identityLimits.paths['/sign-in/email']?.max ?? 0;
    const attempt = (identity: typeof again, socket: string | null, headers: Record<string, string> = {}) =>
      identity.handler(
        post('/sign-in/email', { email: 'no@example.com', password: 'wrong wrong' }, headers),
        socket,
      );
    for (let i = 0; i < max; i += 1) {
      const spoofed = { 'x-forwarded-for': `192.0.2.${i}`, 'x-closeout-client-address': `192.0.2.${i}` };
      expect((await attempt(i % 2 ? again : made.identity, '203.0.113.50', spoofed)).status).toBe(401);
    }
    expect((await attempt(made.identity, '203.0.113.50', { 'x-forwarded-for': '192.0.2.99' })).status).toBe(
      429,
    );
    expect((await attempt(again, '203.0.113.50')).status).toBe(429);
    expect((await attempt(made.identity, '203.0.113.51')).status).toBe(401);
    const proxied = identityOn(ground.pool, { trustedProxyHeader: 'x-forwarded-for' }).identity;
    const via = (chain: string) => attempt(proxied, '10.0.0.1', { 'x-forwarded-for': chain });
    for (let i = 0; i < max; i += 1) expect((await via(`192.0.2.${i}, 203.0.113.60`)).status).toBe(401);
    expect((await via('192.0.2.200, 203.0.113.60')).status).toBe(429);
    expect((await via('203.0.113.61')).status).toBe(401);
  });

  test('after all that, no connection has another search path', async () => {
    const clients = await Promise.all([1, 2, 3].map(() => ground.pool.connect()));
    const paths = await Promise.all(clients.map((client) => client.query('show search_path')));
    for (const client of clients) client.release();
    for (const path of paths) expect(path.rows).toEqual(pathBefore);
  });

  test('a failure of the database answers 500 and is logged without its values', async () => {
    const made = identityOn(ground.pool);
    await made.identity.ensureUser(ann);
    const url = await made.identity.mintSignInLink(ann.email, { redirectTo: '/' });
    await ground.pool.query(
      `alter table identity.session add constraint broken check ("userId" = 'nobody') not valid`,
    );
    const print = vi.spyOn(console, 'error');
    try {
      expect((await visit(made.identity, url)).status).toBe(500);
      expect(print).not.toHaveBeenCalled();
    } finally {
      print.mockRestore();
      await ground.pool.query('alter table identity.session drop constraint broken');
    }
    expect(made.log.join('\n')).toMatch(/23514/);
    expect(made.log.join('\n')).not.toMatch(/Failing row|198\.51\.100\./);
  });

  test('nothing secret is logged, and nothing goes to the console', async () => {
    const prints = (['log', 'warn', 'error'] as const).map((name) => vi.spyOn(console, name));
    const made = identityOn(ground.pool);
    const { identity, log } = made;
    const url = await identity.mintSignInLink(ann.email, { redirectTo: '/' });
    await visit(identity, `${url}x`);
    await identity.handler(
      post('/sign-in/email', { email: ann.email, password: 'a secret password' }),
      '203.0.113.90',
    );
    await identity.whoIs(new Headers({ authorization: 'Bearer clo_a_wrong_secret_key' }));
    await identity.handler(
      post('/sign-out', {}, { cookie: 'closeout.session_token=stolen', origin: 'https://evil.example' }),
    );
    const token = new URL(url).searchParams.get('token') ?? '-';
    for (const secret of [token, 'a secret password', 'clo_a_wrong_secret_key', 'stolen']) {
      expect(log.join('\n')).not.toContain(secret);
    }
    expect(log.join('\n')).toContain('Invalid origin');
    for (const print of prints) {
      expect(print).not.toHaveBeenCalled();
      print.mockRestore();
    }
  });
});

function decodeBase32(text: string): string {
  let bits = '';
  for (const char of text.replace(/=+$/, ''))
    bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))).toString('latin1');
}
