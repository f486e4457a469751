/** The fear: something waits for the worker while it sleeps. A declined card is on the screen in seconds, not at the next minute. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';
import { decline, issueMany, openPayment } from './steps.ts';

describe.each(await databaseKinds())('a running worker (%s)', (kind) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage({ kind, releases: 'self' });
    await stage.app.worker.start();
  });
  afterAll(() => stage.close());

  it('is woken by a declined card, without anybody asking', async () => {
    const [invoiceId] = await issueMany(stage, 1);
    const opened = await openPayment(stage, invoiceId!);
    await stage.settle();
    // Asleep: everything is done, and nothing will be due for a minute.
    await new Promise((done) => setTimeout(done, 1_500));
    await decline(stage, opened);
    await expect
      .poll(async () => (await stage.owner.get(`/invoices/${invoiceId}`)).body.labels.networkStatus, {
        timeout: 10_000,
        interval: 100,
      })
      .toBe('Failed');
  });
});
