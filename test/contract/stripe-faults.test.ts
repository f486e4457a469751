/**
 * Faults on demand, webhooks and the journal: what goes wrong outside, and how the adapter names it.
 * Money is right after every one of them.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stripeGateway } from '../../src/gateways/payment/stripe/gateway.ts';
import type { AnswerFault } from '../../src/sandbox/stripe/server.ts';
import { answered, faultKind, opening } from './payment.ts';
import { type StripeRig, secretKey, stripeRig } from './stripe-rig.ts';

describe('answers', () => {
  let rig: StripeRig;
  beforeAll(async () => {
    rig = await stripeRig('answers', { timeoutMs: 300, subscribes: false });
  });
  afterAll(() => rig.close());

  it.each<[AnswerFault['kind'], string, string]>([
    ['server_error_after', 'unknown api_error', 'unknown api_error'],
    ['server_error_before', 'unknown api_error', 'done'],
    ['timeout_after', 'unknown ETIMEDOUT', 'done'],
    ['disconnect_after', 'unknown ECONNRESET', 'done'],
    ['disconnect_before', 'unknown ECONNRESET', 'done'],
    ['rate_limited', 'unavailable rate_limited', 'done'],
    ['conflict', 'unavailable idempotency_key_in_use', 'done'],
    ['no_error_key', 'unknown answer_unusable', 'done'],
  ])('%s is %s; asked again with the same key: %s', async (kind, first, second) => {
    const input = opening();
    // The SDK itself asks once more after a closed connection, whatever its settings: with the same key, so that is safe.
    rig.sandbox.faults.add({
      kind,
      path: '/v1/payment_intents',
      method: 'POST',
      times: kind.startsWith('disconnect') ? 2 : 1,
    });
    const answer = await rig.gateway.open(input);
    expect(
      faultKind(answer).replace('connection_lost', kind === 'timeout_after' ? 'ETIMEDOUT' : 'ECONNRESET'),
    ).toBe(first);
    const wasDone = answered(
      await rig.gateway.find({ kind: 'payment', op: input.marks.op, since: rig.now() }),
    );
    expect(wasDone !== null).toBe(kind.endsWith('_after'));
    const again = await rig.gateway.open(input);
    if (second !== 'done') expect(faultKind(again)).toBe(second);
    else if (wasDone) expect(answered(again).id).toBe(wasDone.id);
    else expect(again.ok).toBe(true);
    expect(rig.sandbox.faults.waiting()).toEqual([]);
  });
  it('a read that fails was surely harmless, and is tried again by itself', async () => {
    const { id } = answered(await rig.gateway.open(opening()));
    rig.sandbox.faults.add({ kind: 'disconnect_before', path: id, times: 1 });
    expect(answered(await rig.gateway.read(id)).id).toBe(id);
    rig.sandbox.faults.add({ kind: 'no_error_key', path: id, times: 1 });
    // The SDK takes it for a 503 and tries again; what it takes for success we refuse.
    const answer = await rig.gateway.read(id);
    expect(answer.ok || answer.fault.kind === 'unavailable').toBe(true);
    rig.sandbox.faults.clear();
  });
  it('an error that the SDK takes for success is never read as "nothing there"', async () => {
    const payment = answered(await rig.gateway.open(opening()));
    await rig.pay(payment, 'accepted');
    const { chargeId } = answered(await rig.gateway.read(payment.id));
    rig.sandbox.faults.add({ kind: 'no_error_key', path: '/v1/charges', times: 3 });
    expect(faultKind(await rig.gateway.settlement(chargeId!))).toBe('unavailable answer_unusable');
    rig.sandbox.faults.clear();
    rig.sandbox.faults.add({ kind: 'no_error_key', path: '/v1/payment_intents', times: 3 });
    const since = rig.now();
    expect(faultKind(await rig.gateway.find({ kind: 'payment', op: 'any', since }))).toBe(
      'unavailable answer_unusable',
    );
    rig.sandbox.faults.clear();
    expect(answered(await rig.gateway.settlement(chargeId!))).toMatchObject({ chargeId });
  });
  it('a server that is not there was surely not reached', async () => {
    const nowhere = stripeGateway({ secretKey, apiBase: 'http://127.0.0.1:1', scope: { kind: 'own' } });
    expect(faultKind(await nowhere.open(opening()))).toBe('unavailable ECONNREFUSED');
  });
  it('a wrong key is rejected', async () => {
    const stranger = stripeGateway({
      secretKey: 'sk_test_wrong',
      apiBase: rig.sandbox.url,
      scope: { kind: 'own' },
    });
    expect((await stranger.open(opening())).ok).toBe(false);
  });
  it('faults can be asked for over HTTP, with the secret key only', async () => {
    const ask = (body: unknown, key = secretKey) =>
      fetch(`${rig.sandbox.url}/sandbox/faults`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { authorization: `Bearer ${key}` },
      });
    expect((await ask({ hold: true }, 'pk_test_x')).status).toBe(401);
    expect((await ask({ add: { kind: 'nonsense' } })).status).toBe(400);
    expect(await (await ask({ add: { kind: 'rate_limited' }, hold: true })).json()).toEqual({
      waiting: [{ kind: 'rate_limited', times: 1 }],
      isHeld: true,
    });
    expect(await (await ask({ clear: true })).json()).toEqual({ waiting: [], isHeld: false });
  });
});

describe('webhooks', () => {
  let rig: StripeRig;
  beforeAll(async () => {
    rig = await stripeRig('webhooks');
  });
  afterAll(() => rig.close());

  /** Pays a new intent and answers the types and ids that arrived for it. */
  async function paid(): Promise<{ id: string; arrived(): { type: string; id: string }[] }> {
    const payment = answered(await rig.gateway.open(opening()));
    await rig.pay(payment, 'accepted');
    const arrived = () =>
      rig.received
        .map(
          (row) => JSON.parse(row.rawBody) as { type: string; id: string; data: { object: { id: string } } },
        )
        .filter((event) => event.data.object.id === payment.id);
    return { id: payment.id, arrived };
  }

  it('are accepted by the official SDK and rendered in the version of the endpoint', async () => {
    await paid();
    await rig.settle();
    const webhook = rig.received.at(-1)!;
    const event = Stripe.webhooks.constructEvent(
      webhook.rawBody,
      webhook.signature,
      rig.secrets[0]!,
      300,
      undefined,
      webhook.receivedAtMs,
    );
    expect(event).toMatchObject({
      object: 'event',
      type: 'payment_intent.succeeded',
      api_version: '2026-10-28.endive',
      livemode: false,
    });
    expect((await rig.stripe.events.retrieve(event.id)).pending_webhooks).toBe(0);
  });
  it('lost: never delivered, still listed', async () => {
    rig.sandbox.faults.add({ kind: 'event_lost', type: 'payment_intent.succeeded' });
    const { id, arrived } = await paid();
    await rig.settle();
    expect(arrived()).toEqual([]);
    const listed = answered(await rig.gateway.listEvents({ cursor: null, since: rig.now() })).events;
    expect(listed.filter((event) => event.objectId === id).map((event) => event.type)).toEqual([
      'payment_intent.created',
      'payment_intent.succeeded',
    ]);
  });
  it('more than a page of them is walked in order, from a cursor and from an instant', async () => {
    const before = answered(await rig.gateway.listEvents({ cursor: null, since: rig.now() }));
    for (let i = 0; i < 130; i += 1) await rig.stripe.customers.create({ name: `n${i}` });
    const first = answered(await rig.gateway.listEvents({ cursor: before.cursor, since: rig.now() }));
    const second = answered(await rig.gateway.listEvents({ cursor: first.cursor, since: rig.now() }));
    expect([first.hasMore, second.hasMore]).toEqual([true, false]);
    const names = [...first.events, ...second.events].map((event) => event.object.name);
    expect(names).toEqual(Array.from({ length: 130 }, (_, i) => `n${i}`));
    const all = answered(await rig.gateway.listEvents({ cursor: null, since: rig.now() }));
    expect(all.events.map((event) => event.id)).toEqual(
      [...before.events, ...first.events, ...second.events].map((event) => event.id),
    );
    const lostCursor = answered(await rig.gateway.listEvents({ cursor: 'evt_forgotten', since: rig.now() }));
    expect(lostCursor.events.length).toBe(all.events.length);
  });
  it('twice: the same event, two deliveries', async () => {
    rig.sandbox.faults.add({ kind: 'event_twice', type: 'payment_intent.*' });
    const { arrived } = await paid();
    await rig.settle();
    expect(arrived().map((event) => event.type)).toEqual([
      'payment_intent.succeeded',
      'payment_intent.succeeded',
    ]);
    expect(new Set(arrived().map((event) => event.id)).size).toBe(1);
  });
  it('delayed: not before its time', async () => {
    rig.sandbox.faults.add({ kind: 'event_delayed', type: 'payment_intent.succeeded', delayMs: 90_000 });
    const { arrived } = await paid();
    await rig.settle();
    expect(arrived()).toEqual([]);
    rig.clock.machineMs += 90_000;
    await rig.settle();
    expect(arrived()).toHaveLength(1);
  });
  it('held: the browser returns before the webhook; released: it comes', async () => {
    rig.sandbox.faults.hold();
    const { id, arrived } = await paid();
    await rig.settle();
    expect(arrived()).toEqual([]);
    expect(answered(await rig.gateway.read(id)).state).toBe('succeeded');
    rig.sandbox.faults.release();
    await rig.settle();
    expect(arrived()).toHaveLength(1);
  });
  it('arrive by themselves, without a flush and without holding up the answer', async () => {
    const { arrived } = await paid();
    await expect.poll(() => arrived().length, { timeout: 3_000 }).toBe(1);
  });
  it('are retried with back-off until the endpoint takes them, signed anew', async () => {
    rig.answerWebhooksWith(500);
    const { arrived } = await paid();
    await rig.settle();
    rig.answerWebhooksWith(200);
    await rig.settle();
    expect(arrived()).toEqual([]);
    rig.clock.machineMs += 400_000;
    await rig.settle();
    expect(arrived()).toHaveLength(1);
    expect(rig.gateway.verify({ ...rig.received.at(-1)!, secrets: rig.secrets }).ok).toBe(true);
  });
  it('go only where they are asked for, and ensureWebhook is safe to repeat', async () => {
    const [endpoint] = (await rig.stripe.webhookEndpoints.list()).data;
    expect(endpoint).not.toHaveProperty('secret');
    expect(
      answered(await rig.gateway.ensureWebhook({ url: rig.webhookUrl, knownEndpointId: endpoint!.id })),
    ).toEqual({ endpointId: endpoint!.id, secret: null });
    const replaced = answered(
      await rig.gateway.ensureWebhook({ url: rig.webhookUrl, knownEndpointId: null }),
    );
    expect(replaced.endpointId).not.toBe(endpoint!.id);
    expect((await rig.stripe.webhookEndpoints.list()).data.map((row) => row.id)).toEqual([
      replaced.endpointId,
    ]);
    expect(rig.received.some((row) => row.rawBody.includes('"charge.succeeded"'))).toBe(false);
  });
});

