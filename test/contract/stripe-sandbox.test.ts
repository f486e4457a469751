/**
 * The sandbox answers the official SDK as Stripe's documentation says: states, error envelopes, keys, versions, lists.
 * Cards are in stripe-cards.test.ts, faults and webhooks in stripe-faults.test.ts, the browser's side in stripe-browser.test.ts.
 */
import type { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeForm } from '../../src/sandbox/stripe/form.ts';
import {
  clientFor,
  errorOf,
  publishableKey,
  raw,
  type StripeRig,
  secretKey,
  stripeRig,
  usd,
} from './stripe-rig.ts';

let rig: StripeRig;
beforeAll(async () => {
  rig = await stripeRig('sandbox', { subscribes: false });
});
afterAll(() => rig.close());

describe('form decoding', () => {
  it.each([
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['e[]=x&e[]=y', { e: { 0: 'x', 1: 'y' } }],
    ['e[0][k]=x&e[1][k]=y', { e: { 0: { k: 'x' }, 1: { k: 'y' } } }],
    ['t=a+b%26c&u=', { t: 'a b&c', u: '' }],
    ['__proto__[polluted]=1', JSON.parse('{"__proto__":{"polluted":"1"}}')],
  ])('%s', (text, tree) => {
    expect(JSON.parse(JSON.stringify(decodeForm(text)))).toEqual(tree);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });
});

describe('keys and versions', () => {
  it.each([
    ['no key', { key: '' }, '/v1/charges', 401, undefined],
    ['a wrong key', { key: 'sk_test_wrong' }, '/v1/charges', 401, undefined],
    [
      'the publishable key on a secret route',
      { key: publishableKey },
      '/v1/charges',
      401,
      'secret_key_required',
    ],
    ['an unknown path', {}, '/v1/nothing', 404, undefined],
    ['a malformed version', { version: 'today' }, '/v1/charges', 400, undefined],
    ['an unknown parameter', {}, '/v1/charges?wrong=1', 400, 'parameter_unknown'],
    ['a page that is too long', {}, '/v1/charges?limit=101', 400, 'parameter_invalid_integer'],
    ['a cursor that is not there', {}, '/v1/charges?starting_after=ch_x', 400, 'resource_missing'],
  ] as const)('%s is refused', async (_name, options, path, status, code) => {
    const answer = await raw(rig, path, options);
    expect([
      answer.status === 404 && code === 'resource_missing' ? 400 : answer.status,
      answer.body.error?.code,
    ]).toEqual([status, code]);
    expect(answer.body.error?.type).toBe('invalid_request_error');
  });
  it('endive refuses payment_method_types, older versions and callers without one take them', async () => {
    const body = 'amount=2000&currency=usd&payment_method_types[]=card';
    const strict = await raw(rig, '/v1/payment_intents', {
      method: 'POST',
      body,
      version: '2026-10-28.endive',
    });
    expect([strict.status, strict.body.error?.code]).toEqual([
      400,
      'payment_method_types_no_longer_supported',
    ]);
    expect(
      (await raw(rig, '/v1/payment_intents', { method: 'POST', body, version: '2025-09-30.clover' })).status,
    ).toBe(200);
    expect((await raw(rig, '/v1/payment_intents', { method: 'POST', body })).status).toBe(200);
  });
  it('tells request ids and the version', async () => {
    const { headers } = await raw(rig, '/v1/balance', { version: '2026-10-28.endive' });
    expect(headers.get('request-id')).toMatch(/^req_/);
    expect(headers.get('stripe-version')).toBe('2026-10-28.endive');
  });
  it('the publishable key sees one intent by its client secret and little of it', async () => {
    const intent = await rig.stripe.paymentIntents.create(usd(2000, { metadata: { secret: 'ours' } }));
    expect((await errorOf(rig.browser.paymentIntents.retrieve(intent.id))).param).toBe('client_secret');
    expect(
      (
        await errorOf(
          rig.browser.paymentIntents.retrieve(intent.id, { client_secret: `${intent.id}_secret_wrong` }),
        )
      ).statusCode,
    ).toBe(400);
    const seen = await rig.browser.paymentIntents.retrieve(intent.id, {
      client_secret: intent.client_secret!,
    });
    expect(seen).toMatchObject({ id: intent.id, amount: 2000, status: 'requires_payment_method' });
    expect(seen).not.toHaveProperty('metadata');
    expect(seen).not.toHaveProperty('latest_charge');
    expect((await errorOf(rig.browser.paymentIntents.create(usd(2000)))).code).toBe('secret_key_required');
  });
});

