/** The bridge under the driver: what several connections to one backend must never notice of each other. */
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PgliteBridge } from '../../src/store/pglite-bridge.ts';
import { sync } from '../../src/store/wire.ts';

let pglite: PGlite;
let bridge: PgliteBridge;
let pool: pg.Pool;
const waitMs = 250;

beforeAll(async () => {
  pglite = await PGlite.create();
}, 60_000);
afterAll(() => pglite.close());

beforeEach(async () => {
  await pglite.exec('deallocate all');
  await pglite.exec('drop table if exists note; create table note (id int primary key, body text not null)');
  bridge = new PgliteBridge(pglite, { waitMs });
  pool = new pg.Pool({
    max: 8,
    user: 'postgres',
    password: '',
    host: 'embedded',
    stream: () => bridge.connect(),
  });
});
afterEach(() => pool.end());

const count = async (): Promise<number> =>
  (await pool.query('select count(*)::int as n from note')).rows[0].n;

async function inTransaction<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const value = await fn(client);
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

describe('many connections', () => {
  it('keeps 1,600 mixed operations over 8 connections apart', async () => {
    let kept = 0;
    const one = async (n: number): Promise<void> => {
      const kind = n % 8;
      if (kind === 0) {
        await expect(pool.query('select 1/$1::int', [0])).rejects.toMatchObject({ code: '22012' });
      } else if (kind === 1) {
        await expect(pool.query('selec 1')).rejects.toMatchObject({ code: '42601' });
      } else if (kind === 2) {
        const failing = inTransaction(async (client) => {
          await client.query('insert into note values ($1, $2)', [n, 'lost']);
          await client.query('insert into note values ($1, $2)', [n, 'twice']);
        });
        await expect(failing).rejects.toMatchObject({ code: '23505', constraint: 'note_pkey' });
      } else if (kind === 3) {
        const { rows } = await pool.query({ name: 'same', text: 'select $1::int as n', values: [n] });
        expect(rows).toEqual([{ n }]);
      } else if (kind === 4) {
        const { rows } = await pool
          .query(`select ${n} as a; select ${n + 1} as a`)
          .then((r) => (r as unknown as pg.QueryResult[])[1]!);
        expect(rows).toEqual([{ a: n + 1 }]);
      } else {
        await inTransaction(async (client) => {
          await client.query('insert into note values ($1, $2)', [n, `body ${n}`]);
          await new Promise((resolve) => setImmediate(resolve));
          const { rows } = await client.query('select body from note where id = $1', [n]);
          expect(rows).toEqual([{ body: `body ${n}` }]);
        });
        kept += 1;
      }
    };
    await Promise.all(Array.from({ length: 1600 }, (_, n) => one(n)));
    expect(kept).toBe(600);
    expect(await count()).toBe(600);
  }, 60_000);

  it('never shows one transaction to another before its commit', async () => {
    const writer = await pool.connect();
    await writer.query('begin');
    await writer.query("insert into note values (1, 'hidden')");
    const seen = count();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await writer.query('rollback');
    writer.release();
    expect(await seen).toBe(0);
  });

  it('is in step after a unique violation in an extended query, in and outside of a transaction', async () => {
    const client = await pool.connect();
    const insert = {
      name: 'insert',
      text: 'insert into note values ($1, $2) returning id',
      values: [1, 'a'],
    };
    await client.query(insert);
    for (let i = 0; i < 5; i += 1) {
      await expect(client.query(insert)).rejects.toMatchObject({ code: '23505' });
      expect((await client.query('select $1::text as t', [`after ${i}`])).rows).toEqual([
        { t: `after ${i}` },
      ]);
    }
    await client.query('begin');
    await expect(client.query(insert)).rejects.toMatchObject({ code: '23505' });
    await expect(client.query('select $1::int', [1])).rejects.toMatchObject({ code: '25P02' });
    expect((await client.query('commit')).command).toBe('ROLLBACK');
    client.release();
  });
});

