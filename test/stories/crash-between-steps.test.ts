/**
 * The fear: the program stops at the worst moment. Between any two steps of the main job, and in the middle of what leaves the
 * house, a stop and a start end in the same truth: one mail, one intent, one payment, one receipt.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import { linkActor, systemActor } from '../../src/actions/actor.ts';
import { recordDelivery } from '../../src/actions/record-delivery.ts';
import { startAttempt } from '../../src/actions/start-attempt.ts';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import {
  approve,
  completeJobs,
  confirm,
  deliver,
  draftAll,
  eventsAbout,
  expectWholeBooks,
  faultsOf,
  hashOfTruth,
  issueMany,
  look,
  type Opened,
  ok,
  openPayment,
  payStatus,
  pressPay,
  putClient,
  stripeOf,
  tokenOf,
  truthOf,
} from './steps.ts';

const hour = 3_600_000;

/** The main job in steps; a story may stop the program after any of them. */
interface Walk {
  invoiceId: string;
  jobId: string;
  opened?: Opened;
}
const steps: [name: string, run: (stage: Stage, walk: Walk) => Promise<void>][] = [
  ['the job is completed', async () => {}],
  [
    'the draft is made',
    async (stage, walk) => {
      walk.invoiceId = (await draftAll(stage.owner, [walk.jobId]))[0]!;
    },
  ],
  [
    'the key is given',
    async (stage, walk) => {
      await approve(stage, stage.owner, walk.invoiceId);
    },
  ],
  [
    'it is sent and no mail has left',
    async (stage, walk) => {
      ok(await stage.owner.post(`/invoices/${walk.invoiceId}/send`));
    },
  ],
  [
    'the mail has left',
    async (stage) => {
      await stage.settle();
    },
  ],
  [
    'the payment is opened',
    async (stage, walk) => {
      walk.opened = await openPayment(stage, walk.invoiceId);
    },
  ],
  [
    'the card is charged and nobody here knows',
    async (stage, walk) => {
      faultsOf(stage).hold();
      await confirm(stage, walk.opened!);
    },
  ],
  [
    'the webhook is in and no receipt is written',
    async (stage, walk) => {
      const [event] = await eventsAbout(stage, walk.opened!.intent);
      expect((await deliver(stage, event!.body)).status).toBe(200);
    },
  ],
];

