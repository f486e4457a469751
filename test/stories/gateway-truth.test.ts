/**
 * The fear: money that is counted twice, lost, or believed too early. The gateway's events come twice, late, in any order or
 * never, and the invoice ends in the same state; what is not the gateway's word is not believed.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import {
  askingCard,
  browserStripe,
  confirm,
  countEvents,
  decline,
  deliver,
  eventsAbout,
  eventText,
  expectWholeBooks,
  faultsOf,
  intentObject,
  issueMany,
  look,
  type Opened,
  ok,
  openPayment,
  payStatus,
  pressPay,
  stripeOf,
  truthOf,
} from './steps.ts';

const paidOnce = {
  readiness: 'paid',
  status: 'Paid',
  settled_minor: '15000',
  owed_minor: '0',
  in_flight_minor: '0',
  is_paid: true,
  payments: [{ amount_minor: '15000', allocated: '15000', currency: 'USD', gateway: 'stripe' }],
};

/** Amounts come back as the driver of the owner's pool reads them. */
const asText = (truth: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(truth, (_key, value) => (typeof value === 'bigint' ? value.toString() : value)));

describe.each(await databaseKinds())('the gateway says what was paid, however it says it (%s)', (kind) => {
  let stage: Stage;
  let waiting: string[];
  const next = (): string => waiting.pop()!;
  const truth = async (opened: Opened) => asText(await truthOf(stage, opened.invoiceId));
  const receipts = async (opened: Opened): Promise<number> =>
    (
      await look(stage, "select 1 from delivery where invoice_id = $1 and purpose = 'receipt'", [
        opened.invoiceId,
      ])
    ).length;

  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    waiting = await issueMany(stage, 24);
    await stage.settle();
  });
  afterAll(() => stage.close());

  it('counts an event once that comes five times at the same moment, and again after a restart', async () => {
    const opened = await openPayment(stage, next());
    faultsOf(stage).hold();
    await confirm(stage, opened);
    const [event] = await eventsAbout(stage, opened.intent);
    const answers = await Promise.all(Array.from({ length: 5 }, () => deliver(stage, event!.body)));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    await stage.settle();
    const once = await truth(opened);
    expect(once).toMatchObject(paidOnce);
    const log = await countEvents(stage);
    faultsOf(stage).release();
    await stage.settle();
    await stage.restart();
    expect((await deliver(stage, event!.body)).status).toBe(200);
    await stage.settle();
    expect(await truth(opened)).toEqual(once);
    expect(await countEvents(stage)).toBe(log);
    expect(await receipts(opened)).toBe(1);
    await expectWholeBooks(stage);
  });

  it('believes the webhook before the browser comes back, and the browser changes nothing then', async () => {
    const opened = await openPayment(stage, next());
    await confirm(stage, opened);
    await stage.settle();
    const before = await truth(opened);
    expect(before).toMatchObject(paidOnce);
    expect(await payStatus(stage, opened.token)).toMatchObject({ state: 'paid', attempt: 'succeeded' });
    expect((await pressPay(stage, opened.token)).body).toMatchObject({ kind: 'moved', state: 'paid' });
    expect(await stage.app.inbox.lookAgain(opened.intent)).toBe(true);
    await stage.settle();
    expect(await truth(opened)).toEqual(before);
    expect(await receipts(opened)).toBe(1);
  });

  it('believes the browser that comes back first only after asking the gateway; the webhook adds nothing', async () => {
    const opened = await openPayment(stage, next());
    faultsOf(stage).hold();
    expect(await payStatus(stage, opened.token)).toMatchObject({ state: 'pay' });
    await confirm(stage, opened);
    stage.pass(4_000);
    expect(await payStatus(stage, opened.token)).toMatchObject({ state: 'paid' });
    const before = await truth(opened);
    expect(before).toMatchObject(paidOnce);
    faultsOf(stage).release();
    await stage.settle();
    expect(await truth(opened)).toEqual(before);
    expect(await receipts(opened)).toBe(1);
  });

  it('webhook and browser at the same instant make one payment and one receipt', async () => {
    const opened = await openPayment(stage, next());
    faultsOf(stage).hold();
    await confirm(stage, opened);
    const [event] = await eventsAbout(stage, opened.intent);
    await Promise.all([
      deliver(stage, event!.body),
      stage.app.inbox.lookAgain(opened.intent),
      deliver(stage, event!.body),
      payStatus(stage, opened.token),
      stage.app.inbox.lookAgain(opened.intent),
    ]);
    faultsOf(stage).release();
    await stage.settle();
    expect(await truth(opened)).toMatchObject(paidOnce);
    expect(await receipts(opened)).toBe(1);
    await expectWholeBooks(stage);
  });

  it('finds the money of a webhook that is lost for good', async () => {
    const opened = await openPayment(stage, next());
    faultsOf(stage).add({ kind: 'event_lost', type: 'payment_intent.*', times: 50 });
    await confirm(stage, opened);
    await stage.settle();
    expect(await truth(opened)).toMatchObject({ readiness: 'link-ready', owed_minor: '15000' });
    stage.pass(4_000);
    expect(await payStatus(stage, opened.token)).toMatchObject({ state: 'paid' });
    faultsOf(stage).clear();
    await stage.settle();
    expect(await truth(opened)).toMatchObject(paidOnce);
    expect(await receipts(opened)).toBe(1);
  });

  it('keeps a payment paid when the failure before it is told afterwards', async () => {
    const opened = await openPayment(stage, next());
    faultsOf(stage).hold();
    await decline(stage, opened);
    await confirm(stage, opened);
    const events = await eventsAbout(stage, opened.intent);
    expect(events.map((event) => event.type)).toEqual([
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
    ]);
    for (const event of events.reverse()) expect((await deliver(stage, event.body)).status).toBe(200);
    await stage.settle();
    expect(await truth(opened)).toMatchObject({ ...paidOnce, collection: 'none', reason: null });
    faultsOf(stage).release();
    await stage.settle();
    expect(await truth(opened)).toMatchObject(paidOnce);
    expect(await receipts(opened)).toBe(1);
  });

  it('counts one failure of the bank’s question once, however it is learned', async () => {
    const opened = await openPayment(stage, next());
    expect((await confirm(stage, opened, askingCard)).status).toBe('requires_action');
    await browserStripe(stage).rawRequest('POST', '/v1/3ds2/authenticate', {
      payment_intent: opened.intent,
      client_secret: opened.clientSecret,
      outcome: 'failed',
    });
    await stage.settle();
    expect(await truth(opened)).toMatchObject({ status: 'Failed', collection_attempt: 1 });
    expect((await pressPay(stage, opened.token)).status).toBe(200);
    stage.pass(4_000);
    expect(await payStatus(stage, opened.token)).toMatchObject({ attempt: 'in_flight' });
    expect(await truth(opened)).toMatchObject({ collection_attempt: 1 });
    await confirm(stage, opened);
    await stage.settle();
    expect(await truth(opened)).toMatchObject(paidOnce);
  });

  it('makes a second payment for a paid invoice client credit, and an incident', async () => {
    const opened = await openPayment(stage, next());
    await confirm(stage, opened);
    await stage.settle();
    const stripe = stripeOf(stage);
    // An attempt whose answer never came: the gateway names it, and has a payment for it that we do not know.
    const again = `${opened.attemptId.slice(0, -2)}zz`;
    await look(
      stage,
      `insert into attempt select (jsonb_populate_record(a, jsonb_build_object('id', $2::text, 'gateway_ref', null, 'state', 'unknown'))).* from attempt a where id = $1`,
      [opened.attemptId, again],
    );
    const second = await stripe.paymentIntents.create({
      amount: 15_000,
      currency: 'usd',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { closeout_attempt: again, closeout_op: `${opened.attemptId}-again` },
    });
    await stripe.paymentIntents.confirm(second.id, { payment_method: 'pm_card_visa' });
    await stage.settle();
    const after = await truth(opened);
    expect(after).toMatchObject({ readiness: 'paid', owed_minor: '0', settled_minor: '30000' });
    expect(after.payments).toHaveLength(2);
    expect(after.books).toContainEqual({
      ledger_account: 'client_credit',
      currency: 'USD',
      balance: '-15000',
    });
    const incidents = ok(await stage.owner.get('/incidents'));
    expect(incidents.items).toContainEqual(
      expect.objectContaining({ kind: 'surplus_received', subjectId: opened.invoiceId, state: 'open' }),
    );
    expect(await receipts(opened)).toBe(1);
    await expectWholeBooks(stage);
  });

  it('does not take another currency for the invoice’s own', async () => {
    const opened = await openPayment(stage, next());
    const body = eventText(
      `evt_currency${opened.invoiceId.slice(-8)}`,
      'payment_intent.succeeded',
      intentObject(opened.intent, { currency: 'eur' }),
    );
    expect((await deliver(stage, body)).status).toBe(200);
    await stage.settle();
    expect(await truth(opened)).toMatchObject({ readiness: 'link-ready', owed_minor: '15000', payments: [] });
    const incidents = ok(await stage.owner.get('/incidents'));
    expect(incidents.items).toContainEqual(
      expect.objectContaining({ kind: 'state_unclear', subjectId: opened.invoiceId }),
    );
    await expectWholeBooks(stage);
  });

  it('refuses what the gateway did not sign, and keeps nothing of it', async () => {
    const opened = await openPayment(stage, next());
    const body = eventText('evt_forged1', 'payment_intent.succeeded', intentObject(opened.intent));
    const stored = () => look(stage, 'select count(*)::int as n from gateway_event');
    const before = await stored();
    const now = stage.app.house.environment.machine.nowMs();
    const cases: [string, Parameters<typeof deliver>[2], number, string][] = [
      ['another secret', { secret: 'whsec_wrong' }, 400, 'signature_invalid'],
      ['six minutes old', { atMs: now - 360_000 }, 400, 'signature_invalid'],
      ['six minutes ahead', { atMs: now + 360_000 }, 400, 'signature_invalid'],
      ['no signature', { signature: null }, 400, 'signature_invalid'],
      ['a garbled one', { signature: 't=1,v1=zz' }, 400, 'signature_invalid'],
    ];
    for (const [name, by, status, code] of cases)
      expect(await deliver(stage, body, by), name).toMatchObject({ status, body: { code } });
    expect(await deliver(stage, 'not json at all')).toMatchObject({ status: 400 });
    expect(await deliver(stage, '{"id":"evt_x"}')).toMatchObject({ status: 400 });
    const large = eventText('evt_large', 'payment_intent.succeeded', {
      ...intentObject(opened.intent),
      description: 'x'.repeat(2 * 1024 * 1024),
    });
    expect(await deliver(stage, large)).toMatchObject({ status: 413, body: { code: 'body_too_large' } });
    expect(await stored()).toEqual(before);
    expect(await truth(opened)).toMatchObject({ owed_minor: '15000', payments: [] });
  });

  it('quarantines an event id that comes again with other content, and believes none of the second', async () => {
    const [first, second] = [await openPayment(stage, next()), await openPayment(stage, next())];
    const same = 'evt_same_id_other_body';
    const body = (intent: string) =>
      eventText(same, 'payment_intent.succeeded', intentObject(intent, { amount: 15_000 }));
    expect((await deliver(stage, body(first.intent))).status).toBe(200);
    expect((await deliver(stage, body(second.intent))).status).toBe(200);
    await stage.settle();
    expect(await truth(first)).toMatchObject(paidOnce);
    expect(await truth(second)).toMatchObject({ owed_minor: '15000', payments: [] });
    const incidents = await look(stage, "select 1 from incident where subject_id = $1 and state = 'open'", [
      same,
    ]);
    expect(incidents).toHaveLength(1);
  });

  it('quarantines two bodies of one event id that arrive in the same batch', async () => {
    const [first, second] = [await openPayment(stage, next()), await openPayment(stage, next())];
    const same = 'evt_same_batch_other_body';
    const answers = await Promise.all(
      [first, second, first, second].map(({ intent }) =>
        deliver(stage, eventText(same, 'payment_intent.succeeded', intentObject(intent))),
      ),
    );
    expect(answers.every((answer) => answer.status === 200)).toBe(true);
    const paid = [await truth(first), await truth(second)].filter((one) => one.readiness === 'paid');
    expect(paid).toHaveLength(1);
    expect(
      await look(stage, "select 1 from incident where subject_id = $1 and state = 'open'", [same]),
    ).toHaveLength(1);
  });

  it('stores events about objects that are not ours, and ignores them', async () => {
    await stage.settle();
    const log = await countEvents(stage);
    const stripe = stripeOf(stage);
    const foreign = await stripe.paymentIntents.create({
      amount: 7_000,
      currency: 'usd',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await decline(stage, { intent: foreign.id, clientSecret: foreign.client_secret! });
    await stripe.paymentIntents.confirm(foreign.id, { payment_method: 'pm_card_visa' });
    await stage.settle();
    const rows = await look(
      stage,
      'select type, state, reason from gateway_event where object_id = $1 order by type',
      [foreign.id],
    );
    expect(rows).toMatchObject([
      { type: 'payment_intent.payment_failed', state: 'ignored' },
      { type: 'payment_intent.succeeded', state: 'ignored' },
    ]);
    expect(rows.every((row) => row.reason !== null)).toBe(true);
    expect(await countEvents(stage)).toBe(log);
  });

  it('quarantines an event of the other mode, of an attempt that never was, and one that cannot be read', async () => {
    const opened = await openPayment(stage, next());
    const bodies = [
      eventText('evt_live', 'payment_intent.succeeded', intentObject(opened.intent), { livemode: true }),
      eventText(
        'evt_ghost',
        'payment_intent.succeeded',
        intentObject('pi_ghost', { metadata: { closeout_attempt: 'att_00000000000000000000000000' } }),
      ),
      eventText('evt_shapeless', 'payment_intent.succeeded', { id: 'cus_1', object: 'customer' }),
    ];
    for (const body of bodies) expect((await deliver(stage, body)).status, body).toBe(200);
    const rows = await look(
      stage,
      "select event_id, state from gateway_event where event_id in ('evt_live', 'evt_ghost', 'evt_shapeless') order by 1",
    );
    expect(rows).toEqual([
      { event_id: 'evt_ghost', state: 'quarantined' },
      { event_id: 'evt_live', state: 'quarantined' },
      { event_id: 'evt_shapeless', state: 'quarantined' },
    ]);
    expect(await truth(opened)).toMatchObject({ owed_minor: '15000', payments: [] });
  });

  it('applies the neighbours of one poison event among 64 that come at once', async () => {
    const many = await issueMany(stage, 63);
    const opened: Opened[] = [];
    for (const invoiceId of many) opened.push(await openPayment(stage, invoiceId));
    const poisoned = await openPayment(stage, next());
    const bodies = [...opened, poisoned].map(({ intent }, at) =>
      eventText(
        `evt_many${at}`,
        'payment_intent.succeeded',
        // Nothing received and yet succeeded: no payment can be written, whatever the code thinks of it.
        intentObject(intent, intent === poisoned.intent ? { amount_received: 0 } : {}),
      ),
    );
    bodies.splice(20, 0, bodies.pop()!);
    const answers = await Promise.all(bodies.map((body) => deliver(stage, body)));
    expect(answers.filter((answer) => answer.status !== 200)).toEqual([]);
    for (const one of opened) expect(await truth(one)).toMatchObject(paidOnce);
    expect(await truth(poisoned)).toMatchObject({ owed_minor: '15000', payments: [] });
    await expectWholeBooks(stage);
  });
});
