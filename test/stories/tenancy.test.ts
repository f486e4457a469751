/**
 * The fear: one business sees or touches another. Every route with the other account's ids answers as for ids that do not
 * exist; below the code, the database shows the product's role no foreign row and lets nobody rewrite what is final.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import { systemActor } from '../../src/actions/actor.ts';
import { openAccount } from '../../src/actions/open-account.ts';
import { openIncident } from '../../src/actions/open-incident.ts';
import { routes } from '../../src/api/routes.ts';
import { databaseKinds } from '../database.ts';
import { type Answer, type Hand, installAccount, openStage, type Stage } from '../harness.ts';
import {
  completeJobs,
  confirm,
  countEvents,
  draftAll,
  issueMany,
  look,
  ok,
  openPayment,
  putClient,
  within,
} from './steps.ts';

interface Ids extends Record<string, string> {
  clientId: string;
  jobId: string;
  invoiceId: string;
  approvalId: string;
  incidentId: string;
}

const roles = ['office', 'field_tech', 'accountant', 'hub_admin', 'workspace_owner'] as const;
const missing: Ids = {
  clientId: `cli_${'0'.repeat(26)}`,
  jobId: `job_${'0'.repeat(26)}`,
  invoiceId: `inv_${'0'.repeat(26)}`,
  approvalId: `apr_${'0'.repeat(26)}`,
  incidentId: `inc_${'0'.repeat(26)}`,
};

/** Bodies that would do something, were the ids one's own. */
const bodyFor = (path: string, ids: Ids): Record<string, unknown> | undefined => {
  const facts = [{ kind: 'labor', title: 'W', unitPrice: '1' }];
  const bodies: Record<string, Record<string, unknown>> = {
    '/clients/{clientId}': { version: 1, name: 'Stolen' },
    '/jobs': { clientId: ids.clientId, title: 'A job' },
    '/jobs/{jobId}': { version: 1, title: 'Stolen' },
    '/jobs/{jobId}/waive': { factIds: [`fct_${'0'.repeat(26)}`], reason: 'Not ours' },
    '/incidents/{incidentId}/close': { comment: 'Not ours' },
    '/jobs/{jobId}/facts': { facts },
    '/jobs/{jobId}/notes': { notes: ['seen'] },
    '/jobs/{jobId}/cancel': { reason: 'Not ours' },
    '/jobs/complete': { jobIds: [ids.jobId] },
    '/invoices/draft': { jobIds: [ids.jobId] },
    '/invoices/{invoiceId}': { version: 1, note: 'Stolen' },
    '/invoices/send': { invoiceIds: [ids.invoiceId] },
    '/invoices/{invoiceId}/send': { approveNow: true },
    '/approvals': { action: 'send-invoice', invoiceIds: [ids.invoiceId] },
    '/approvals/{approvalId}/decide': { decision: 'approve' },
    '/approvals/decide': { approvalIds: [ids.approvalId], decision: 'approve' },
  };
  return bodies[path] ?? (path.includes('{') ? {} : undefined);
};

