/**
 * What stories do again and again: work that is billed, sent and paid, events that are signed as the gateway signs them, and
 * the state that is compared afterwards. Every step goes through the real server; none of them asserts a business rule.
 */
import { createHash } from 'node:crypto';
import { Stripe } from 'stripe';
import { expect } from 'vitest';
import { signatureHeader } from '../../src/sandbox/stripe/deliveries.ts';
import type { Tx } from '../../src/store/database.ts';
import type { Answer, Hand, Stage } from '../harness.ts';

export const pinnedVersion = '2026-10-28.endive';

export function ok<T>(answer: Answer<T>): T {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  return answer.body;
}

export async function putClient(hand: Hand, name = 'Harbor View HOA', email?: string): Promise<string> {
  const address = email ?? `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}@clients.example.test`;
  return ok<{ id: string }>(await hand.post('/clients', { name, email: address })).id;
}

/** Completed jobs of one labor line each. */
export async function completeJobs(
  hand: Hand,
  clientId: string,
  count: number,
  price = '150',
): Promise<string[]> {
  const jobs: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const facts = [{ kind: 'labor', title: `Visit ${at + 1}`, quantity: '1', unit: 'h', unitPrice: price }];
    jobs.push(
      ok<{ id: string }>(await hand.post('/jobs', { clientId, title: `Cleaning ${at + 1}`, facts })).id,
    );
  }
  ok(await hand.post('/jobs/complete', { jobIds: jobs }));
  return jobs;
}

export async function draftAll(hand: Hand, jobIds: readonly string[]): Promise<string[]> {
  const { invoices } = ok<{ invoices: { id: string }[] }>(await hand.post('/invoices/draft', { jobIds }));
  return invoices.map((invoice) => invoice.id);
}

/** Issued and queued to the client, approved in one step by an owner of an account that allows that. */
export async function issueMany(stage: Stage, count: number, price = '150'): Promise<string[]> {
  const { owner } = stage;
  const clientId = await putClient(owner, `Client of ${count}`);
  const drafts = await draftAll(owner, await completeJobs(owner, clientId, count, price));
  const sent = ok<{ items: { refusal: unknown }[] }>(
    await owner.post('/invoices/send', { invoiceIds: drafts, approveNow: true }),
  );
  expect(sent.items.filter((item) => item.refusal !== null)).toEqual([]);
  return drafts;
}

export async function approve(stage: Stage, asker: Hand, invoiceId: string): Promise<string> {
  const { approvalId } = ok<{ approvalId: string }>(
    await asker.post(`/invoices/${invoiceId}/request-approval`),
  );
  ok(await stage.owner.post(`/approvals/${approvalId}/decide`, { decision: 'approve' }));
  return approvalId;
}

export async function tokenOf(hand: Hand, invoiceId: string): Promise<string> {
  const { payPath } = ok<{ payPath: string | null }>(await hand.get(`/invoices/${invoiceId}`));
  expect(payPath).not.toBeNull();
  return payPath!.split('/pay/')[1]!;
}

/** The button on the pay page, as the page presses it. */
export async function pressPay(stage: Stage, token: string, amountMinor = 15_000): Promise<Answer> {
  const response = await fetch(`${stage.app.url}/pay/${token}/open`, {
    method: 'POST',
    headers: { origin: stage.app.url, 'content-type': 'application/json' },
    body: JSON.stringify({ amountMinor, currency: 'USD' }),
  });
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, headers: response.headers };
}

export interface Opened {
  invoiceId: string;
  token: string;
  intent: string;
  clientSecret: string;
  attemptId: string;
}

export async function openPayment(stage: Stage, invoiceId: string, amountMinor = 15_000): Promise<Opened> {
  const token = await tokenOf(stage.owner, invoiceId);
  const { clientSecret } = ok(await pressPay(stage, token, amountMinor)) as { clientSecret: string };
  const { attempts } = ok<{ attempts: { id: string }[] }>(await stage.owner.get(`/invoices/${invoiceId}`));
  const intent = clientSecret.split('_secret_')[0]!;
  return { invoiceId, token, intent, clientSecret, attemptId: attempts[0]!.id };
}

