/** The unit of work and the doorbell, promised alike by the embedded database and by PostgreSQL. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, RollBack, StatementError } from '../../src/store/database.ts';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.ts';

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe.each(await databaseKinds())('on %s', (kind) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await openTestDatabase(kind);
    db = test.db;
    await db.pool.query(`
      create table thing (account_id text not null, id int not null, body text, amount bigint, primary key (account_id, id));
      alter table thing enable row level security;
      create policy own on thing to closeout_app
        using (account_id = any ((select app.accounts())::text[])) with check (account_id = any ((select app.accounts())::text[]));
      grant select, insert, update on thing to closeout_app`);
  }, 60_000);
  afterAll(() => test.drop());

  const insert = 'insert into thing (account_id, id, body) values ($1, $2, $3)';
  const ids = (account = 'acc_a') =>
    db.transaction([account], (tx) => tx.rows<{ id: number }>('select id from thing order by id'));
  const clean = () => db.pool.query('delete from thing');

  it('sees and writes exactly its accounts, and leaves nothing on the connection', async () => {
    await clean();
    await db.transaction(['acc_a', 'acc_b'], async (tx) => {
      await tx.run(insert, ['acc_a', 1, 'a']);
      await tx.run(insert, ['acc_b', 1, 'b']);
      expect(tx.accounts).toEqual(['acc_a', 'acc_b']);
    });
    expect((await ids('acc_a')).length).toBe(1);
    expect((await db.transaction(['acc_a', 'acc_b'], (tx) => tx.rows('select * from thing'))).length).toBe(2);
    expect(await ids('acc_c')).toEqual([]);
    expect(await db.transaction([], (tx) => tx.rows('select * from thing'))).toEqual([]);
    const foreign = db.transaction(['acc_a'], (tx) => tx.run(insert, ['acc_b', 2, 'x']));
    await expect(foreign).rejects.toMatchObject({ code: '42501' });
    const { rows } = await db.pool.query(
      `select current_user as who, current_setting('app.accounts', true) as accounts`,
    );
    expect(rows[0].who).not.toBe('closeout_app');
    expect(rows[0].accounts ?? '').toBe('');
    await expect(db.transaction(["a', true); --"], async () => {})).rejects.toThrow('not an account id');
  });

  it('brings values back as the house reads them', async () => {
    const row = await db.transaction([], (tx) =>
      tx.one<Record<string, unknown>>(
        `select 9007199254740993::int8 as big, array[1, null]::int8[] as bigs, 1.50::numeric as exact, array[0.1]::numeric[] as exacts,
           date '2026-02-28' as day, array[date '2026-02-28'] as days, timestamptz '2026-11-21 10:00:00.123999+02' as instant,
           timestamptz '2026-11-21 10:00:00Z' as whole, array[timestamptz '2026-11-21 10:00Z'] as instants,
           '{"a":[1,"x"]}'::jsonb as doc, '[1]'::json as list, true as yes, 3::int as n, null::int8 as nothing,
           current_setting('TimeZone') as zone, $1::int8 as sent, $2::text[] as texts`,
        [12n, ['a,b', '"q"', null]],
      ),
    );
    expect(row).toEqual({
      big: 9007199254740993n,
      bigs: [1n, null],
      exact: '1.50',
      exacts: ['0.1'],
      day: '2026-02-28',
      days: ['2026-02-28'],
      instant: '2026-11-21T08:00:00.123Z',
      whole: '2026-11-21T10:00:00.000Z',
      instants: ['2026-11-21T10:00:00.000Z'],
      doc: { a: [1, 'x'] },
      list: [1],
      yes: true,
      n: 3,
      nothing: null,
      zone: 'UTC',
      sent: 12n,
      texts: ['a,b', '"q"', null],
    });
    // Libraries on the pool keep the driver's own types.
    expect((await db.pool.query("select timestamptz '2026-11-21 10:00Z' as at")).rows[0].at).toBeInstanceOf(
      Date,
    );
    await expect(db.transaction([], (tx) => tx.one("select 'infinity'::timestamptz as at"))).rejects.toThrow(
      'Bug',
    );
  });

  it('counts rows, and calls a wrong number of them a bug', async () => {
    await clean();
    await db.transaction(['acc_a'], async (tx) => {
      expect(
        await tx.run('insert into thing (account_id, id) select $1, n from generate_series(1, 3) n', [
          'acc_a',
        ]),
      ).toBe(3);
      expect(await tx.maybe('select id from thing where id = 9')).toBeUndefined();
      await expect(tx.maybe('select id from thing')).rejects.toThrow('at most one row');
      await expect(tx.one('select id from thing where id = 9')).rejects.toThrow('exactly one row');
      await expect(tx.run('select $1::text', [undefined])).rejects.toThrow('undefined');
    });
  });

  it('keeps everything or nothing', async () => {
    await clean();
    const failing = db.transaction(['acc_a'], async (tx) => {
      await tx.run(insert, ['acc_a', 1, 'x']);
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    const value = await db.transaction(['acc_a'], async (tx): Promise<string> => {
      await tx.run(insert, ['acc_a', 1, 'x']);
      throw new RollBack('preview');
    });
    expect(value).toBe('preview');
    const swallowed = db.transaction(['acc_a'], async (tx) => {
      await tx.run(insert, ['acc_a', 2, 'x']);
      await tx.run(insert, ['acc_a', 2, 'x']).catch(() => {});
    });
    await expect(swallowed).rejects.toThrow('swallowed');
    expect(await ids()).toEqual([]);
  });

  it('reports code and constraint and no values', async () => {
    await clean();
    const twice = db.transaction(['acc_a'], async (tx) => {
      await tx.run(insert, ['acc_a', 1, 'secret']);
      await tx.run(insert, ['acc_a', 1, 'secret']);
    });
    const error = await twice.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(StatementError);
    expect(error).toMatchObject({
      code: '23505',
      constraint: 'thing_pkey',
      table: 'thing',
      statement: insert,
    });
    const unreadable = await db
      .transaction(['acc_a'], (tx) => tx.run('select $1::int', ['secret']))
      .catch((e: unknown) => e);
    expect(unreadable).toMatchObject({ code: '22P02' });
    for (const e of [error, unreadable]) {
      expect(JSON.stringify([String(e), { ...(e as object) }, (e as Error).stack])).not.toContain('secret');
    }
  });

  it('refuses to write when it only reads', async () => {
    const write = db.transaction(['acc_a'], (tx) => tx.run(insert, ['acc_a', 5, 'x']), { readOnly: true });
    await expect(write).rejects.toMatchObject({ code: '25006' });
  });

  it('runs again after a serialization failure or a deadlock, a bounded number of times', async () => {
    await clean();
    let runs = 0;
    const raise = `do $$ begin raise exception 'again' using errcode = '40001'; end $$`;
    const done = await db.transaction(['acc_a'], async (tx) => {
      runs += 1;
      await tx.run(insert, ['acc_a', runs, 'x']);
      if (runs < 3) await tx.run(raise);
      return 'done';
    });
    expect(done).toBe('done');
    expect(await ids()).toEqual([{ id: 3 }]);
    runs = 0;
    const always = db.transaction(['acc_a'], async (tx) => {
      runs += 1;
      await tx.run(raise.replace('40001', '40P01'));
    });
    await expect(always).rejects.toMatchObject({ code: '40P01' });
    expect(runs).toBe(6);
  });

  it('refuses a second connection inside a unit of work at once, and works on', async () => {
    await clean();
    await db.transaction(['acc_a'], async (tx) => {
      await expect(db.transaction(['acc_a'], (other) => other.rows('select 1'))).rejects.toThrow(
        'second database connection',
      );
      await expect(db.pool.query('select 1')).rejects.toThrow('second database connection');
      await expect(db.pool.connect()).rejects.toThrow('second database connection');
      await tx.run(insert, ['acc_a', 1, 'x']);
      tx.afterCommit(() => void 0);
    });
    expect(await ids()).toEqual([{ id: 1 }]);
  });

  it('does not hold what a unit of work set off for later to its own end', async () => {
    let later: Promise<unknown> | undefined;
    await db.transaction([], async () => {
      later = settle().then(() => db.transaction([], (tx) => tx.rows('select 1 as n')));
    });
    expect(await later).toEqual([{ n: 1 }]);
  });

  it('refuses statements after its end', async () => {
    let kept: { rows(text: string): Promise<unknown> } | undefined;
    await db.transaction([], async (tx) => {
      kept = tx;
    });
    await expect(kept!.rows('select 1')).rejects.toThrow('after the end');
  });

  it('runs statements asked for at once in their order, and waits for one that nobody awaited', async () => {
    await clean();
    await db.transaction(['acc_a'], async (tx) => {
      const answers = await Promise.all([1, 2, 3].map((id) => tx.run(insert, ['acc_a', id, 'x'])));
      expect(answers).toEqual([1, 1, 1]);
      void tx.run(insert, ['acc_a', 4, 'x']);
    });
    expect((await ids()).length).toBe(4);
  });

  it('keeps 300 units of work at once apart', async () => {
    await clean();
    await db.pool.query("insert into thing (account_id, id, amount) values ('acc_a', 0, 0)");
    const all = Array.from({ length: 300 }, (_, n) =>
      db.transaction(['acc_a'], async (tx) => {
        const { amount } = await tx.one<{ amount: bigint }>(
          'select amount from thing where id = 0 for update',
        );
        await tx.run('update thing set amount = $1 where id = 0', [amount + 1n]);
        if (n % 10 === 0) throw new RollBack(n);
        return n;
      }),
    );
    expect(await Promise.all(all)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    const { amount } = await db.transaction(['acc_a'], (tx) =>
      tx.one<{ amount: bigint }>('select amount from thing'),
    );
    expect(amount).toBe(270n);
  }, 30_000);

  it('rings after the commit only, and not after unlisten', async () => {
    const heard: string[] = [];
    const unlisten = await db.listen('bell', (payload) => {
      heard.push(payload);
    });
    const second = await db.listen('bell', (payload) => {
      heard.push(`2:${payload}`);
    });
    await db.transaction([], async (tx) => {
      await tx.notify('bell', 'kept');
      await settle();
      expect(heard).toEqual([]);
    });
    await settle();
    expect(heard).toEqual(['kept', '2:kept']);
    await db.transaction([], async (tx) => {
      await tx.notify('bell', 'lost');
      throw new RollBack(null);
    });
    await second();
    await db.pool.query("notify bell, 'one'");
    await settle();
    await unlisten();
    await db.pool.query("notify bell, 'none'");
    await settle();
    expect(heard).toEqual(['kept', '2:kept', 'one']);
  });

  it('lets a listener start a unit of work of its own', async () => {
    const seen = new Promise((resolve, reject) => {
      void db.listen('work', () => {
        db.transaction([], (tx) => tx.rows('select 1 as n')).then(resolve, reject);
      });
    });
    await settle();
    await db.transaction([], (tx) => tx.notify('work', ''));
    expect(await seen).toEqual([{ n: 1 }]);
  });

  it('runs afterCommit after the commit, once, and never after a rollback', async () => {
    const ran: string[] = [];
    let attempts = 0;
    await db.transaction([], async (tx) => {
      attempts += 1;
      tx.afterCommit(() => ran.push('kept'));
      if (attempts === 1) await tx.run(`do $$ begin raise exception 'again' using errcode = '40001'; end $$`);
      expect(ran).toEqual([]);
    });
    await db.transaction([], async (tx) => {
      tx.afterCommit(() => ran.push('lost'));
      throw new RollBack(null);
    });
    expect(ran).toEqual(['kept']);
    const inner = await new Promise((resolve, reject) => {
      void db.transaction([], async (tx) => {
        tx.afterCommit(() => db.transaction([], (own) => own.rows('select 2 as n')).then(resolve, reject));
      });
    });
    expect(inner).toEqual([{ n: 2 }]);
  });
});