describe.each(await databaseKinds())('a stop between any two steps changes nothing (%s)', (kind) => {
  let stage: Stage;
  let clientId: string;
  const mailsAbout = async (invoiceId: string): Promise<string[]> => {
    const rows = await look<{ purpose: string; message_id: string }>(
      stage,
      'select purpose, message_id from delivery where invoice_id = $1 order by created_at, id',
      [invoiceId],
    );
    const box = stage.app.outlets.mailbox!.list({ limit: 1_000 });
    return rows.flatMap((row) =>
      box.filter((mail) => mail.messageId === `<${row.message_id}>`).map(() => row.purpose),
    );
  };
  const intentsOf = async (invoiceId: string): Promise<string[]> => {
    const { data } = await stripeOf(stage).paymentIntents.list({ limit: 100 });
    return data.filter((intent) => intent.metadata.closeout_invoice === invoiceId).map((intent) => intent.id);
  };
  const expectOneOfEach = async (invoiceId: string): Promise<void> => {
    expect((await mailsAbout(invoiceId)).sort()).toEqual(['invoice', 'receipt']);
    expect(await intentsOf(invoiceId)).toHaveLength(1);
    expect(await truthOf(stage, invoiceId)).toMatchObject({ readiness: 'paid', owed_minor: '0' });
    expect(await look(stage, 'select 1 from allocation where invoice_id = $1', [invoiceId])).toHaveLength(1);
    expect(await look(stage, "select 1 from incident where state = 'open'")).toEqual([]);
  };

  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    clientId = await putClient(stage.owner);
  });
  afterAll(() => stage.close());

  it('walks to the same truth with a restart after each step, and after all of them', async () => {
    const hashes = new Set<string>();
    for (let stop = 0; stop <= steps.length; stop += 1) {
      const [jobId] = (await completeJobs(stage.owner, clientId, 1)) as [string];
      const walk: Walk = { jobId, invoiceId: '' };
      for (const [at, [, run]] of steps.entries()) {
        await run(stage, walk);
        if (at === stop || stop === steps.length) await stage.restart();
      }
      faultsOf(stage).release();
      await stage.settle();
      await expectOneOfEach(walk.invoiceId);
      expect(ok(await stage.owner.get(`/jobs/${jobId}`))).toMatchObject({ state: 'closed', money: 'paid' });
      hashes.add(hashOfTruth(await truthOf(stage, walk.invoiceId)));
    }
    expect(hashes.size).toBe(1);
    await expectWholeBooks(stage);
  });

  const sentOne = async (): Promise<string> => (await issueMany(stage, 1))[0]!;
  const mailEffect = async (invoiceId: string): Promise<string> =>
    (
      await look<{ id: string }>(stage, "select id from effect where subject_id = $1 and kind = 'mail'", [
        invoiceId,
      ])
    )[0]!.id;
  const finish = async (invoiceId: string): Promise<void> => {
    await confirm(stage, await openPayment(stage, invoiceId));
    await stage.settle();
    await expectOneOfEach(invoiceId);
  };

  it('hands a mail over once when it stopped before the mailbox had it', async () => {
    const id = await sentOne();
    const now = stage.app.house.environment.machine.now();
    const marked = await perform(stage.app.house, systemActor(stage.accountId), recordDelivery, {
      effectId: await mailEffect(id),
      outcome: { kind: 'handing_over', leasedUntil: now },
    });
    expect(marked.ok).toBe(true);
    await stage.restart();
    stage.pass(130_000);
    await stage.settle();
    expect(await mailsAbout(id)).toEqual(['invoice']);
    await finish(id);
  });

  it('finds the mail and sends none again when it stopped after the mailbox had it', async () => {
    const id = await sentOne();
    await stage.settle();
    expect(await mailsAbout(id)).toEqual(['invoice']);
    // The stop took the record of the hand-over with it.
    await look(stage, "update effect set state = 'handing_over', outcome = null where subject_id = $1", [id]);
    await look(
      stage,
      "update delivery set state = 'queued', acceptance_id = null, accepted_at = null where invoice_id = $1",
      [id],
    );
    await stage.restart();
    stage.pass(130_000);
    await stage.settle();
    expect(await mailsAbout(id)).toEqual(['invoice']);
    expect(await look(stage, 'select state from delivery where invoice_id = $1', [id])).toEqual([
      { state: 'accepted' },
    ]);
    await finish(id);
  });

  it('tries a mail again later when the server was down, over a restart', async () => {
    const id = await sentOne();
    stage.app.outlets.mailbox!.setFault('down');
    await stage.settle();
    expect(await mailsAbout(id)).toEqual([]);
    await stage.restart();
    await stage.settle();
    expect(await mailsAbout(id)).toEqual([]);
    stage.pass(6_000);
    await stage.settle();
    expect(await mailsAbout(id)).toEqual(['invoice']);
    await finish(id);
  });

  it('makes one intent when it stopped between the attempt and the gateway', async () => {
    const id = await sentOne();
    const started = await perform(stage.app.house, linkActor(stage.accountId, id), startAttempt, {
      invoiceId: id,
    });
    expect(started.ok).toBe(true);
    expect(await intentsOf(id)).toEqual([]);
    await stage.restart();
    await finish(id);
  });

  it('adopts the intent when it stopped after the gateway made it, however long ago', async () => {
    for (const pause of [0, 25 * hour]) {
      const id = await sentOne();
      await stage.settle();
      const started = await perform(stage.app.house, linkActor(stage.accountId, id), startAttempt, {
        invoiceId: id,
      });
      if (!started.ok) throw new Error(started.refusal.reason);
      const { attemptId } = started.value;
      const made = await stage.app.outlets.payments.open({
        amountMinor: 15_000n,
        currency: 'USD',
        idempotencyKey: `${attemptId}:open`,
        allowsRedirects: false,
        marks: { op: attemptId, account: stage.accountId, invoice: id, attempt: attemptId },
        description: `Invoice ${started.value.invoiceNumber}`,
        receiptEmail: null,
      });
      expect(made.ok).toBe(true);
      await stage.restart();
      stage.pass(pause);
      await finish(id);
    }
  });

  it.each(['server_error_after', 'disconnect_after', 'disconnect_before'] as const)(
    'says that nothing was charged after %s, looks before it asks again, and makes one intent',
    async (fault) => {
      const id = await sentOne();
      await stage.settle();
      faultsOf(stage).add({ kind: fault, path: '/v1/payment_intents', method: 'POST', times: 2 });
      const token = await tokenOf(stage.owner, id);
      expect(await pressPay(stage, token)).toMatchObject({
        status: 503,
        body: { code: 'gateway_unavailable' },
      });
      faultsOf(stage).clear();
      expect(await look(stage, 'select state from attempt where invoice_id = $1', [id])).toEqual([
        { state: 'unknown' },
      ]);
      await stage.restart();
      stage.pass(25 * hour);
      await finish(id);
      expect(await payStatus(stage, token)).toMatchObject({ state: 'paid' });
    },
  );

  it('never sends a mail again of which it cannot know, and shows it to people', async () => {
    const id = await sentOne();
    stage.app.outlets.mailbox!.setFault('lose');
    await stage.settle();
    await stage.restart();
    for (let round = 0; round < 5; round += 1) {
      stage.pass(7 * hour);
      await stage.settle();
    }
    expect(await mailsAbout(id)).toEqual(['invoice']);
    expect(await look(stage, 'select state from delivery where invoice_id = $1', [id])).toEqual([
      { state: 'unknown' },
    ]);
    const { items } = ok(await stage.owner.get('/incidents'));
    expect(items).toMatchObject([{ kind: 'mail_unknown', subjectId: id, state: 'open' }]);
    expect(ok(await stage.owner.get(`/invoices/${id}`)).labels.ownerView).not.toBe('sent');
    await expectWholeBooks(stage);
  });
});
