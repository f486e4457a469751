/**
 * The fear: two people, or one impatient program, at the same moment. A number that is given twice or skipped, a mail that
 * leaves twice, a key that opens two doors, an approval of something that nobody looked at.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { type Answer, type Hand, openStage, type Stage } from '../harness.ts';
import { approve, completeJobs, draftAll, expectWholeBooks, look, ok, putClient } from './steps.ts';

const statuses = (answers: readonly Answer[]): number[] => answers.map((answer) => answer.status).sort();

describe.each(await databaseKinds())('nothing happens twice, whoever is faster (%s)', (kind) => {
  let stage: Stage;
  let office: Hand;
  let second: Hand;
  let clientId: string;
  const draft = async (price = '90'): Promise<string> =>
    (await draftAll(office, await completeJobs(office, clientId, 1, price)))[0]!;
  const mails = (): number => stage.app.outlets.mailbox!.count();

  beforeAll(async () => {
    stage = await openStage({ kind });
    office = await stage.hire('office', 'Sam Office');
    second = await stage.hire('workspace_owner', 'Second Owner');
    clientId = await putClient(office);
  });
  afterAll(() => stage.close());

  it('gives 20 invoices that are sent at once the numbers 1 to 20, without a gap', async () => {
    const drafts = await draftAll(office, await completeJobs(office, clientId, 20));
    const asked = ok(await office.post('/approvals', { action: 'send-invoice', invoiceIds: drafts }));
    const approvalIds = asked.items.map((item: { approvalId: string }) => item.approvalId);
    ok(await stage.owner.post('/approvals/decide', { approvalIds, decision: 'approve' }));
    const answers = await Promise.all(drafts.map((id) => office.post(`/invoices/${id}/send`)));
    expect(statuses(answers)).toEqual(Array.from({ length: 20 }, () => 200));
    const numbers = answers.map((answer) => answer.body.number as string).sort();
    expect(numbers).toEqual(
      Array.from({ length: 20 }, (_, at) => `INV-2026-${String(at + 1).padStart(5, '0')}`),
    );
    const rows = await look(stage, 'select sequence::int from invoice where sequence is not null order by 1');
    expect(rows.map((row) => row.sequence)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
    await expectWholeBooks(stage);
  });

  it('sends a draft once that five requests send at once with one approval', async () => {
    const id = await draft();
    await approve(stage, office, id);
    await stage.settle();
    const before = mails();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => office.post(`/invoices/${id}/send`, {})),
    );
    expect(statuses(answers)).toEqual([200, 409, 409, 409, 409]);
    for (const answer of answers.filter((one) => one.status === 409))
      expect(answer.body).toMatchObject({ code: 'send_in_progress' });
    await stage.settle();
    expect(mails()).toBe(before + 1);
    expect(await look(stage, 'select 1 from effect where subject_id = $1', [id])).toHaveLength(1);
    expect(
      await look(stage, "select 1 from approval where subject_id = $1 and state = 'consumed'", [id]),
    ).toHaveLength(1);
  });

  it('lets one of two approvers decide, and tells the other', async () => {
    const id = await draft();
    const { approvalId } = ok(await office.post(`/invoices/${id}/request-approval`));
    const answers = await Promise.all([
      stage.owner.post(`/approvals/${approvalId}/decide`, { decision: 'approve' }),
      second.post(`/approvals/${approvalId}/decide`, { decision: 'deny', comment: 'Not yet' }),
    ]);
    expect(statuses(answers)).toEqual([200, 409]);
    expect(answers.find((one) => one.status === 409)!.body).toMatchObject({ code: 'approval_decided' });
    const decided = await look(
      stage,
      "select type from event where subject_id = $1 and type in ('approval.approved', 'approval.denied')",
      [approvalId],
    );
    expect(decided).toHaveLength(1);
  });

  it('opens nothing with a key for a draft that was edited after it was approved', async () => {
    const id = await draft();
    await approve(stage, office, id);
    const { version } = ok(await office.get(`/invoices/${id}`));
    const changed = ok(await office.send('PATCH', `/invoices/${id}`, { version, note: 'Thank you!' }));
    expect(changed.approvalsGoneStale).toBe(1);
    await stage.settle();
    const before = mails();
    expect(await office.post(`/invoices/${id}/send`)).toMatchObject({
      status: 409,
      body: { code: 'gate_closed' },
    });
    await stage.settle();
    expect(mails()).toBe(before);
    expect(ok(await office.get(`/invoices/${id}`))).toMatchObject({ doc: 'draft', number: null });
    await approve(stage, office, id);
    ok(await office.post(`/invoices/${id}/send`));
  });

  it('opens nothing with a key for another address than the approved one', async () => {
    const other = await putClient(office, 'Moving House Ltd');
    const [id] = await draftAll(office, await completeJobs(office, other, 1));
    await approve(stage, office, id!);
    const { version } = ok(await office.get(`/clients/${other}`));
    ok(await office.send('PATCH', `/clients/${other}`, { version, email: 'elsewhere@clients.example.test' }));
    await stage.settle();
    const before = mails();
    const refused = await office.post(`/invoices/${id}/send`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'gate_closed' } });
    expect(refused.body.reason).toMatch(/earlier version/);
    await stage.settle();
    expect(mails()).toBe(before);
    expect(await look(stage, 'select 1 from effect where subject_id = $1', [id])).toHaveLength(0);
  });

  it('edit and send at the same moment: what leaves is what was approved, or nothing leaves', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await draft();
      await approve(stage, office, id);
      const { version } = ok(await office.get(`/invoices/${id}`));
      const [sent, edited] = await Promise.all([
        office.post(`/invoices/${id}/send`),
        office.send('PATCH', `/invoices/${id}`, { version, note: 'Changed at the last moment' }),
      ]);
      expect(statuses([sent, edited])).toEqual([200, 409]);
      const invoice = ok(await office.get(`/invoices/${id}`));
      expect(invoice).toMatchObject(
        sent.status === 200 ? { doc: 'issued', note: null } : { doc: 'draft', number: null },
      );
    }
  });

  it('bills a job once that two people draft at the same moment', async () => {
    const [jobId] = await completeJobs(office, clientId, 1);
    const answers = await Promise.all([
      office.post(`/jobs/${jobId}/invoice`),
      second.post(`/jobs/${jobId}/invoice`),
      office.post(`/jobs/${jobId}/invoice`),
    ]);
    expect(statuses(answers)).toEqual([200, 409, 409]);
    expect(answers.find((one) => one.status === 409)!.body).toMatchObject({ code: 'nothing_to_bill' });
    expect(await look(stage, 'select 1 from invoice where job_id = $1', [jobId])).toHaveLength(1);
  });

  it('gives one key one effect and one answer, however many ask at once', async () => {
    const id = await draft();
    await approve(stage, office, id);
    const [jobId] = await completeJobs(office, clientId, 1);
    const five = (run: () => Promise<Answer>) => Promise.all(Array.from({ length: 5 }, run));
    const key = { 'idempotency-key': 'five-at-once-send' };
    const sent = await five(() => office.post(`/invoices/${id}/send`, {}, key));
    expect(statuses(sent)).toEqual([200, 200, 200, 200, 200]);
    for (const answer of sent) expect(answer.body).toEqual(sent[0]!.body);
    expect(sent.filter((answer) => answer.headers.get('idempotent-replayed') === 'true')).toHaveLength(4);
    const drafted = await five(() =>
      office.post(`/jobs/${jobId}/invoice`, {}, { 'idempotency-key': 'five-at-once-draft' }),
    );
    for (const answer of drafted) expect(answer.body).toEqual(drafted[0]!.body);
    const created = await five(() =>
      office.post(
        '/clients',
        { name: 'Once Only', externalId: 'once-only' },
        { 'idempotency-key': 'five-at-once-client' },
      ),
    );
    expect(statuses(created)).toEqual([200, 200, 200, 200, 200]);
    expect(await look(stage, "select 1 from client where name = 'Once Only'")).toHaveLength(1);
    expect(await look(stage, 'select 1 from invoice where job_id = $1', [jobId])).toHaveLength(1);
  });

  it('refuses a key that was used for something else, or by somebody else, and keeps no refusal under a key', async () => {
    const key = { 'idempotency-key': 'one-thing-only' };
    const body = { name: 'First Thing' };
    const first = ok(await office.post('/clients', body, key));
    const mismatch = { status: 422, body: { code: 'idempotency_mismatch' } };
    expect(await office.post('/clients', { name: 'Second Thing' }, key)).toMatchObject(mismatch);
    expect(await office.post('/jobs', { clientId: first.id, title: 'A job' }, key)).toMatchObject(mismatch);
    expect(await second.post('/clients', body, key)).toMatchObject(mismatch);
    expect((await office.post('/clients', body, key)).body).toEqual(first);
    const refusedKey = { 'idempotency-key': 'refused-then-fine' };
    expect(await office.post('/clients', { name: '' }, refusedKey)).toMatchObject({ status: 422 });
    expect((await office.post('/clients', { name: 'Now fine' }, refusedKey)).status).toBe(200);
    expect(await look(stage, "select 1 from client where name like '% Thing'")).toHaveLength(1);
  });

  it('takes one of two edits that started from the same version', async () => {
    const { version } = ok(await office.get(`/clients/${clientId}`));
    const answers = await Promise.all(
      ['One', 'Two'].map((contactName) =>
        office.send('PATCH', `/clients/${clientId}`, { version, contactName }),
      ),
    );
    expect(statuses(answers)).toEqual([200, 409]);
    expect(answers.find((one) => one.status === 409)!.body).toMatchObject({ code: 'stale_version' });
  });

  it('leaves the books whole after all of it', async () => {
    await stage.settle();
    await expectWholeBooks(stage);
    const doubled = await look(
      stage,
      'select invoice_id from delivery group by invoice_id, purpose having count(*) > 1',
    );
    expect(doubled).toEqual([]);
  });
});