describe('idempotency', () => {
  it('replays the same, refuses another body, keeps declines, forgets validation', async () => {
    const first = await rig.stripe.paymentIntents.create(usd(2000), { idempotencyKey: 'k1' });
    const again = await rig.stripe.paymentIntents.create(usd(2000), { idempotencyKey: 'k1' });
    expect(again.id).toBe(first.id);
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    const other = await errorOf(rig.stripe.paymentIntents.create(usd(2001), { idempotencyKey: 'k1' }));
    expect([other.statusCode, other.rawType]).toEqual([400, 'idempotency_error']);
    const decline = () =>
      rig.stripe.paymentIntents.create(
        usd(2000, { payment_method: 'pm_card_visa_chargeDeclined', confirm: true }),
        { idempotencyKey: 'k2' },
      );
    expect((await errorOf(decline())).charge).toBe((await errorOf(decline())).charge);
    expect((await errorOf(rig.stripe.paymentIntents.create(usd(10), { idempotencyKey: 'k3' }))).code).toBe(
      'amount_too_small',
    );
    expect((await rig.stripe.paymentIntents.create(usd(1000), { idempotencyKey: 'k3' })).amount).toBe(1000);
  });
  it('forgets a key after 24 hours of business time', async () => {
    const first = await rig.stripe.paymentIntents.create(usd(2000), { idempotencyKey: 'k4' });
    rig.clock.businessMs += 24 * 3_600_000 + 1;
    expect((await rig.stripe.paymentIntents.create(usd(2000), { idempotencyKey: 'k4' })).id).not.toBe(
      first.id,
    );
  });
});

describe('payment intents', () => {
  it('moves only where it may', async () => {
    const paid = await rig.stripe.paymentIntents.create(
      usd(5000, { payment_method: 'pm_card_visa', confirm: true }),
    );
    for (const attempt of [
      rig.stripe.paymentIntents.cancel(paid.id),
      rig.stripe.paymentIntents.update(paid.id, { amount: 1 + paid.amount }),
      rig.stripe.paymentIntents.confirm(paid.id),
    ]) {
      expect(await errorOf(attempt)).toMatchObject({
        statusCode: 400,
        code: 'payment_intent_unexpected_state',
      });
    }
    expect(
      (await rig.stripe.paymentIntents.update(paid.id, { metadata: { note: 'later' } })).metadata,
    ).toEqual({ note: 'later' });
    const open = await rig.stripe.paymentIntents.create(usd(5000));
    expect((await errorOf(rig.stripe.paymentIntents.confirm(open.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
    expect(
      await rig.stripe.paymentIntents.cancel(open.id, { cancellation_reason: 'abandoned' }),
    ).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  });
  it('wants a return_url where methods may redirect', async () => {
    const error = await errorOf(
      rig.stripe.paymentIntents.create({
        amount: 5000,
        currency: 'usd',
        payment_method: 'pm_card_visa',
        confirm: true,
      }),
    );
    expect(error.message).toContain('return_url');
    const asked = await rig.stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: 'https://example.test/back',
    });
    expect(asked.next_action).toMatchObject({
      type: 'redirect_to_url',
      redirect_to_url: { return_url: 'https://example.test/back' },
    });
    expect((await fetch(asked.next_action!.redirect_to_url!.url!)).status).toBe(200);
  });
  it('does not take a method twice that no customer owns', async () => {
    const method = await rig.stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } });
    await rig.stripe.paymentIntents.create(usd(5000, { payment_method: method.id, confirm: true }));
    expect(
      (
        await errorOf(
          rig.stripe.paymentIntents.create(usd(5000, { payment_method: method.id, confirm: true })),
        )
      ).code,
    ).toBe('payment_method_unexpected_state');
  });
  it('refuses raw card numbers with the secret key', async () => {
    const error = await errorOf(
      rig.stripe.paymentMethods.create({
        type: 'card',
        card: { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123' },
      }),
    );
    expect(error.message).toContain('unsafe');
  });
});

