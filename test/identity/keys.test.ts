/**
 * The promises of API keys, kept on both databases: stored as hashes, revocable at once, never made around our own verbs.
 * The rest of identity is in identity.test.ts.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseUrl, cookieOf, type Ground, grounds, identityOn, post } from './ground.ts';

const ann = { email: 'ann@example.com', name: 'Ann Owner' };

describe.each(grounds)('API keys on $name', ({ open }) => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await open();
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

  test('an API key is stored as a hash, carries its account and permissions, and ends when revoked', async () => {
    const { identity, clock } = identityOn(ground.pool);
    const { userId } = await identity.ensureUser(ann);
    const key = { userId, accountId: 'acc_1', name: 'Nightly export' };
    const all = await identity.createApiKey({ ...key, permissions: null });
    const few = await identity.createApiKey({
      ...key,
      permissions: ['invoice.read', 'send.approve', 'invoice.draft'],
    });
    const none = await identity.createApiKey({
      ...key,
      permissions: [],
      accountId: 'acc_2',
      validForDays: 1,
    });
    const as = (value: string) => identity.whoIs(new Headers({ authorization: `Bearer ${value}` }));
    expect(await as(all.value)).toEqual({
      ...ann,
      userId,
      via: 'key',
      keyId: all.id,
      accountId: 'acc_1',
      permissions: null,
      sessionId: null,
    });
    expect((await as(few.value))?.permissions?.sort()).toEqual([
      'invoice.draft',
      'invoice.read',
      'send.approve',
    ]);
    expect((await as(none.value))?.permissions).toEqual([]);
    const stored = JSON.stringify((await ground.pool.query('select * from identity.apikey')).rows);
    for (const { value } of [all, few, none]) expect(stored).not.toContain(value.slice(8));
    expect((await identity.listApiKeys({ userId })).map(({ id }) => id)).toEqual([all.id, few.id, none.id]);
    expect((await identity.listApiKeys({ accountId: 'acc_2' })).map(({ id }) => id)).toEqual([none.id]);
    expect(await identity.revokeApiKey(few.id, { accountId: 'acc_2' })).toBe(false);
    expect(await identity.revokeApiKey(few.id, { accountId: 'acc_1' })).toBe(true);
    for (const wrong of [few.value, `${all.value}x`, all.value.slice(0, -1), 'nonsense', "' or 1=1 --"]) {
      expect(await as(wrong)).toBeNull();
    }
    clock.offsetMs = 25 * 3_600_000;
    expect(await as(none.value)).toBeNull();
    expect(await as(all.value)).not.toBeNull();
  });

  test('a bearer key never falls back to the cookie beside it', async () => {
    const made = identityOn(ground.pool);
    const { cookie } = await signedIn(made);
    expect(await made.identity.whoIs(new Headers({ cookie, authorization: 'Bearer wrong' }))).toBeNull();
    expect(
      await made.identity.whoIs(new Headers({ cookie, authorization: 'Basic d3Jvbmc=' })),
    ).not.toBeNull();
  });

  test('ordinary use of a key writes nothing; its last use is noted every ten minutes', async () => {
    const { identity, clock } = identityOn(ground.pool);
    const { userId } = await identity.ensureUser(ann);
    const { id, value } = await identity.createApiKey({
      userId,
      accountId: 'acc_1',
      name: 'n',
      permissions: null,
    });
    const headers = new Headers({ authorization: `Bearer ${value}` });
    const version = async () =>
      (await ground.pool.query('select xmin::text, "lastRequest" from identity.apikey where id = $1', [id]))
        .rows[0];
    await identity.whoIs(headers);
    const first = await version();
    expect(first.lastRequest).toBeInstanceOf(Date);
    for (let i = 0; i < 5; i += 1) await identity.whoIs(headers);
    expect(await version()).toEqual(first);
    clock.offsetMs = 11 * 60_000;
    await identity.whoIs(headers);
    expect((await version()).xmin).not.toBe(first.xmin);
  });

  test('a preset key is made once, whoever starts first, and belongs to one member', async () => {
    const { identity } = identityOn(ground.pool);
    const { userId } = await identity.ensureUser(ann);
    const value = 'preset-key-of-the-operator';
    const make = () =>
      identity.createApiKey({ userId, accountId: 'acc_1', name: 'Preset', permissions: null, value });
    const made = await Promise.all([make(), make(), make()]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect((await identity.whoIs(new Headers({ authorization: `Bearer ${value}` })))?.keyId).toBe(
      made[0]?.id,
    );
    const other = await identity.ensureUser({ email: 'dan@example.com', name: 'Dan' });
    await expect(
      identity.createApiKey({ ...other, accountId: 'acc_1', name: 'Mine', permissions: null, value }),
    ).rejects.toThrow('somebody else');
    for (const weak of ['short', 'with a space in it, long', 'ünïcode-is-not-a-key']) {
      await expect(
        identity.createApiKey({ userId, accountId: 'acc_1', name: 'Weak', permissions: null, value: weak }),
      ).rejects.toThrow('at least 16');
    }
  });

  test('keys cannot be made, listed or revoked around our own verbs', async () => {
    const made = identityOn(ground.pool);
    const { cookie } = await signedIn(made);
    for (const path of ['/api-key/create', '/api-key/update', '/api-key/delete', '/api-key/verify']) {
      const answer = await made.identity.handler(post(path, { name: 'x', keyId: 'x' }, { cookie }));
      expect([path, answer.status]).toEqual([path, 404]);
    }
    for (const path of ['/api-key/list', '/api-key/get?id=x']) {
      const answer = await visit(made.identity, `${baseUrl}/api/auth${path}`, cookie);
      expect([path, answer.status]).toEqual([path, 404]);
    }
  });
});