describe('prepared statements', () => {
  it('lets two connections use one name for different texts', async () => {
    const [a, b] = [await pool.connect(), await pool.connect()];
    for (let i = 0; i < 3; i += 1) {
      expect((await a.query({ name: 'x', text: 'select $1::int as n', values: [i] })).rows).toEqual([
        { n: i },
      ]);
      expect((await b.query({ name: 'x', text: "select 'b' || $1::text as t", values: [i] })).rows).toEqual([
        { t: `b${i}` },
      ]);
    }
    a.release();
    b.release();
  });

  it('drops those of a connection that ended', async () => {
    const client = new pg.Client({ user: 'postgres', password: '', stream: () => bridge.connect() });
    await client.connect();
    await client.query({ name: 'left', text: 'select 1 as n' });
    const names = async () => (await pool.query('select name from pg_prepared_statements')).rows;
    expect(await names()).toEqual([{ name: 'c1_left' }]);
    await client.end();
    expect(await names()).toEqual([]);
  });

  it('survives a statement that does not parse and a value that cannot be sent', async () => {
    const client = await pool.connect();
    await expect(client.query({ name: 'bad', text: 'select * from nowhere' })).rejects.toMatchObject({
      code: '42P01',
    });
    await expect(client.query('select $1::jsonb', [{ n: 1n }])).rejects.toThrow(/BigInt/);
    await expect(client.query('select $1::int', ['not a number'])).rejects.toMatchObject({ code: '22P02' });
    expect((await client.query({ name: 'good', text: 'select 7 as n' })).rows).toEqual([{ n: 7 }]);
    client.release();
  });
});

describe('the way a connection ends', () => {
  it('rolls back and lets the next one in, whether it says goodbye or breaks', async () => {
    for (const ending of ['end', 'destroy'] as const) {
      const stream = bridge.connect();
      const client = new pg.Client({ user: 'postgres', password: '', stream: () => stream });
      client.on('error', () => {});
      await client.connect();
      await client.query('begin');
      await client.query("insert into note values (1, 'lost')");
      if (ending === 'end') await client.end();
      else stream.destroy(new Error('broken'));
      expect(await count()).toBe(0);
    }
  });

  it('gives up its place in the queue', async () => {
    const holder = await pool.connect();
    await holder.query('begin');
    const stream = bridge.connect();
    const client = new pg.Client({ user: 'postgres', password: '', stream: () => stream });
    client.on('error', () => {});
    await client.connect();
    const waiting = expect(client.query("insert into note values (1, 'ghost')")).rejects.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    stream.destroy(new Error('broken'));
    await waiting;
    await holder.query('commit');
    holder.release();
    expect(await count()).toBe(0);
  });
});

describe('a transaction that waits for itself', () => {
  it('fails the waiting query only, and both connections go on', async () => {
    const [outer, inner] = [await pool.connect(), await pool.connect()];
    await outer.query('begin');
    await outer.query("insert into note values (1, 'kept')");
    await expect(inner.query('select count(*) from note')).rejects.toMatchObject({
      code: '55P03',
      message: expect.stringContaining('waits for itself'),
    });
    await expect(inner.query('select $1::int', [1])).rejects.toMatchObject({ code: '55P03' });
    await outer.query('commit');
    expect((await inner.query({ name: 'n', text: 'select 1 as n' })).rows).toEqual([{ n: 1 }]);
    outer.release();
    inner.release();
    expect(await count()).toBe(1);
  });

  it('skips the rest of a refused query up to its sync, as a server does', async () => {
    const holder = await pool.connect();
    await holder.query('begin');
    const stream = bridge.connect();
    const answers: string[] = [];
    stream.on('data', (bytes: Buffer) => answers.push(String.fromCharCode(bytes[0]!)));
    stream.write(Buffer.from([0, 0, 0, 8, 0, 3, 0, 0]));
    const flush = Buffer.from('H\0\0\0\x04');
    const execute = Buffer.from('E\0\0\0\x09\0\0\0\0\0');
    stream.write(flush);
    await new Promise((resolve) => setTimeout(resolve, 2 * waitMs));
    expect(answers).toEqual(['R', 'E']);
    stream.write(Buffer.concat([execute, flush, sync]));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answers).toEqual(['R', 'E', 'Z']);
    stream.end();
    await holder.query('commit');
    holder.release();
  });

  it('does not fail one that waits long for a busy holder', async () => {
    const holder = await pool.connect();
    await holder.query('begin');
    const waiting = count();
    for (let i = 0; i < 8; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, waitMs / 3));
      await holder.query('insert into note values ($1, $2)', [i, 'x']);
    }
    await holder.query('commit');
    holder.release();
    expect(await waiting).toBe(8);
  });
});