export async function payStatus(stage: Stage, token: string): Promise<Record<string, unknown>> {
  return (await (await fetch(`${stage.app.url}/pay/${token}/status`)).json()) as Record<string, unknown>;
}

const sandboxClient = (stage: Stage, key: string): Stripe => {
  const { port } = new URL(stage.app.outlets.stripe!.url);
  return new Stripe(key, { host: '127.0.0.1', port: Number(port), protocol: 'http', maxNetworkRetries: 0 });
};
/** With the publishable key, as a browser has it. */
export const browserStripe = (stage: Stage): Stripe => sandboxClient(stage, stage.app.outlets.publishableKey);
/** With the secret key, as the dashboard of the gateway has it. */
export const stripeOf = (stage: Stage): Stripe => {
  const key = stage.app.house.environment.hmac('sandbox-stripe-secret');
  return sandboxClient(stage, `sk_test_${key.replace(/[^A-Za-z0-9]/g, '').slice(0, 24)}`);
};

export const goodCard = '4242424242424242';
export const brokeCard = '4000000000009995';
export const askingCard = '4000002760003184';

/** What the card form does: the card goes from the browser to the gateway, never through us. */
export const confirm = (stage: Stage, opened: Pick<Opened, 'intent' | 'clientSecret'>, number = goodCard) =>
  browserStripe(stage).paymentIntents.confirm(opened.intent, {
    client_secret: opened.clientSecret,
    payment_method_data: { type: 'card', card: { number, exp_month: 12, exp_year: 2034, cvc: '123' } },
  } as never);

export const decline = async (
  stage: Stage,
  opened: Pick<Opened, 'intent' | 'clientSecret'>,
): Promise<void> => {
  await expect(confirm(stage, opened, brokeCard)).rejects.toMatchObject({ code: 'card_declined' });
};

/** Webhooks wait until `release`; what happens at the gateway meanwhile happens. */
export const faultsOf = (stage: Stage) => stage.app.outlets.stripe!.faults;

/** The gateway's own events about an object, oldest first, as texts that can be signed and posted again. */
export async function eventsAbout(stage: Stage, objectId: string): Promise<{ type: string; body: string }[]> {
  const { data } = await stripeOf(stage).events.list({ limit: 100 });
  return data
    .filter((event) => (event.data.object as { id?: string }).id === objectId)
    .filter((event) => event.type !== 'payment_intent.created')
    .reverse()
    .map((event) => ({ type: event.type, body: JSON.stringify(event) }));
}

/** Posts an event to our endpoint with a signature; what is not given is as the gateway does it. */
export async function deliver(
  stage: Stage,
  body: string,
  by: { secret?: string; atMs?: number; signature?: string | null } = {},
): Promise<Answer> {
  const secret = by.secret ?? stage.app.outlets.webhookSecrets()[0]!;
  const atMs = by.atMs ?? stage.app.house.environment.machine.nowMs();
  const signature = by.signature === undefined ? signatureHeader(body, secret, atMs) : by.signature;
  const response = await fetch(`${stage.app.url}/webhooks/stripe/main`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) },
    body,
  });
  return { status: response.status, body: (await response.json()) as never, headers: response.headers };
}

/** An event of our own making, in the gateway's shape. */
export function eventText(
  id: string,
  type: string,
  object: Record<string, unknown>,
  more: Record<string, unknown> = {},
): string {
  return JSON.stringify({
    id,
    object: 'event',
    api_version: pinnedVersion,
    created: Math.floor(Date.parse('2026-03-02T15:00:00.000Z') / 1000),
    livemode: false,
    type,
    data: { object },
    ...more,
  });
}

export const intentObject = (id: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  object: 'payment_intent',
  amount: 15_000,
  amount_received: 15_000,
  currency: 'usd',
  latest_charge: `ch_of_${id}`,
  last_payment_error: null,
  livemode: false,
  metadata: {},
  status: 'succeeded',
  created: 1_772_463_600,
  ...more,
});