describe('money', () => {
  it('takes 2.9 % + 30, pending for two days, less what is refunded', async () => {
    const own = await stripeRig('money', { subscribes: false });
    const paid = await own.stripe.paymentIntents.create(
      usd(12_369, {
        payment_method: 'pm_card_visa',
        confirm: true,
        expand: ['latest_charge.balance_transaction'],
      }),
    );
    const entry = (paid.latest_charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction;
    expect(entry).toMatchObject({ amount: 12_369, fee: 389, net: 11_980, status: 'pending', type: 'charge' });
    expect(entry.available_on - entry.created).toBe(2 * 86_400);
    expect((await own.stripe.balance.retrieve()).pending).toMatchObject([
      { amount: 11_980, currency: 'usd' },
    ]);
    await own.stripe.refunds.create({ payment_intent: paid.id, amount: 345 });
    own.clock.businessMs += 2 * 86_400_000;
    expect((await own.stripe.balance.retrieve()).available).toMatchObject([
      { amount: 11_635, currency: 'usd' },
    ]);
    expect(
      (await own.stripe.balanceTransactions.list()).data.map((row) => [row.type, row.net, row.status]),
    ).toEqual([
      ['refund', -345, 'available'],
      ['charge', 11_980, 'available'],
    ]);
    await own.close();
  });
  it('a refund may settle late or fail later', async () => {
    const late = await rig.stripe.paymentIntents.create(
      usd(5000, { payment_method: 'pm_card_pendingRefund', confirm: true }),
    );
    const failing = await rig.stripe.paymentIntents.create(
      usd(5000, { payment_method: 'pm_card_refundFail', confirm: true }),
    );
    const [first, second] = [
      await rig.stripe.refunds.create({ payment_intent: late.id }),
      await rig.stripe.refunds.create({ payment_intent: failing.id }),
    ];
    expect([first.status, second.status]).toEqual(['pending', 'succeeded']);
    rig.clock.businessMs += 60_000;
    await rig.sandbox.flush();
    expect((await rig.stripe.refunds.retrieve(first.id)).status).toBe('succeeded');
    expect(await rig.stripe.refunds.retrieve(second.id)).toMatchObject({
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    });
    expect(await rig.stripe.charges.retrieve(failing.latest_charge as string)).toMatchObject({
      refunded: false,
      amount_refunded: 0,
    });
  });
});

describe('lists and expansion', () => {
  it('pages both ways without gap or repetition', async () => {
    const made: string[] = [];
    for (let i = 0; i < 7; i += 1)
      made.unshift((await rig.stripe.customers.create({ name: `c${i}`, email: 'page@example.test' })).id);
    const seen: string[] = [];
    for await (const row of rig.stripe.customers.list({ email: 'page@example.test', limit: 3 }))
      seen.push(row.id);
    expect(seen).toEqual(made);
    const back = await rig.stripe.customers.list({
      email: 'page@example.test',
      ending_before: made[5]!,
      limit: 2,
    });
    expect([back.data.map((row) => row.id), back.has_more]).toEqual([[made[3], made[4]], true]);
  });
  it('filters by time of creation', async () => {
    rig.clock.businessMs += 10_000;
    const since = Math.floor(rig.clock.businessMs / 1000);
    const intent = await rig.stripe.paymentIntents.create(usd(5000));
    expect(
      (await rig.stripe.paymentIntents.list({ created: { gte: since } })).data.map((row) => row.id),
    ).toEqual([intent.id]);
    expect((await rig.stripe.paymentIntents.list({ created: { gt: since } })).data).toEqual([]);
  });
  it('expands in lists and refuses what cannot be expanded', async () => {
    const paid = await rig.stripe.paymentIntents.create(
      usd(5000, { payment_method: 'pm_card_visa', confirm: true }),
    );
    const [charge] = (
      await rig.stripe.charges.list({
        payment_intent: paid.id,
        expand: ['data.payment_intent', 'data.balance_transaction'],
      })
    ).data;
    expect(charge).toMatchObject({
      payment_intent: { id: paid.id },
      balance_transaction: { object: 'balance_transaction' },
    });
    expect((await errorOf(rig.stripe.paymentIntents.retrieve(paid.id, { expand: ['amount'] }))).code).toBe(
      'property_not_expandable',
    );
  });
  it('merges and unsets metadata and tells what changed', async () => {
    const customer = await rig.stripe.customers.create({ metadata: { a: '1', b: '2' }, name: 'Before' });
    const after = await rig.stripe.customers.update(customer.id, {
      metadata: { a: '', c: '3' },
      name: 'After',
    });
    expect(after.metadata).toEqual({ b: '2', c: '3' });
    const [event] = (await rig.stripe.events.list({ type: 'customer.updated', limit: 1 })).data;
    expect(event?.data).toMatchObject({
      object: { name: 'After' },
      previous_attributes: { name: 'Before', metadata: { a: '1', b: '2' } },
    });
  });
  it('retrieves its own account and no other', async () => {
    expect((await rig.stripe.accounts.retrieveCurrent()).id).toBe(rig.sandbox.account);
    expect(
      (await errorOf(clientFor(rig.sandbox, secretKey).balance.retrieve({}, { stripeAccount: 'acct_other' })))
        .statusCode,
    ).toBe(403);
  });
});
