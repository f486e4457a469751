/**
 * The promise: a completed job becomes proven money. The whole way through the real server, the real SDK against the
 * sandbox Stripe, the mailbox and both databases, with nothing retyped and nothing claimed before it is proven.
 */
import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { type Hand, openStage, type Stage } from '../harness.ts';

describe.each(await databaseKinds())('a completed job becomes proven money (%s)', (kind) => {
  let stage: Stage;
  let office: Hand;
  let tech: Hand;
  const known: Record<string, string> = {};

  beforeAll(async () => {
    stage = await openStage({ kind, taxRate: '6.5' });
    office = await stage.hire('office', 'Sam Office');
    tech = await stage.hire('field_tech', 'Lee Tech');
  });
  afterAll(() => stage.close());

  it('takes a job with labor, materials, travel and a discount, and completes it', async () => {
    const client = await office.post('/clients', {
      name: 'Harbor View HOA',
      email: 'board@harborview.example.test',
      address: { lines: ['1 Dock St'], postcode: '32803', city: 'Orlando', region: 'FL', country: 'US' },
    });
    expect(client.status).toBe(200);
    const job = await office.post('/jobs', {
      clientId: client.body.id,
      title: 'Roof and gutters, building B',
      site: '1 Dock St, Orlando',
      facts: [
        { kind: 'labor', title: 'Soft wash crew', quantity: '6.5', unit: 'h', unitPrice: '85' },
        { kind: 'material', title: 'Sodium hypochlorite', quantity: '12', unit: 'gal', unitPrice: '4.25' },
        { kind: 'travel', title: 'Travel', quantity: '18', unit: 'mi', unitPrice: '0.67' },
        { kind: 'discount', title: 'Loyal client', quantity: '1', unit: 'piece', unitPrice: '-25' },
      ],
    });
    expect(job.status, JSON.stringify(job.body)).toBe(200);
    known.job = job.body.id;
    const early = await office.post(`/jobs/${known.job}/invoice`);
    expect(early).toMatchObject({ status: 409, body: { code: 'job_not_completed' } });
    const done = await tech.post(`/jobs/${known.job}/complete`);
    expect(done.status, JSON.stringify(done.body)).toBe(200);
    const candidates = await office.get('/candidates');
    expect(candidates.body.items).toMatchObject([
      { id: known.job, money: 'candidate', unbilledMinor: 59_056 },
    ]);
  });

  it('drafts the invoice from the facts, once, each line pointing at its fact', async () => {
    const dry = await office.post(`/jobs/${known.job}/invoice?dryRun=true`);
    expect(dry).toMatchObject({ status: 200, body: { dryRun: true, effects: [] } });
    const drafted = await office.post(`/jobs/${known.job}/invoice`, {}, { 'idempotency-key': 'draft-1' });
    expect(drafted.status, JSON.stringify(drafted.body)).toBe(200);
    known.invoice = drafted.body.id;
    const again = await office.post(`/jobs/${known.job}/invoice`, {}, { 'idempotency-key': 'draft-1' });
    expect(again.body).toEqual(drafted.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await office.post(`/jobs/${known.job}/invoice`)).toMatchObject({
      status: 409,
      body: { code: 'nothing_to_bill' },
    });
    const invoice = await office.get(`/invoices/${known.invoice}`);
    expect(invoice.body).toMatchObject({
      number: null,
      doc: 'draft',
      netMinor: 59_056,
      taxMinor: 3_839,
      totalMinor: 62_895,
      labels: { readiness: 'draft', networkStatus: 'Draft' },
      gate: { state: 'needs_approval', gates: ['send', 'payment_link'] },
    });
    expect(invoice.body.lines.every((line: { source: unknown }) => line.source !== null)).toBe(true);
  });

  it('sends nothing without a key, and says who has one', async () => {
    const refused = await office.post(`/invoices/${known.invoice}/send`);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: 'gate_closed', request: { action: 'send-invoice' } },
    });
    expect(refused.body.approvers.length).toBeGreaterThan(0);
    await stage.settle();
    expect(stage.app.outlets.mailbox!.count()).toBe(0);
    const asked = await office.post(`/invoices/${known.invoice}/request-approval`);
    expect(asked.status, JSON.stringify(asked.body)).toBe(200);
    known.approval = asked.body.approvalId;
    expect(await office.post(`/approvals/${known.approval}/decide`, { decision: 'approve' })).toMatchObject({
      status: 403,
      body: { code: 'second_person_required' },
    });
    expect(await tech.post(`/approvals/${known.approval}/decide`, { decision: 'approve' })).toMatchObject({
      status: 403,
    });
    const given = await stage.owner.post(`/approvals/${known.approval}/decide`, { decision: 'approve' });
    expect(given.status, JSON.stringify(given.body)).toBe(200);
  });

  it('issues and mails it with the PDF and the pay link, and the key is used up', async () => {
    const sent = await office.post(`/invoices/${known.invoice}/send`);
    expect(sent.status, JSON.stringify(sent.body)).toBe(200);
    expect(sent.body.number).toBe('INV-2026-00001');
    const before = await office.get(`/invoices/${known.invoice}`);
    expect(before.body.labels.ownerView).toBeNull();
    await stage.settle();
    const invoice = await office.get(`/invoices/${known.invoice}`);
    expect(invoice.body).toMatchObject({
      labels: { readiness: 'link-ready', networkStatus: 'Open', dueState: 'Due', ownerView: 'sent' },
      issuedOn: '2026-03-02',
      dueOn: '2026-04-01',
      owedMinor: 62_895,
    });
    const mail = await stage.app.outlets.mailbox!.read(stage.app.outlets.mailbox!.list()[0]!.id);
    expect(mail!.email.to).toMatchObject([{ address: 'board@harborview.example.test' }]);
    expect(mail!.email.attachments).toMatchObject([
      { mimeType: 'application/pdf', filename: 'Invoice-INV-2026-00001.pdf' },
    ]);
    const link = /href="([^"]*\/pay\/[^"]+)"/.exec(mail!.email.html ?? '')?.[1];
    expect(link).toContain(stage.app.url);
    known.token = link!.split('/pay/')[1]!;
    expect(await office.post(`/invoices/${known.invoice}/send`)).toMatchObject({
      status: 409,
      body: { code: 'gate_closed' },
    });
  });

  it('takes a card through the pay page, declined first, and only the webhook makes it paid', async () => {
    const page = await fetch(`${stage.app.url}/pay/${known.token}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('628.95');
    const opened = await openPay(stage, known.token!);
    const stripe = browserStripe(stage);
    const [intent] = opened.clientSecret.split('_secret_');
    await expect(confirm(stripe, intent!, opened.clientSecret, '4000000000009995')).rejects.toMatchObject({
      code: 'card_declined',
    });
    await stage.settle();
    const failed = await office.get(`/invoices/${known.invoice}`);
    expect(failed.body).toMatchObject({
      labels: { networkStatus: 'Failed', readiness: 'link-ready' },
      collection: { state: 'failed', reason: { code: 'insufficient_funds' } },
    });
    const reopened = await openPay(stage, known.token!);
    expect(reopened.clientSecret).toBe(opened.clientSecret);
    stage.app.outlets.stripe!.faults.hold();
    const confirmed = await confirm(stripe, intent!, opened.clientSecret, '4242424242424242');
    expect(confirmed.status).toBe('succeeded');
    const before = await office.get(`/invoices/${known.invoice}`);
    expect(before.body.labels.readiness).toBe('link-ready');
    stage.app.outlets.stripe!.faults.release();
    await stage.settle();
    const paid = await office.get(`/invoices/${known.invoice}`);
    expect(paid.body).toMatchObject({
      labels: { readiness: 'paid', networkStatus: 'Paid', dueState: 'Paid', ownerView: 'paid' },
      owedMinor: 0,
    });
    expect(paid.body.payments).toMatchObject([{ amountMinor: 62_895, feeMinor: 1_854, gatewayRef: intent }]);
  });

  it('says why, tells the job, balances the books and keeps the chain whole', async () => {
    const why = await office.get(`/invoices/${known.invoice}/why?family=readiness`);
    expect(why.body.label).toBe('paid');
    expect(JSON.stringify(why.body.evidence)).toContain('settled_by_gateway');
    expect((await office.get(`/jobs/${known.job}`)).body).toMatchObject({ state: 'closed', money: 'paid' });
    const trial = await office.get('/reports/trial-balance');
    const balance = Object.fromEntries(
      trial.body.accounts.map((row: { ledgerAccount: string; balanceMinor: number }) => [
        row.ledgerAccount,
        row.balanceMinor,
      ]),
    );
    expect(balance).toEqual({
      receivable: 0,
      revenue: -59_056,
      tax_payable: -3_839,
      clearing: 61_041,
      gateway_fees: 1_854,
    });
    expect((await office.get('/audit/verify')).body).toEqual({ whole: true, firstBroken: null });
    expect(
      stage.app.outlets
        .mailbox!.list()
        .map((entry) => entry.subject)
        .join('\n'),
    ).toMatch(/receipt/i);
  });

  it('is the same after the same webhook again, and after a restart', async () => {
    const events = await stripeOf(stage).events.list({ type: 'payment_intent.succeeded' });
    expect(events.data).toHaveLength(1);
    const before = await office.get(`/invoices/${known.invoice}`);
    await stage.restart();
    await stage.settle();
    expect((await office.get(`/invoices/${known.invoice}`)).body).toEqual(before.body);
  });
});

async function openPay(stage: Stage, token: string): Promise<{ clientSecret: string }> {
  const response = await fetch(`${stage.app.url}/pay/${token}/open`, {
    method: 'POST',
    headers: { origin: stage.app.url, 'content-type': 'application/json' },
    body: JSON.stringify({ amountMinor: 62_895, currency: 'USD' }),
  });
  const body = (await response.json()) as { clientSecret: string };
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

const sandboxClient = (stage: Stage, key: string): Stripe => {
  const { port } = new URL(stage.app.outlets.stripe!.url);
  return new Stripe(key, { host: '127.0.0.1', port: Number(port), protocol: 'http', maxNetworkRetries: 0 });
};
const browserStripe = (stage: Stage): Stripe => sandboxClient(stage, stage.app.outlets.publishableKey);
const stripeOf = (stage: Stage): Stripe =>
  sandboxClient(
    stage,
    `sk_test_${stage.app.house.environment
      .hmac('sandbox-stripe-secret')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 24)}`,
  );

/** What the card form does: the card goes from the browser to the gateway, never through us. */
const confirm = (stripe: Stripe, intent: string, clientSecret: string, number: string) =>
  stripe.paymentIntents.confirm(intent, {
    client_secret: clientSecret,
    payment_method_data: { type: 'card', card: { number, exp_month: 12, exp_year: 2034, cvc: '123' } },
  } as never);
