/** Proof of the work: notes and photos on a job, and work that was called off. A foreign job looks like one that does not exist. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { perform } from '../../src/actions/action.ts';
import type { Actor } from '../../src/actions/actor.ts';
import { systemActor } from '../../src/actions/actor.ts';
import { addPhoto } from '../../src/actions/add-photo.ts';
import { cancelJob } from '../../src/actions/cancel-job.ts';
import { demoPhoto } from '../../src/demo/photos.ts';
import { permissionsOf } from '../../src/domain/access.ts';
import { openStage, type Stage } from '../harness.ts';

let stage: Stage;
let owner: Actor;

beforeAll(async () => {
  stage = await openStage({ kind: 'embedded' });
  owner = {
    ...systemActor(stage.accountId),
    kind: 'person',
    id: stage.owner.userId,
    name: 'Owner',
    role: 'workspace_owner',
    permissions: new Set(permissionsOf('workspace_owner')),
  };
});
afterAll(() => stage.close());

async function makeJob(): Promise<string> {
  const client = await stage.owner.post('/clients', { name: 'Proof', email: 'proof@example.test' });
  const job = await stage.owner.post('/jobs', {
    clientId: client.body.id,
    title: 'Wash',
    facts: [{ kind: 'labor', title: 'Wash', quantity: '1', unitPrice: '50' }],
  });
  return job.body.id;
}

test('a photo keeps its picture, its moment and the hash of what was sent; the log knows of it', async () => {
  const jobId = await makeJob();
  const photo = demoPhoto('houseBefore');
  const added = await perform(stage.app.house, owner, addPhoto, { jobId, photos: [photo] });
  if (!added.ok) throw new Error(added.refusal.reason);
  const kept = await stage.app.house.database.transaction([stage.accountId], (tx) =>
    tx.one<{ bytes: Buffer; originalSha256: string; moment: string }>(
      'select bytes, original_sha256, moment from job_photo where job_id = $1',
      [jobId],
    ),
  );
  expect([Buffer.compare(kept.bytes, photo.bytes), kept.originalSha256, kept.moment]).toEqual([
    0,
    photo.originalSha256,
    'before',
  ]);
  const events = await stage.app.house.database.transaction([stage.accountId], (tx) =>
    tx.rows<{ type: string }>('select type from event where subject_id = $1 order by link_no, ordinal', [
      jobId,
    ]),
  );
  expect(events.map(({ type }) => type)).toEqual(['job.created', 'job.photo_added']);
});

test('notes stay in their order, and a note full of nothing is refused', async () => {
  const jobId = await makeJob();
  expect(
    (await stage.owner.post(`/jobs/${jobId}/notes`, { notes: ['Gate code 12', 'Dog is friendly'] })).status,
  ).toBe(200);
  expect((await stage.owner.post(`/jobs/${jobId}/notes`, { notes: ['   '] })).body.code).toBe(
    'input_invalid',
  );
});

test('work is called off with a reason; what an invoice bills is not', async () => {
  const jobId = await makeJob();
  const cancel = (ids: string[]) =>
    perform(stage.app.house, owner, cancelJob, { jobIds: ids, reason: 'Sold the house' });
  expect(await cancel([jobId])).toMatchObject({ ok: true, value: { cancelled: [jobId] } });
  expect(await cancel([jobId])).toMatchObject({ ok: true, value: { cancelled: [] } });
  const billed = await makeJob();
  await stage.owner.post(`/jobs/${billed}/start`, {});
  await stage.owner.post(`/jobs/${billed}/complete`, {});
  expect((await stage.owner.post(`/jobs/${billed}/invoice`, {})).status).toBe(200);
  expect(await cancel([billed])).toMatchObject({ ok: false, refusal: { code: 'job_billed' } });
});

test('a job of another account is missing, for photos, notes and calling off alike', async () => {
  const jobId = await makeJob();
  const stranger: Actor = { ...owner, accountId: 'acc_00000000000000000000000000' };
  for (const outcome of [
    await perform(stage.app.house, stranger, addPhoto, { jobId, photos: [demoPhoto('deckAfter')] }),
    await perform(stage.app.house, stranger, cancelJob, { jobIds: [jobId], reason: 'x' }),
  ])
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
});
