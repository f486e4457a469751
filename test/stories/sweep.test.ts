/** The fear: a webhook is lost for good and nobody looks. The sweep asks the gateway for what is open here, and finds it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import { confirm, faultsOf, issueMany, openPayment } from './steps.ts';

describe.each(await databaseKinds())('a webhook that never comes (%s)', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
  });
  afterAll(() => stage.close());

  it('is made good by the sweep, once', async () => {
    const [invoiceId] = await issueMany(stage, 1);
    const opened = await openPayment(stage, invoiceId!);
    faultsOf(stage).add({ kind: 'event_lost', times: 10 });
    await confirm(stage, opened);
    await stage.settle();
    const before = await stage.owner.get(`/invoices/${invoiceId}`);
    expect(before.body.labels.readiness).toBe('link-ready');
    const sweep = stage.app.clocks.find((clock) => clock.name === 'sweep of open payments')!;
    expect(await sweep.run()).toBe(1);
    expect(await sweep.run()).toBe(0);
    const after = await stage.owner.get(`/invoices/${invoiceId}`);
    expect(after.body).toMatchObject({ labels: { readiness: 'paid' }, owedMinor: 0 });
    expect(after.body.payments).toHaveLength(1);
  });
});
