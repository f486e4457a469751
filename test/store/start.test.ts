/** What happens around the first statement and the last: migrations, snapshots, the data folder, servers that go away. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openEmbedded, openPostgres } from '../../src/store/database.ts';
import { defaultMigrationsDir, knownMigrations, migrate } from '../../src/store/migrate.ts';
import { buildSnapshot, readSnapshot } from '../../src/store/snapshot.ts';
import { databaseKinds, emptyDatabase, openTestDatabase, postgresAvailable } from '../database.ts';

const kinds = await databaseKinds();
let directory: string;
let migrations: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'closeout-start-'));
  migrations = join(directory, 'migrations');
  mkdirSync(migrations);
  migration(
    '0001_role',
    'do $$ begin create role closeout_app nologin; exception when duplicate_object then null; end $$;',
  );
  migration('0002_thing', 'create table thing (id int primary key);\ngrant all on thing to closeout_app;');
});
afterEach(() => rmSync(directory, { recursive: true }));

const migration = (name: string, sql: string) => writeFileSync(join(migrations, `${name}.sql`), sql);
const tables = async (db: Database): Promise<string[]> =>
  (
    await db.pool.query(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    )
  ).rows.map(({ relname }) => relname);

describe.each(kinds)('migrate on %s', (kind) => {
  let db: Database;
  let drop: () => Promise<void>;
  beforeEach(async () => {
    ({ db, drop } = await emptyDatabase(kind));
  }, 30_000);
  afterEach(() => drop());

  it('applies what is missing, once, in order, and tells what', async () => {
    expect(await migrate(db, migrations)).toEqual(['0001_role', '0002_thing']);
    expect(await migrate(db, migrations)).toEqual([]);
    migration('0003_more', 'create table more (id int);');
    expect(await migrate(db, migrations)).toEqual(['0003_more']);
    expect(await tables(db)).toEqual(['more', 'pgmigrations', 'thing']);
  }, 30_000);

  it('keeps nothing when one of several fails, and names file and line', async () => {
    migration('0003_fine', 'create table fine (id int);');
    migration('0004_broken', 'create table late (id int);\n\ninsert into nowhere values (1);');
    await expect(migrate(db, migrations)).rejects.toThrow(
      /0004_broken\.sql:3\): relation "nowhere" does not exist/,
    );
    expect(await tables(db)).not.toContain('fine');
    migration('0004_broken', 'select 1;');
    expect((await migrate(db, migrations)).length).toBe(4);
  }, 30_000);

  it('refuses a database that a newer release has changed', async () => {
    migration('0003_future', 'create table future (id int);');
    await migrate(db, migrations);
    rmSync(join(migrations, '0003_future.sql'));
    await expect(migrate(db, migrations)).rejects.toThrow('made by a newer release (it has 0003_future)');
    expect(await tables(db)).toContain('future');
  }, 30_000);

  it('refuses to slip one in before those that ran, and a name out of order', async () => {
    await migrate(db, migrations);
    migration('0001_late', 'select 1;');
    await expect(migrate(db, migrations)).rejects.toThrow('0001_late');
    migration('second', 'select 1;');
    await expect(migrate(db, migrations)).rejects.toThrow('is named 0001_words.sql');
  }, 30_000);
});

describe('the shipped migrations', () => {
  it.each(kinds)(
    'are all in a test database on %s',
    async (kind) => {
      const { db, drop } = await openTestDatabase(kind);
      expect(knownMigrations().length).toBeGreaterThan(0);
      expect(await migrate(db)).toEqual([]);
      await drop();
    },
    60_000,
  );

  it('are found beside package.json', () => {
    expect(existsSync(join(defaultMigrationsDir(), '..', '..', '..', 'package.json'))).toBe(true);
  });
});

describe('an embedded database in a folder', () => {
  let snapshot: Uint8Array;
  beforeAll(async () => {
    snapshot = await buildSnapshot();
  }, 60_000);

  it('starts from the snapshot once, keeps its rows, and locks the folder', async () => {
    const data = join(directory, 'data');
    const first = await openEmbedded({ directory: data, snapshot });
    expect(await migrate(first)).toEqual([]);
    await first.pool.query('create table kept (id int); insert into kept values (1)');
    await expect(openEmbedded({ directory: data })).rejects.toThrow(`in use by process ${process.pid}`);
    await first.close();
    await first.close();
    expect(readdirSync(data)).toEqual(['database']);
    const second = await openEmbedded({ directory: data, snapshot });
    expect((await second.pool.query('select id from kept')).rows).toEqual([{ id: 1 }]);
    await second.close();
  }, 60_000);

  it('starts anew when its very first start was cut off, and puts the rest aside', async () => {
    const data = join(directory, 'data');
    mkdirSync(join(data, 'database'), { recursive: true });
    writeFileSync(join(data, 'database', 'PG_VERSION'), '18');
    writeFileSync(join(data, 'database.starting'), '');
    const db = await openEmbedded({ directory: data, snapshot });
    expect(await migrate(db)).toEqual([]);
    await db.close();
    expect(readdirSync(data).sort()).toEqual(['database', 'database.unfinished']);
  }, 60_000);

  it('has every acknowledged commit after its process was killed', async () => {
    const data = join(directory, 'data');
    const db = await openEmbedded({ directory: data, snapshot });
    await db.pool.query('create table kept (id int)');
    await db.close();
    const code = `
      import { openEmbedded } from './src/store/database.ts';
      const db = await openEmbedded({ directory: process.argv[1] });
      for (let id = 1; ; id += 1) { await db.pool.query('insert into kept values ($1)', [id]); console.log(id); }`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code, data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (text) => {
        said += text;
        if (said.length > 1000) child.kill('SIGKILL');
      });
      child.once('close', () => resolve());
    });
    const acknowledged = said.split('\n').filter((line) => line !== '').length - 1;
    const again = await openEmbedded({ directory: data });
    const { rows } = await again.pool.query('select count(*)::int as n from kept where id <= $1', [
      acknowledged,
    ]);
    expect(rows).toEqual([{ n: acknowledged }]);
    await again.close();
  }, 60_000);

  it('reads a snapshot from a file, and does without', async () => {
    const path = join(directory, 'seed');
    expect(await readSnapshot(path)).toBeUndefined();
    writeFileSync(path, snapshot);
    expect((await readSnapshot(path))?.length).toBe(snapshot.length);
  });
});

// Only where a server answers; test/database.ts says so where none does.
describe.runIf(await postgresAvailable())('a PostgreSQL server', () => {
  let db: Database;
  let url: string;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    ({ db, url, drop } = await openTestDatabase('postgres'));
  }, 60_000);
  afterAll(() => drop());

  /** What a restart of the server does to our connections. */
  const cut = async (): Promise<void> => {
    const other = await openPostgres({ url, poolMax: 1 });
    await other.pool.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await other.close();
  };

  it('is told about by name when it is not there', async () => {
    await expect(openPostgres({ url: 'postgres://postgres@127.0.0.1:9/none' })).rejects.toThrow(
      'ECONNREFUSED',
    );
  });

  it('lets several processes migrate at once', async () => {
    const { db: fresh, url: freshUrl, drop: dropFresh } = await emptyDatabase('postgres');
    const others = await Promise.all([1, 2, 3].map(() => openPostgres({ url: freshUrl, poolMax: 1 })));
    const applied = await Promise.all(others.map((other) => migrate(other, migrations)));
    expect(applied.map(({ length }) => length).sort()).toEqual([0, 0, 2]);
    expect(await migrate(fresh, migrations)).toEqual([]);
    for (const other of others) await other.close();
    await dropFresh();
  }, 30_000);

  it('reports a connection lost in the middle, runs it once only, and works on', async () => {
    let runs = 0;
    const lost = db.transaction([], async (tx) => {
      runs += 1;
      await tx.rows('select 1');
      await cut();
      await tx.rows('select 1');
    });
    await expect(lost).rejects.toThrow();
    expect(runs).toBe(1);
    expect(await db.transaction([], (tx) => tx.rows('select 1 as n'))).toEqual([{ n: 1 }]);
  }, 30_000);

  it('is listened to again after it went away, and rings once because something may have been missed', async () => {
    const heard: string[] = [];
    const unlisten = await db.listen('bell', (payload) => {
      heard.push(payload);
    });
    await cut();
    const until = async (n: number) => {
      while (heard.length < n) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await until(1);
    await db.transaction([], (tx) => tx.notify('bell', 'back'));
    await until(2);
    expect(heard).toEqual(['', 'back']);
    await unlisten();
  }, 30_000);
});
