/**
 * The fear: a signed event is taken for the truth although it is about somebody else's money, or is of a shape that nobody
 * makes. It is kept, a person is told, the gateway is answered 200, and neither the invoice nor a neighbour is touched.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import {
  confirm,
  deliver,
  eventsAbout,
  eventText,
  expectWholeBooks,
  faultsOf,
  intentObject,
  issueMany,
  look,
  openPayment,
  stripeOf,
  truthOf,
} from './steps.ts';

const succeeded = 'payment_intent.succeeded';
const nul = String.fromCharCode(0);
const half = String.fromCharCode(0xd800);
const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

interface Kept {
  event_id: string;
  state: string;
  reason: string;
  payload: string;
  open: number;
}

/** What makes an otherwise believable success odd: in the object, in the event around it, or in the text itself. */
const odd: readonly [name: string, object: object, event: object, text?: (body: string) => string][] = [
  ['nothing received', { amount_received: 0 }, {}],
  ['less than nothing received', { amount_received: -15_000 }, {}],
  ['more received than can be counted', { amount_received: 1e300 }, {}],
  ['a currency that is no text', { currency: 840 }, {}],
  ['metadata that is null', { metadata: null }, {}],
  ['metadata that is a list', { metadata: ['closeout_attempt'] }, {}],
  ['NUL in the metadata', { metadata: { closeout_attempt: `att_${nul}` } }, {}],
  ['half a character in the metadata', { metadata: { note: half } }, {}],
  ['NUL in its type', {}, { type: `${succeeded}${nul}` }],
  ['half a character in its type', {}, { type: half }],
  ['a time beyond all calendars', {}, { created: 1e18 }],
  ['a time in the year 0', {}, { created: -62_167_219_200 }],
  ['a time in fractions', {}, { created: 1_772_463_600.000_01 }],
  ['an account that is no text', {}, { account: { id: 1 } }],
  ['no object at all', {}, { data: { object: null } }],
  ['an object id with NUL', { id: `pi_${nul}` }, {}],
  ['an object without its mode', { livemode: undefined }, {}],
  ['an object of the other mode', { livemode: true }, {}],
  ['an object nested 100,000 deep', { deep: 'HERE' }, {}, (body) => body.replace('"HERE"', deep)],
];