describe('journal', () => {
  it('brings everything back after a restart: objects, keys, deliveries, timelines; a torn line is cut off', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'closeout-stripe-'));
    const first = await stripeRig('before', { journalFolder: folder });
    first.sandbox.faults.hold();
    const input = opening();
    const payment = answered(await first.gateway.open(input));
    await first.pay(payment, 'accepted');
    const { secrets } = first;
    await first.close();
    const journal = join(folder, 'stripe-sandbox.jsonl');
    expect(readFileSync(journal, 'utf8')).not.toContain('4242424242424242');
    appendFileSync(journal, `[["acct_torn/payment_intents","pi_torn",{"id":"${'x'.repeat(50_000)}`);

    const second = await stripeRig('after', { journalFolder: folder, subscribes: false });
    expect(answered(await second.gateway.open(input)).id).toBe(payment.id);
    expect(answered(await second.gateway.read(payment.id)).state).toBe('succeeded');
    expect(
      (await second.stripe.events.list({ delivery_success: false })).data.map((event) => event.type),
    ).toEqual(['payment_intent.succeeded']);
    // The first receiver is gone: the delivery that was held is tried, and waits for its next try.
    await second.settle();
    expect(second.received).toEqual([]);
    const [endpoint] = (await second.stripe.webhookEndpoints.list()).data;
    await second.stripe.webhookEndpoints.update(endpoint!.id, { url: second.webhookUrl });
    await second.sandbox.retryNow();
    expect(second.received.map((row) => (JSON.parse(row.rawBody) as { type: string }).type)).toEqual([
      'payment_intent.succeeded',
    ]);
    expect(second.gateway.verify({ ...second.received[0]!, secrets }).ok).toBe(true);
    await second.close();
    const third = await stripeRig('again', { journalFolder: folder, subscribes: false });
    expect(answered(await third.gateway.read(payment.id)).state).toBe('succeeded');
    await third.close();
    rmSync(folder, { recursive: true });
  });
});