/** An answer without what is its own in any case, with the ids made alike. */
function plain(answer: Answer, ids: Ids): unknown {
  let text = JSON.stringify({ status: answer.status, body: answer.body });
  for (const [name, id] of Object.entries(ids)) text = text.replaceAll(id, `<${name}>`);
  return JSON.parse(text.replace(/"instance":"[^"]*"/, '"instance":""'));
}

describe.each(await databaseKinds())('one account never meets another (%s)', (kind) => {
  let stage: Stage;
  let other: string;
  let theirs: Ids;
  const hands = new Map<string, Hand>();

  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    for (const role of roles) hands.set(role, await stage.hire(role, `Role ${role}`));
    other = await openOther(stage);
    theirs = await fillOther(stage, other);
  });
  afterAll(() => stage.close());

  it('answers each route with foreign ids exactly as with ids that do not exist, for every role', async () => {
    const before = await countEvents(stage);
    let compared = 0;
    for (const [role, hand] of hands) {
      for (const route of routes) {
        const ask = (ids: Ids): Promise<Answer> => {
          const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => ids[name]!);
          return route.kind === 'read'
            ? hand.get(path)
            : hand.send(route.method.toUpperCase(), path, bodyFor(route.path, ids));
        };
        if (!route.path.includes('{') && (route.kind === 'read' || !bodyFor(route.path, missing))) continue;
        const [foreign, none] = [await ask(theirs), await ask(missing)];
        const name = `${role} ${route.kind} ${route.path}`;
        expect(plain(foreign, theirs), name).toEqual(plain(none, missing));
        // Lists answer for each item; everything else is refused as a whole.
        if (foreign.status === 200) {
          const items = foreign.body.items as { refusal: { code: string } }[];
          expect(items.every((item) => item.refusal.code === 'not_found')).toBe(true);
        } else expect([403, 404], name).toContain(foreign.status);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(90);
    expect(await countEvents(stage)).toBe(before);
  });

  it('shows no foreign row in any list, file, report or filter', async () => {
    const { owner } = stage;
    for (const path of routes.flatMap((route) => (route.kind === 'read' ? [route.path] : []))) {
      if (path.includes('{')) continue;
      const text = JSON.stringify((await owner.get(path)).body);
      for (const id of [other, ...Object.values(theirs)]) expect(text.includes(id), path).toBe(false);
    }
    for (const filter of [`/invoices?clientId=${theirs.clientId}`, `/jobs?clientId=${theirs.clientId}`])
      expect(ok(await owner.get(filter)).items).toEqual([]);
    for (const path of [`/invoices/${theirs.invoiceId}/pdf`, `/invoices/${theirs.invoiceId}/preview`])
      expect(await owner.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('does not enter an account by naming it', async () => {
    for (const account of [other, installAccount, 'acc_ZZZZZZZZZZZZZZZZZZZZZZZZZZ']) {
      const byHeader = await stage.owner.send('GET', '/invoices', undefined, { 'closeout-account': account });
      expect(byHeader).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(await stage.owner.get(`/invoices?account=${account}`)).toMatchObject({ status: 404 });
    }
  });

  it('shows the product’s role no row of another account in any table, and takes none for it', async () => {
    const tables = await look<{ name: string; key: string; has: boolean }>(
      stage,
      `select c.relname as name, case when a.attname is null then 'id' else 'account_id' end as key,
         has_table_privilege('closeout_app', c.oid, 'select') as has
       from pg_class c left join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
    );
    const walled = tables.filter((table) => table.has);
    expect(tables.filter((table) => !table.has).map((table) => table.name)).toEqual([
      'installation',
      'pgmigrations',
      'rate_limit',
    ]);
    expect(walled.length).toBeGreaterThan(25);
    const open = await look(
      stage,
      `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname = any ($1)
         and not (c.relrowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid and p.polwithcheck is not null))`,
      [walled.map((table) => table.name)],
    );
    expect(open, 'tables without a wall').toEqual([]);
    const filled: string[] = [];
    for (const { name, key } of walled) {
      const [own] = await look<{ n: number }>(
        stage,
        `select count(*)::int as n from ${name} where ${key} = $1`,
        [other],
      );
      if (own!.n > 0) filled.push(name);
      const seen = await within(stage, [stage.accountId], (tx) =>
        tx.rows(`select ${key} from ${name} where ${key} <> $1`, [stage.accountId]),
      );
      expect(seen, name).toEqual([]);
      const none = await within(stage, [], (tx) => tx.rows(`select 1 from ${name}`));
      expect(none, `${name} without accounts`).toEqual([]);
    }
    // The proof is worth as much as there was to see.
    expect(filled).toEqual(
      expect.arrayContaining(['account', 'approval', 'client', 'document', 'event', 'invoice', 'posting']),
    );
  });

  it('lets the product’s role insert, move and change nothing of another account', async () => {
    const asUs = (text: string, values: readonly unknown[]) =>
      within(stage, [stage.accountId], (tx) => tx.run(text, values));
    const denied = { code: '42501' };
    await putClient(stage.owner, 'Our own client');
    await expect(
      asUs(
        "insert into client (account_id, id, name, created_at) values ($1, 'cli_planted', 'Planted', now())",
        [other],
      ),
    ).rejects.toMatchObject(denied);
    await expect(
      asUs("insert into idempotency values ($1, 'k', 'a', 'u', 'h', '{}', now())", [other]),
    ).rejects.toMatchObject(denied);
    await expect(
      asUs('update client set account_id = $1 where account_id = $2', [other, stage.accountId]),
    ).rejects.toMatchObject(denied);
    expect(await asUs("update client set name = 'Stolen' where id = $1", [theirs.clientId])).toBe(0);
    await expect(
      asUs('select app.append_events($1::jsonb)', [JSON.stringify([{ accountId: other, bodies: ['{}'] }])]),
    ).rejects.toMatchObject(denied);
    const identity = await look<{ schema: string; name: string }>(
      stage,
      "select table_schema as schema, table_name as name from information_schema.tables where table_schema not in ('public', 'app', 'pg_catalog', 'information_schema')",
    );
    expect(identity.length).toBeGreaterThan(3);
    for (const { schema, name } of identity)
      await expect(asUs(`select * from "${schema}"."${name}"`, []), name).rejects.toMatchObject(denied);
  });

  it('keeps what is final as it is, even from the owner of the database', async () => {
    await finishOne(stage);
    const frozen = ['posting', 'journal_entry', 'event', 'chain_link', 'document', 'money_entry'];
    for (const name of frozen) {
      const [first] = await look<{ n: number }>(stage, `select count(*)::int as n from ${name}`);
      expect(first!.n, name).toBeGreaterThan(0);
      for (const text of [`update ${name} set account_id = account_id`, `delete from ${name}`])
        await expect(look(stage, text), text).rejects.toMatchObject({ code: '55000' });
      await expect(
        within(stage, [stage.accountId], (tx) => tx.run(`delete from ${name}`)),
      ).rejects.toMatchObject({ code: '42501' });
    }
    const issued = "where id = (select id from invoice where doc = 'issued' limit 1)";
    for (const change of [
      "note = 'x'",
      'total_minor = 1, net_minor = 1',
      "doc = 'draft'",
      "title = 'x'",
      "terms = 'net_0'",
      "snapshot = '{}'",
      "number = 'X'",
      'client_id = client_id || $$x$$',
    ])
      await expect(look(stage, `update invoice set ${change} ${issued}`), change).rejects.toMatchObject({
        code: '55000',
      });
    await expect(look(stage, `delete from invoice ${issued}`)).rejects.toMatchObject({ code: '55000' });
    const lines = "where invoice_id = (select id from invoice where doc = 'issued' limit 1)";
    for (const text of [
      `update invoice_line set title = 'x' ${lines}`,
      `delete from invoice_line ${lines}`,
      `insert into invoice_line select (l).* from (select jsonb_populate_record(l, '{"id": "lin_more", "ordinal": 99, "fact_id": null}') l from invoice_line l ${lines} limit 1) x`,
      `update invoice_line set invoice_id = (select id from invoice where doc = 'issued' limit 1), ordinal = 98 where invoice_id = (select i.id from invoice i join invoice_line d on d.invoice_id = i.id where i.doc = 'draft' limit 1)`,
    ])
      await expect(look(stage, text), text).rejects.toMatchObject({ code: '55000' });
  });

  it('refuses a journal entry that does not balance, and postings that come later', async () => {
    const entry = (id: string) =>
      `insert into journal_entry values ('${stage.accountId}', '${id}', 'settled', 'USD', '2026-03-02', '${id}', 'x', now())`;
    const posting = (id: string, rows: string) =>
      `insert into posting values ${rows.replaceAll('$', `'${stage.accountId}', '${id}'`)}`;
    const pair = (amount: number, counter: number) =>
      `($, 0, 'clearing', ${amount}, 'USD', '2026-03-02', null, null), ($, 1, 'receivable', ${counter}, 'USD', '2026-03-02', null, null)`;
    await look(stage, entry('jrn_off'));
    await expect(look(stage, posting('jrn_off', pair(100, -99)))).rejects.toMatchObject({ code: '23514' });
    await look(stage, posting('jrn_off', pair(100, -100)));
    const later =
      "($, 2, 'clearing', 5, 'USD', '2026-03-02', null, null), ($, 3, 'receivable', -5, 'USD', '2026-03-02', null, null)";
    await expect(look(stage, posting('jrn_off', later))).rejects.toMatchObject({ code: '55000' });
    const mixed =
      "($, 0, 'clearing', 5, 'USD', '2026-03-02', null, null), ($, 1, 'receivable', -5, 'EUR', '2026-03-02', null, null)";
    await look(stage, entry('jrn_mixed'));
    await expect(look(stage, posting('jrn_mixed', mixed))).rejects.toMatchObject({ code: '23514' });
  });
});

/** A second business in the same install, with an owner who belongs to it alone. */
async function openOther(stage: Stage): Promise<string> {
  const id = stage.app.house.environment.id('account');
  const { userId } = await stage.app.identity.ensureUser({ email: 'rival@other.example.test', name: 'Rita' });
  const opened = await perform(
    stage.app.house,
    systemActor(installAccount),
    openAccount,
    {
      id,
      kind: 'workspace',
      name: 'Rival Roofing',
      currency: 'USD',
      locale: 'en-US',
      timeZone: 'America/New_York',
      seller: { legalName: 'Rival Roofing LLC', country: 'US' },
      brand: { accentColor: '#123456' },
      tax: { rate: '0', category: 'O', name: 'No tax' },
      releases: 'self',
      owner: { userId, role: 'workspace_owner', name: 'Rita', email: 'rival@other.example.test' },
    },
    { accounts: [installAccount, id] },
  );
  expect(opened).toMatchObject({ ok: true });
  return id;
}

/** A client, work, an approval that waits, and an invoice that is paid. */
async function fillOther(stage: Stage, accountId: string): Promise<Ids> {
  const rita = await stage.handOf('rival@other.example.test', accountId);
  const clientId = await putClient(rita, 'Secret Client');
  const [jobId, second] = (await completeJobs(rita, clientId, 2)) as [string, string];
  const [invoiceId, sent] = (await draftAll(rita, [jobId, second])) as [string, string];
  const { approvalId } = ok(await rita.post(`/invoices/${invoiceId}/request-approval`));
  ok(await rita.post(`/invoices/${sent}/send`, { approveNow: true }));
  await stage.settle();
  const failure = {
    kind: 'mail_refused',
    subjectType: 'invoice',
    subjectId: invoiceId,
    reason: 'Secret',
    next: 'Look.',
  };
  const opened = await perform(stage.app.house, systemActor(accountId), openIncident, failure);
  expect(opened).toMatchObject({ ok: true });
  const incidentId = ok<{ items: { id: string }[] }>(await rita.get('/incidents')).items[0]!.id;
  return { clientId, jobId, invoiceId, approvalId, incidentId };
}

/** One invoice that is sent and paid, and a draft beside it. */
async function finishOne(stage: Stage): Promise<void> {
  const [invoiceId] = await issueMany(stage, 1);
  await confirm(stage, await openPayment(stage, invoiceId!));
  await stage.settle();
  await draftAll(stage.owner, await completeJobs(stage.owner, await putClient(stage.owner, 'Draft Only'), 1));
}
