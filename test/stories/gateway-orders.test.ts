/**
 * The fear: a state that depends on which of two messages was faster. The same facts of a payment are told in every order, with
 * repetitions, one by one and together; the invoice, its attempt and the books end alike to the last column.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import { gatewayActor } from '../../src/actions/actor.ts';
import { type IncomingFact, installAccountId } from '../../src/actions/gateway-facts/incoming.ts';
import { recordGatewayFacts } from '../../src/actions/record-gateway-facts.ts';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import {
  confirm,
  decline,
  deliver,
  eventsAbout,
  expectWholeBooks,
  faultsOf,
  hashOfTruth,
  issueMany,
  type Opened,
  openPayment,
  permutations,
  seededPick,
  truthOf,
} from './steps.ts';

type Told = 'processing' | 'failed_first' | 'failed_second' | 'action_required' | 'canceled' | 'succeeded';

/** The sets of facts that a payment can leave behind; each is told in all of its orders. */
const sets: { facts: Told[]; readiness: string; status: string }[] = [
  { facts: ['processing', 'failed_first', 'failed_second', 'succeeded'], readiness: 'paid', status: 'Paid' },
  { facts: ['processing', 'failed_first', 'failed_second'], readiness: 'link-ready', status: 'Failed' },
  { facts: ['action_required', 'canceled', 'failed_first'], readiness: 'link-ready', status: 'Failed' },
  { facts: ['processing', 'canceled'], readiness: 'link-ready', status: 'Open' },
  { facts: ['action_required', 'processing'], readiness: 'link-ready', status: 'Open' },
];

function factOf(told: Told, { intent, attemptId }: Opened): IncomingFact {
  const kind = told.startsWith('failed') ? 'failed' : (told as IncomingFact['kind']);
  const reasons: Partial<Record<Told, string>> = { failed_first: 'lost_card', failed_second: 'expired_card' };
  const reason = reasons[told];
  return {
    kind,
    objectId: kind === 'failed' ? `ch_${told}_of_${intent}` : intent,
    gatewayRef: intent,
    attemptId,
    gatewayEventId: null,
    amountMinor: 15_000n,
    currency: 'USD',
    method: 'card',
    // Both failures in the same second, as two quick tries are.
    occurredAt: '2026-03-02T15:01:00.000Z',
    reason: reason ? { code: reason, message: `Declined: ${reason}.` } : null,
  };
}

describe.each(await databaseKinds())('the order of what the gateway says does not matter (%s)', (kind) => {
  let stage: Stage;
  let waiting: string[];
  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    waiting = await issueMany(stage, 64);
  });
  afterAll(() => stage.close());

  const tell = async (facts: readonly IncomingFact[]): Promise<void> => {
    const outcome = await perform(
      stage.app.house,
      gatewayActor(installAccountId, 'stripe'),
      recordGatewayFacts,
      { gateway: 'stripe', events: [], facts },
      { accounts: [installAccountId, stage.accountId] },
    );
    expect(outcome.ok).toBe(true);
  };

  it.each(sets)('$facts end as $status in every order, told twice or more', async (set) => {
    const pick = seededPick(set.facts.length * 7 + 1);
    const hashes = new Map<string, string>();
    for (const order of permutations(set.facts)) {
      const opened = await openPayment(stage, waiting.pop()!);
      const said: Told[] = [];
      for (const fact of order) {
        said.push(fact);
        // Some come again at once, some later; some two by two.
        if (pick([true, false])) said.push(pick(said));
      }
      while (said.length > 0) {
        const together = said.splice(0, pick([1, 1, 2]));
        await tell(together.map((fact) => factOf(fact, opened)));
      }
      await tell(order.map((fact) => factOf(fact, opened)));
      const truth = await truthOf(stage, opened.invoiceId);
      expect(truth, order.join(' ')).toMatchObject({ readiness: set.readiness, status: set.status });
      hashes.set(order.join(' '), hashOfTruth(truth));
    }
    expect([...new Set(hashes.values())], JSON.stringify([...hashes])).toHaveLength(1);
    await expectWholeBooks(stage);
  });

  it('the gateway’s own signed events, in all orders with repetitions, end alike', async () => {
    const opened: Opened[] = [];
    for (let at = 0; at < 6; at += 1) opened.push(await openPayment(stage, waiting.pop()!));
    faultsOf(stage).hold();
    const hashes = new Set<string>();
    const orders = permutations([0, 1, 2]);
    for (const [at, order] of orders.entries()) {
      const one = opened[at]!;
      await decline(stage, one);
      await decline(stage, one);
      await confirm(stage, one);
      const events = await eventsAbout(stage, one.intent);
      expect(events).toHaveLength(3);
      for (const index of [...order, order[0]!, ...order])
        expect((await deliver(stage, events[index]!.body)).status).toBe(200);
      await stage.app.worker.drain();
      const truth = await truthOf(stage, one.invoiceId);
      expect(truth).toMatchObject({ readiness: 'paid', collection: 'none', collection_attempt: 2 });
      hashes.add(hashOfTruth(truth));
    }
    expect(hashes.size).toBe(1);
    faultsOf(stage).release();
    await stage.settle();
    const after = new Set<string>();
    for (const one of opened) after.add(hashOfTruth(await truthOf(stage, one.invoiceId)));
    expect(after).toEqual(hashes);
    await expectWholeBooks(stage);
  });
});
