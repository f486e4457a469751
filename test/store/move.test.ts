/**
 * What a copy from database to database must not change: values that are easily bent, groups that belong together, trees,
 * and tables that need several batches. The command around it is in test/stories/move.test.ts.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { moveEverything } from '../../src/store/move.ts';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.ts';

const install = "'acc_00000000000000000000000000'";
/** 1,203 entries of three postings: no batch of a thousand rows ends between two entries. */
const entries = 1203;

async function fill(db: Database): Promise<void> {
  await db.pool.query(`
    insert into account select (jsonb_populate_record(a, jsonb_build_object('id', 'acc_z', 'parent_id', a.id))).* from account a;
    insert into account select (jsonb_populate_record(a, '{"id": "acc_a", "parent_id": "acc_z"}')).* from account a where id = 'acc_z';
    insert into journal_entry select ${install}, 'jrn_' || n, 'issued', 'USD', '2026-03-02', 'x' || n, '', '2026-03-02T15:00:00.123Z' from generate_series(1, ${entries}) n;
    insert into posting select ${install}, 'jrn_' || n, o, 'receivable', case o when 2 then -9007199254740993 when 1 then 9007199254740992 else 1 end, 'USD', '2026-03-02'
      from generate_series(1, ${entries}) n, generate_series(0, 2) o;
    insert into client (account_id, id, name, contact_name, email, address, extra, created_at) values
      ('acc_a', 'cli_1', E'a\\\\b "c" ''d'' {e,f} NULL \\t\\n é 漢 😀', 'NULL', '', 'null', '{"n": 12345678901234567890.10, "t": "\\\\u0041", "z": null}', '0099-01-01T00:00:00Z'),
      ('acc_a', 'cli_2', '\\N', E' ', null, '[]', '"text"', '9999-12-31T23:59:59.999Z');
    insert into approval (account_id, id, action, gates, subject_type, subject_id, plan, plan_hash, amount_minor, currency, state, requested_by, requested_at, expires_at)
      values ('acc_a', 'apr_1', 'send', array['a,b', 'c"d', '', 'NULL'], 'invoice', 'inv_1', '{}', 'h', -9223372036854775808, 'USD', 'requested', 'me', now(), now()),
             ('acc_a', 'apr_2', 'send', '{}', 'invoice', 'inv_1', '{"a": 1, "b": {"c": []}}', 'i', 9223372036854775807, 'USD', 'requested', 'me', now(), now());
    insert into job (account_id, id, number, client_id, title, state, created_at) values ('acc_a', 'job_1', '1', 'cli_1', 'x', 'new', now());
    insert into job_photo select 'acc_a', 'pho_' || n, 'job_1', 'after', null, 'image/jpeg', 1, 1, decode(repeat('00ff5c27', n * 1000), 'hex'), 'x', 'me', now() from generate_series(1, 25) n;
    insert into invoice (account_id, id, doc, client_id, job_id, title, currency, terms, net_minor, tax_minor, total_minor, taxes, created_at, created_by)
      values ('acc_a', 'inv_1', 'draft', 'cli_1', 'job_1', 'x', 'USD', 'net_30', 100, 0, 100, '[]', now(), 'me');
  `);
}

describe.each(await databaseKinds())('a copy to %s', (kind) => {
  let source: TestDatabase;
  let target: TestDatabase;
  beforeAll(async () => {
    source = await openTestDatabase('embedded');
    target = await openTestDatabase(kind);
    await fill(source.db);
  });
  afterAll(async () => {
    await source?.drop();
    await target?.drop();
  });

  const both = async (text: string): Promise<[unknown, unknown]> => [
    (await source.db.pool.query(text)).rows,
    (await target.db.pool.query(text)).rows,
  ];

  it('brings every value as it was, entries whole and children with their parents', async () => {
    const steps: string[] = [];
    const report = await moveEverything(source.db, target.db, ({ table, rows, isDone }) => {
      if (!isDone) steps.push(`${table} ${rows}`);
    });
    expect(report).toMatchObject({ accounts: 2, brokenChains: [], balances: 1 });
    expect(steps.filter((step) => step.startsWith('posting '))).toEqual([
      'posting 1002',
      'posting 2004',
      'posting 3006',
      `posting ${entries * 3}`,
    ]);
    expect(steps.filter((step) => step.startsWith('job_photo '))).toEqual([
      'job_photo 10',
      'job_photo 20',
      'job_photo 25',
    ]);
    for (const table of [
      'client',
      'approval',
      'account',
      'job_photo',
      'installation',
      'posting',
      'invoice',
    ]) {
      const [left, arrived] = await both(
        `select md5(string_agg(t::text, '|' order by t::text collate "C")) as all, count(*) from ${table} t`,
      );
      expect(arrived, table).toEqual(left);
    }
    const [left, arrived] = await both(
      'select id, name, contact_name, email, address::text, extra::text, created_at::text from client order by id',
    );
    expect(arrived).toEqual(left);
    // Guards that rest during the copy are awake again, all of them.
    const guards = 'select tgname, tgenabled from pg_trigger where not tgisinternal order by 1';
    const [, awake] = await both(guards);
    expect((awake as { tgenabled: string }[]).every(({ tgenabled }) => tgenabled === 'O')).toBe(true);
    await expect(
      target.db.pool.query(
        'insert into posting select account_id, entry_id, 9, ledger_account, 5, currency, posted_on from posting limit 1',
      ),
    ).rejects.toThrow(/off by 5/);
    // A JSON null is a value, and no value is none.
    expect(
      (await target.db.pool.query('select count(*)::int as n from client where address is null')).rows[0].n,
    ).toBe(0);
  });

  it('refuses tables that differ, and leaves the target as it was', async () => {
    const other = await openTestDatabase(kind);
    await other.db.pool.query('alter table client add column nickname text');
    await expect(moveEverything(source.db, other.db, () => {})).rejects.toThrow(
      /differ in their tables: client has other columns/,
    );
    expect((await other.db.pool.query('select count(*)::int as n from account')).rows[0].n).toBe(1);
    await other.drop();
  });

  it('refuses a source of an older release instead of changing it', async () => {
    const old = await openTestDatabase('embedded');
    await old.db.pool.query('delete from pgmigrations where id = (select max(id) from pgmigrations)');
    await expect(moveEverything(old.db, target.db, () => {})).rejects.toThrow(/from an older release/);
    await old.drop();
  });
});