describe('what goes through', () => {
  it('carries large results and large values whole', async () => {
    const { rows } = await pool.query("select i, repeat('x', 100) as t from generate_series(1, 100000) i");
    expect(rows.length).toBe(100_000);
    expect(rows[99_999]).toEqual({ i: 100_000, t: 'x'.repeat(100) });
    const big = 'ä€'.repeat(2_000_000);
    expect((await pool.query('select $1::text as t', [big])).rows[0].t === big).toBe(true);
    const bytes = Buffer.alloc(5_000_000, 7);
    expect((await pool.query('select $1::bytea as b', [bytes])).rows[0].b.equals(bytes)).toBe(true);
  }, 30_000);

  it('reads a portal in pages', async () => {
    const { rows } = await pool.query({
      text: 'select i from generate_series(1, 25) i',
      rows: 10,
    } as pg.QueryConfig);
    expect(rows.length).toBe(25);
    expect((await pool.query('select 1 as n')).rows).toEqual([{ n: 1 }]);
  });

  it('refuses COPY FROM STDIN and lives, in every way of asking', async () => {
    const refusal = { code: '57014', message: expect.stringContaining('COPY FROM STDIN does not work') };
    await expect(pool.query('copy note from stdin')).rejects.toMatchObject(refusal);
    await expect(
      pool.query('select 1; COPY note (id,\n body)\n FROM STDIN with (format csv); select 2'),
    ).rejects.toMatchObject(refusal);
    await expect(pool.query({ name: 'copy', text: 'copy note from stdin' })).rejects.toMatchObject(refusal);
    const client = await pool.connect();
    await client.query('begin');
    await expect(client.query('copy note from stdin')).rejects.toMatchObject(refusal);
    await client.query('rollback');
    // A text that only looks like one is not touched.
    expect((await client.query("select 'copy it from stdin' as t")).rows).toEqual([
      { t: 'copy it from stdin' },
    ]);
    expect((await client.query("select 'copy it from stdin' || $1::text as t", ['!'])).rows).toEqual([
      { t: 'copy it from stdin!' },
    ]);
    client.release();
    await pool.query('copy (select 1) to stdout');
    expect(await count()).toBe(0);
  });

  it('brings notifications to those who listen, after the commit, and to nobody else', async () => {
    const heard: string[] = [];
    const [listener, other, sender] = [await pool.connect(), await pool.connect(), await pool.connect()];
    listener.on('notification', ({ channel, payload }) => heard.push(`${channel}:${payload}`));
    other.on('notification', () => heard.push('unasked'));
    await listener.query('listen bell');
    await sender.query('begin');
    await sender.query("select pg_notify('bell', $1)", ['kept']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual([]);
    await sender.query('commit');
    await sender.query('begin');
    await sender.query("notify bell, 'lost'");
    await sender.query('rollback');
    await sender.query("notify elsewhere, 'unheard'");
    await listener.query("notify bell, 'own'");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(heard).toEqual(['bell:kept', 'bell:own']);
    for (const client of [listener, other, sender]) client.release();
    await pool.query('unlisten *');
  });

  it('passes notices, empty queries and savepoints', async () => {
    const client = await pool.connect();
    const notices: (string | undefined)[] = [];
    client.on('notice', ({ message }) => notices.push(message));
    await client.query("do $$ begin raise notice 'seen'; end $$");
    expect(notices).toEqual(['seen']);
    await client.query('');
    await client.query('begin');
    await client.query("insert into note values (1, 'a'); savepoint s");
    await expect(client.query("insert into note values ($1, 'b')", [1])).rejects.toMatchObject({
      code: '23505',
    });
    await client.query('rollback to s');
    await client.query('commit');
    client.release();
    expect(await count()).toBe(1);
  });
});