/** Rows as the owner of the database sees them: for looking, past every wall. */
export async function look<R = Record<string, unknown>>(
  stage: Stage,
  text: string,
  values: readonly unknown[] = [],
): Promise<R[]> {
  return (await stage.app.house.database.pool.query(text, [...values])).rows as R[];
}

/** As the product's own role, in these accounts. */
export const within = <T>(stage: Stage, accounts: readonly string[], run: (tx: Tx) => Promise<T>) =>
  stage.app.house.database.transaction(accounts, run);

export const countEvents = async (stage: Stage): Promise<number> =>
  Number((await look<{ n: string }>(stage, 'select count(*)::text as n from event'))[0]!.n);

/** What an invoice came to, without ids and times: two invoices with the same facts must be equal here. */
export async function truthOf(stage: Stage, invoiceId: string): Promise<Record<string, unknown>> {
  const [row] = await look(
    stage,
    `select app.readiness(i) readiness, app.network_status(i) status, doc, total_minor, settled_minor, credit_applied_minor, in_flight_minor, owed_minor,
       collection, collection_reason ->> 'code' as reason, collection_attempt, paid_at is not null as is_paid from invoice i where id = $1`,
    [invoiceId],
  );
  const attempts = await look(
    stage,
    `select state, amount_minor, reason ->> 'code' as reason from attempt where invoice_id = $1 order by created_at, id`,
    [invoiceId],
  );
  const payments = await look(
    stage,
    `select p.amount_minor, p.currency, p.gateway, p.settled_on::text, a.amount_minor as allocated from payment p join allocation a on a.payment_id = p.id where a.invoice_id = $1`,
    [invoiceId],
  );
  const books = await look(
    stage,
    `select ledger_account, currency, sum(amount_minor)::text as balance from posting where invoice_id = $1 group by 1, 2 having sum(amount_minor) <> 0 order by 1, 2`,
    [invoiceId],
  );
  return { ...row, attempts, payments, books };
}

export const hashOfTruth = (truth: unknown): string =>
  createHash('sha256').update(JSON.stringify(truth)).digest('hex');

/** The promises that hold whatever happened: books at zero, receivable is what is owed, folds as entered, chain whole. */
export async function expectWholeBooks(stage: Stage): Promise<void> {
  const off = await look(
    stage,
    'select account_id, currency, sum(amount_minor) as off from posting group by 1, 2 having sum(amount_minor) <> 0',
  );
  expect(off).toEqual([]);
  const [receivable] = await look<{ books: string; owed: string }>(
    stage,
    `select (select coalesce(sum(amount_minor), 0)::text from posting where ledger_account = 'receivable') as books,
       (select coalesce(sum(owed_minor), 0)::text from invoice) as owed`,
  );
  expect(receivable!.books).toBe(receivable!.owed);
  const unfolded = await look(
    stage,
    `select i.id from invoice i left join (select invoice_id, sum(amount_minor) filter (where kind = 'settled') as settled,
       coalesce(sum(amount_minor) filter (where kind = 'in_flight'), 0) - coalesce(sum(amount_minor) filter (where kind = 'landed'), 0) as flying
       from money_entry group by 1) e on e.invoice_id = i.id
     where i.doc = 'issued' and (coalesce(e.settled, 0) <> i.settled_minor or coalesce(e.flying, 0) <> i.in_flight_minor)`,
  );
  expect(unfolded).toEqual([]);
  expect(ok(await stage.owner.get('/audit/verify'))).toEqual({ whole: true, firstBroken: null });
}

/** A stream of numbers that a seed decides (mulberry32): orders and picks of stories can be had again. */
export function seededPick(seed: number): <T>(list: readonly T[]) => T {
  let state = seed;
  return (list) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return list[((mixed ^ (mixed >>> 14)) >>> 0) % list.length]!;
  };
}

export function permutations<T>(list: readonly T[]): T[][] {
  if (list.length <= 1) return [[...list]];
  return list.flatMap((item, at) =>
    permutations([...list.slice(0, at), ...list.slice(at + 1)]).map((rest) => [item, ...rest]),
  );
}