describe.each(await databaseKinds())('signed, and still not believed (%s)', (kind) => {
  let stage: Stage;
  let waiting: string[];
  const next = (): string => waiting.pop()!;
  const kept = async (where: string, value: string): Promise<Kept[]> =>
    look<Kept>(
      stage,
      `select event_id, state, reason, payload, (select count(*)::int from incident i where i.subject_id = g.event_id and i.state = 'open') as open
       from gateway_event g where ${where}`,
      [value],
    );
  const untouched = { readiness: 'link-ready', payments: [], books: expect.anything() };

  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    waiting = await issueMany(stage, odd.length + 12);
    await stage.settle();
  });
  afterAll(() => stage.close());

  it('does not believe another account of the gateway, whatever the event says', async () => {
    const opened = await openPayment(stage, next());
    const object = intentObject(opened.intent, { metadata: { closeout_attempt: opened.attemptId } });
    const failed = { ...object, status: 'requires_payment_method' };
    const others = { account: 'acct_somebody_else' };
    expect((await deliver(stage, eventText('evt_else1', succeeded, object, others))).status).toBe(200);
    const body = eventText('evt_else2', 'payment_intent.payment_failed', failed, others);
    expect((await deliver(stage, body)).status).toBe(200);
    await stage.settle();
    for (const id of ['evt_else1', 'evt_else2'])
      expect(await kept('event_id = $1', id)).toMatchObject([{ state: 'quarantined', open: 1 }]);
    expect(await truthOf(stage, opened.invoiceId)).toMatchObject(untouched);
    expect((await deliver(stage, eventText('evt_else3', succeeded, object))).status).toBe(200);
    expect(await truthOf(stage, opened.invoiceId)).toMatchObject({ readiness: 'paid' });
  });

  it('does not believe a second payment that names an attempt which has one', async () => {
    const opened = await openPayment(stage, next());
    const metadata = { closeout_attempt: opened.attemptId };
    const bodies = [
      eventText('evt_second1', succeeded, intentObject('pi_second1', { metadata })),
      // In another version, or as a failure: what is read again later is judged at once, too.
      eventText('evt_second2', succeeded, intentObject('pi_second2', { metadata }), { api_version: 'old' }),
      eventText('evt_second3', 'payment_intent.payment_failed', intentObject('pi_second3', { metadata })),
    ];
    for (const body of bodies) expect((await deliver(stage, body)).status).toBe(200);
    await stage.settle();
    for (const id of ['evt_second1', 'evt_second2', 'evt_second3'])
      expect(await kept('event_id = $1', id)).toMatchObject([{ state: 'quarantined', open: 1 }]);
    expect(await truthOf(stage, opened.invoiceId)).toMatchObject(untouched);
    await confirm(stage, opened);
    await stage.settle();
    expect(await truthOf(stage, opened.invoiceId)).toMatchObject({
      readiness: 'paid',
      settled_minor: '15000',
    });
  });

  it('does not pay an invoice from the second real payment of an attempt, and tells a person', async () => {
    const opened = await openPayment(stage, next());
    const stripe = stripeOf(stage);
    const second = await stripe.paymentIntents.create({
      amount: 15_000,
      currency: 'usd',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      metadata: { closeout_attempt: opened.attemptId },
    });
    await stripe.paymentIntents.confirm(second.id, { payment_method: 'pm_card_visa' });
    await stage.settle();
    expect(await kept('object_id = $1', second.id)).toMatchObject([{ state: 'quarantined', open: 1 }]);
    expect(await stage.app.inbox.lookAgain(second.id)).toBe(false);
    expect(await truthOf(stage, opened.invoiceId)).toMatchObject(untouched);
  });

  it('believes one of two payments that name, in one batch, an attempt whose payment is not known yet', async () => {
    const opened = await openPayment(stage, next());
    await look(stage, 'update attempt set gateway_ref = null where id = $1', [opened.attemptId]);
    const metadata = { closeout_attempt: opened.attemptId };
    const bodies = ['a', 'b', 'c'].map((name) =>
      eventText(`evt_race_${name}`, succeeded, intentObject(`pi_race_${name}`, { metadata })),
    );
    const answers = await Promise.all(bodies.map((body) => deliver(stage, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const rows = await kept('event_id like $1', 'evt_race_%');
    expect(rows.map(({ state, open }) => `${state} ${open}`).sort()).toEqual([
      'applied 0',
      'quarantined 1',
      'quarantined 1',
    ]);
    const after = await truthOf(stage, opened.invoiceId);
    expect(after).toMatchObject({ readiness: 'paid', settled_minor: '15000' });
    expect(after.payments).toHaveLength(1);
  });

  it('keeps every odd event for a person, answers 200 and pays its neighbours', async () => {
    const neighbour = await openPayment(stage, next());
    faultsOf(stage).hold();
    await confirm(stage, neighbour);
    const [good] = await eventsAbout(stage, neighbour.intent);
    const about: string[] = [];
    const bodies: string[] = [];
    for (const [at, [, object, event, text]] of odd.entries()) {
      const opened = await openPayment(stage, next());
      about.push(opened.invoiceId);
      const body = eventText(`evt_odd${at}`, succeeded, intentObject(opened.intent, { ...object }), {
        ...event,
      });
      bodies.push(text ? text(body) : body);
    }
    const nulId = eventText(`evt_else3${nul}`, succeeded, intentObject('pi_nul'));
    const all = [...bodies.slice(0, 9), good!.body, ...bodies.slice(9), nulId];
    const answers = await Promise.all(all.map((body) => deliver(stage, body)));
    expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200));
    faultsOf(stage).release();
    await stage.settle();
    for (const [at, [name]] of odd.entries()) {
      expect(await kept('event_id = $1', `evt_odd${at}`), name).toMatchObject([
        { state: 'quarantined', payload: bodies[at], open: 1 },
      ]);
      expect(await truthOf(stage, about[at]!), name).toMatchObject(untouched);
    }
    const named = eventText('evt_proto', 'constructor', intentObject(neighbour.intent));
    expect((await deliver(stage, named)).status).toBe(200);
    expect(await kept('event_id = $1', 'evt_proto')).toMatchObject([{ state: 'ignored' }]);
    expect(await kept('event_id like $1', 'evt_else3_~%')).toMatchObject([
      { state: 'quarantined', payload: nulId, open: 1 },
    ]);
    expect(await truthOf(stage, neighbour.invoiceId)).toMatchObject({ readiness: 'paid' });
    await expectWholeBooks(stage);
  });
});
