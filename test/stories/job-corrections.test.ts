/**
 * A saved job is put right: details with a version, more lines, a line that nobody will bill, and the end of a job. What an
 * invoice bills is not taken away from it.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { type Hand, openStage, type Stage } from '../harness.ts';
import { draftAll, ok, putClient } from './steps.ts';

interface Job {
  version: number;
  state: string;
  title: string;
  site: string | null;
  unbilledMinor: number;
  facts: { id: string; title: string; billedBy: string | null; waivedReason: string | null }[];
  allowedActions: string[];
  timeline: { type: string; data: Record<string, unknown> }[];
}

describe.each(await databaseKinds())('a job is corrected (%s)', (kind) => {
  let stage: Stage;
  let office: Hand;
  let clientId: string;
  beforeAll(async () => {
    stage = await openStage({ kind });
    office = await stage.hire('office', 'Sam Office');
    clientId = await putClient(office);
  });
  afterAll(() => stage.close());

  const line = (title: string, unitPrice: string) => ({ kind: 'labor', title, unit: 'h', unitPrice });
  const makeJob = async (): Promise<string> => {
    const facts = [line('Soft wash', '100'), line('Counted twice', '40')];
    return ok<{ id: string }>(await office.post('/jobs', { clientId, title: 'Roof', facts })).id;
  };
  const read = async (id: string): Promise<Job> => ok<Job>(await office.get(`/jobs/${id}`));
  const factOf = (job: Job, title: string): string => job.facts.find((fact) => fact.title === title)!.id;

  it('changes details only for whoever saw what is there', async () => {
    const id = await makeJob();
    const { version } = await read(id);
    const change = { version, title: 'Roof, building B', site: '1 Dock St', scheduledOn: '2026-03-04' };
    ok(await office.send('PATCH', `/jobs/${id}`, change));
    const late = await office.send('PATCH', `/jobs/${id}`, { version, title: 'Lost' });
    expect([late.status, late.body.code]).toEqual([409, 'stale_version']);
    const job = await read(id);
    expect(job).toMatchObject({ title: 'Roof, building B', site: '1 Dock St', state: 'scheduled' });
    expect(job.version).toBe(version + 1);
    expect(job.timeline.filter((event) => event.type === 'job.changed')).toHaveLength(1);
    ok(await office.send('PATCH', `/jobs/${id}`, { version: version + 1, site: null }));
    expect(await read(id)).toMatchObject({ title: 'Roof, building B', site: null });
  });

  it('a line that was left out is not billed and not a candidate; a billed one cannot be left out', async () => {
    const id = await makeJob();
    ok(await office.post(`/jobs/${id}/facts`, { facts: [line('Gutters', '60')] }));
    const before = await read(id);
    const out = { factIds: [factOf(before, 'Counted twice')], reason: 'Entered twice' };
    expect(before.allowedActions).toEqual(expect.arrayContaining(['edit', 'add_facts', 'waive', 'cancel']));
    expect((await office.post(`/jobs/${id}/waive`, { factIds: out.factIds })).status).toBe(422);
    expect(ok(await office.post(`/jobs/${id}/waive`, out))).toEqual({ waived: out.factIds });
    expect(ok(await office.post(`/jobs/${id}/waive`, { ...out, reason: 'Again' }))).toEqual({ waived: [] });
    ok(await office.post(`/jobs/${id}/complete`));
    const { items } = ok<{ items: { id: string; unbilledMinor: number }[] }>(await office.get('/candidates'));
    expect(items.find((item) => item.id === id)?.unbilledMinor).toBe(16_000);

    const [invoiceId] = await draftAll(office, [id]);
    const invoice = ok<{ netMinor: number; lines: unknown[] }>(await office.get(`/invoices/${invoiceId}`));
    expect([invoice.netMinor, invoice.lines.length]).toEqual([16_000, 2]);
    const billed = await read(id);
    expect(billed.allowedActions).not.toContain('waive');
    expect(billed.facts.find((fact) => fact.title === 'Counted twice')?.waivedReason).toBe('Entered twice');
    const no = await office.post(`/jobs/${id}/waive`, {
      factIds: [factOf(billed, 'Soft wash')],
      reason: 'Too late',
    });
    expect([no.status, no.body.code]).toEqual([409, 'job_billed']);
    const kept = await office.post(`/jobs/${id}/cancel`, { reason: 'Not wanted' });
    expect([kept.status, kept.body.code]).toEqual([409, 'job_billed']);
  });

  it('a job of which everything was left out is no candidate; a foreign fact is not found; a cancelled job stays', async () => {
    const [id, other] = [await makeJob(), await makeJob()];
    const job = await read(id);
    const foreign = (await read(other)).facts[0]!.id;
    const no = await office.post(`/jobs/${id}/waive`, { factIds: [foreign], reason: 'Not mine' });
    expect(no.status).toBe(404);
    const factIds = job.facts.map((fact) => fact.id);
    ok(await office.post(`/jobs/${id}/waive`, { factIds, reason: 'Goodwill' }));
    ok(await office.post(`/jobs/${id}/complete`));
    const { items } = ok<{ items: { id: string }[] }>(await office.get('/candidates'));
    expect(items.map((item) => item.id)).not.toContain(id);
    ok(await office.post(`/jobs/${other}/cancel`, { reason: 'Rained off' }));
    const gone = await read(other);
    expect([gone.state, gone.allowedActions]).toEqual(['cancelled', []]);
    const late = await office.send('PATCH', `/jobs/${other}`, { version: gone.version, title: 'Again' });
    expect(late.body.code).toBe('move_unlawful');
    expect((await office.post(`/jobs/${other}/waive`, { factIds: [foreign], reason: 'x' })).status).toBe(409);
  });

  it('an approval says who may decide it, without being asked for a dry run', async () => {
    const id = await makeJob();
    ok(await office.post(`/jobs/${id}/complete`));
    const [invoiceId] = await draftAll(office, [id]);
    const { approvalId } = ok<{ approvalId: string }>(
      await office.post(`/invoices/${invoiceId}/request-approval`),
    );
    const mine = ok<{ decision: unknown }>(await office.get(`/approvals/${approvalId}`));
    expect(mine.decision).toMatchObject({
      mayApprove: false,
      mayDeny: false,
      obstacle: { approvers: [expect.any(String)] },
    });
    const theirs = ok<{ decision: unknown }>(await stage.owner.get(`/approvals/${approvalId}`));
    expect(theirs.decision).toEqual({ mayApprove: true, mayDeny: true, obstacle: null });
    ok(await office.send('PATCH', `/clients/${clientId}`, { version: 1, contactName: 'Jo New' }));
    const stale = ok<{ decision: unknown }>(await stage.owner.get(`/approvals/${approvalId}`));
    expect(stale.decision).toMatchObject({ mayApprove: false, mayDeny: true });
  });
});
