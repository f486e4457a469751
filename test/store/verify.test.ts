/**
 * Every invariant of `closeout verify`, on a business that went the whole way: they hold, and for each of them one row is
 * broken on purpose, past triggers and constraints, and is named. Each break is rolled back.
 */
import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type VerifyAnswer, verifyLines } from '../../src/api/cli/verify.ts';
import { RollBack, type Tx } from '../../src/store/database.ts';
import { type Finding, invariantIds, offendersMax, verify } from '../../src/store/verify.ts';
import { databaseKinds } from '../database.ts';
import { type Hand, openStage, type Stage } from '../harness.ts';
import { breaks, lawfulOpening } from './verify-breaks.ts';

/** What looks like a card number and is none: wrong check digit, other issuers, parts of longer words, dates, instants. */
const harmless = [
  '4242 4242 4242 4241',
  '1234567812345670',
  'x4242424242424242',
  '42424242424242424242',
  '2026-03-02 2026-03-05',
  '1772463600000',
  'a4242424242424242b',
];

describe.each(await databaseKinds())('verify (%s)', (kind) => {
  let stage: Stage;
  let office: Hand;

  beforeAll(async () => {
    stage = await openStage({ kind, taxRate: '6.5', releases: 'self' });
    office = await stage.hire('office', 'Sam Office');
    const client = await stage.owner.post('/clients', {
      name: 'Harbor View HOA',
      email: 'board@harborview.example.test',
      address: { lines: ['1 Dock St'], city: 'Orlando', region: 'FL', country: 'US' },
    });
    await sent('Roof', client.body.id, '85');
    await payFirst(9_053);
    await sent('Gutters', client.body.id, '40');
    await drafted('Windows', client.body.id, '10');
  });
  afterAll(() => stage?.close());

  async function drafted(title: string, clientId: string, unitPrice: string): Promise<string> {
    const job = await stage.owner.post('/jobs', {
      clientId,
      title,
      facts: [{ kind: 'labor', title, quantity: '1', unit: 'h', unitPrice }],
    });
    await stage.owner.post(`/jobs/${job.body.id}/notes`, { notes: ['Gate code at the desk'] });
    await stage.owner.post(`/jobs/${job.body.id}/complete`);
    const invoice = await stage.owner.post(`/jobs/${job.body.id}/invoice`);
    expect(invoice.status, JSON.stringify(invoice.body)).toBe(200);
    return invoice.body.id;
  }
  async function sent(title: string, clientId: string, unitPrice: string): Promise<void> {
    const answer = await stage.owner.post(`/invoices/${await drafted(title, clientId, unitPrice)}/send`, {
      approveNow: true,
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    await stage.settle();
  }
  async function payFirst(amountMinor: number): Promise<void> {
    const mailbox = stage.app.outlets.mailbox!;
    const mail = await mailbox.read(mailbox.list()[0]!.id);
    const token = /\/pay\/([\w-]{43})/.exec(mail!.email.html ?? '')![1]!;
    const opened = await fetch(`${stage.app.url}/pay/${token}/open`, {
      method: 'POST',
      headers: { origin: stage.app.url, 'content-type': 'application/json' },
      body: JSON.stringify({ amountMinor, currency: 'USD' }),
    });
    const { clientSecret } = (await opened.json()) as { clientSecret: string };
    const stripe = new Stripe(stage.app.outlets.publishableKey, {
      host: '127.0.0.1',
      port: Number(new URL(stage.app.outlets.stripe!.url).port),
      protocol: 'http',
      maxNetworkRetries: 0,
    });
    const card = {
      type: 'card',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
    };
    await stripe.paymentIntents.confirm(clientSecret.split('_secret_')[0]!, {
      client_secret: clientSecret,
      payment_method_data: card,
    } as never);
    await stage.settle();
  }

  /** As the owner of the tables with triggers and foreign keys off, in a transaction that keeps nothing. */
  const afterBreaking = (sql: readonly string[]): Promise<Finding[]> =>
    stage.app.house.database.transaction([stage.accountId], async (tx: Tx) => {
      await tx.run('reset role');
      await tx.run('set local session_replication_role = replica');
      let changed = 0;
      for (const text of sql) changed += await tx.run(text);
      expect(changed, 'the break changes a row').toBeGreaterThan(0);
      await tx.run('set local role closeout_app');
      throw new RollBack(await verify(tx));
    });

  it('holds on a business that went the whole way, for whoever may read reports', async () => {
    const answer = await stage.owner.get<VerifyAnswer>('/verify');
    expect(answer.status).toBe(200);
    expect(answer.body.invariants.filter(({ holds }) => !holds)).toEqual([]);
    expect(answer.body).toMatchObject({ holds: true, accounts: 1 });
    expect(answer.body.invariants.map(({ id }) => id)).toEqual(invariantIds);
    expect(verifyLines(answer.body).at(-1)).toBe(`All ${invariantIds.length} invariants hold in 1 account.`);
    expect((await office.get('/verify')).status).toBe(200);
    const tech = await stage.hire('field_tech', 'Lee Tech');
    expect(await tech.get('/verify')).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
  });

  it('says in the audit, too, that the log was cut off or reads otherwise', async () => {
    const account = stage.accountId;
    const said = async (sql: string): Promise<{ whole: boolean; firstBroken: unknown }> => {
      const client = await stage.app.house.database.pool.connect();
      try {
        await client.query('set session_replication_role = replica');
        await client.query(sql, [account]);
      } finally {
        await client.query('set session_replication_role = default');
        client.release();
      }
      return (await stage.owner.get<{ whole: boolean; firstBroken: unknown }>('/audit/verify')).body;
    };
    const head = (sign: string) => `update chain_head set link_no = link_no ${sign} 1 where account_id = $1`;
    const actor = (from: string, to: string) =>
      `update event set type = '${to}' where type = '${from}' and account_id = $1`;
    expect(await said(head('+'))).toMatchObject({
      whole: false,
      firstBroken: { fault: expect.stringContaining('head of the log') },
    });
    expect(await said(head('-'))).toMatchObject({ whole: true });
    expect(await said(actor('job.completed', 'job.renamed'))).toMatchObject({ whole: false });
    expect(await said(actor('job.renamed', 'job.completed'))).toMatchObject({ whole: true });
  });

  it.each(breaks)('$id names $sql', async ({ id, sql, subject, detail }) => {
    const findings = await afterBreaking(sql);
    const finding = findings.find((one) => one.id === id)!;
    expect(finding.holds).toBe(false);
    const named = finding.offenders.find((offender) => detail.test(offender.detail));
    expect(named, JSON.stringify(finding)).toMatchObject({ accountId: stage.accountId });
    expect(named!.subject).toMatch(subject);
  });

  it('takes an effect for lawful whose every gate was open before it', async () => {
    const findings = await afterBreaking(lawfulOpening);
    expect(findings.find(({ id }) => id === 'I5')).toMatchObject({ holds: true });
  });

  it('has a break for every invariant', () => {
    expect(new Set(breaks.map(({ id }) => id))).toEqual(new Set(invariantIds));
  });

  it.each(harmless)('does not take %s for a card number', async (text) => {
    const findings = await afterBreaking([`update job_note set text = 'Call ${text} first'`]);
    expect(findings.find(({ id }) => id === 'I18')).toMatchObject({ holds: true });
  });

  it('names at most twenty and counts all, and prints them', async () => {
    const findings = await afterBreaking([
      `insert into job_note select account_id, 'jnt_' || n, job_id, '4111111111111111', added_by, added_at from (select * from job_note limit 1) t, generate_series(1, 25) n`,
    ]);
    const cards = findings.find(({ id }) => id === 'I18')!;
    expect(cards.offenders).toHaveLength(offendersMax);
    expect(cards.found).toBe(25);
    const lines = verifyLines({ holds: false, accounts: 1, invariants: findings });
    expect(lines.join('\n')).toMatch(
      /BROKEN {2}I18 [\s\S]*ends in 1111[\s\S]*and 5 more[\s\S]*1 of \d+ invariants do not hold/,
    );
    expect(lines.join('\n')).not.toContain('4111111111111111');
  });
});
