/** The typesetting processes: killed, too slow, worn out, shut down. Real processes throughout. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  createTypstDocuments,
  type TypstDocuments,
  type TypstDocumentsOptions,
} from '../../src/gateways/documents/typst/documents.ts';
import { oneLine, threeHundredLines } from './snapshots.ts';

let documents: TypstDocuments;
afterEach(() => documents.close());

function start(options: TypstDocumentsOptions = {}): TypstDocuments {
  documents = createTypstDocuments(options);
  return documents;
}

const render = (snapshot = oneLine) => documents.renderInvoice({ snapshot, state: 'issued', payUrl: null });

describe('the render pool', () => {
  it('reports a child killed in the middle of a render, and renders the next', async () => {
    start();
    await render();
    const [pid] = documents.childPids();
    const lost = render(threeHundredLines);
    const outcome = expect(lost).rejects.toMatchObject({ name: 'DocumentFault', kind: 'died' });
    setTimeout(() => process.kill(pid!, 'SIGKILL'), 20);
    await outcome;
    expect((await render()).pdf.length).toBeGreaterThan(1000);
    expect(documents.childPids()).not.toContain(pid);
  });

  it('keeps the others in line when one is lost', async () => {
    start();
    await render();
    const [pid] = documents.childPids();
    const all = [render(threeHundredLines), render(), render()];
    setTimeout(() => process.kill(pid!, 'SIGKILL'), 20);
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map((one) => one.status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('kills a render that takes too long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'closeout-typst-'));
    const source = new URL('../../src/gateways/documents/typst/', import.meta.url);
    await writeFile(join(folder, 'invoice.typ'), await readFile(new URL('invoice.typ', source)));
    // A child that takes a message and never answers; the real one could not be made to hang on demand.
    await writeFile(
      join(folder, 'render-child.mjs'),
      "process.on('message', () => { for (;;); });\nprocess.send({ ready: true });\n",
    );
    start({ assetsFolder: folder, renderLimitMs: 500 });
    const slow = render();
    await expect(slow).rejects.toMatchObject({ kind: 'timed_out' });
    expect(documents.childPids()).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it('replaces a child after its renders', async () => {
    start({ rendersPerChild: 3 });
    const pids = new Set<number>();
    for (let index = 0; index < 7; index += 1) {
      const rendering = render();
      await new Promise((resolve) => setImmediate(resolve));
      for (const pid of documents.childPids()) pids.add(pid);
      await rendering;
    }
    expect(pids.size).toBe(3);
  });

  it('renders side by side up to its size, and says when too many wait', async () => {
    start({ size: 2, waitingMax: 3 });
    const all = Array.from({ length: 8 }, () => render());
    const outcomes = await Promise.allSettled(all);
    expect(documents.childPids()).toHaveLength(2);
    const refused = outcomes.filter((one) => one.status === 'rejected');
    expect(refused.length).toBe(3);
    for (const one of refused) expect(one).toMatchObject({ reason: { kind: 'overloaded' } });
  });

  it('lets an idle child go and starts another when needed', async () => {
    start({ idleMs: 50 });
    await render();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(documents.childPids()).toEqual([]);
    await render();
  });

  it('shuts down at once: what waits fails, no process stays', async () => {
    start();
    await render();
    const [pid] = documents.childPids();
    const pending = [render(threeHundredLines), render()];
    const outcomes = Promise.allSettled(pending);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await documents.close();
    for (const one of await outcomes)
      expect(one).toMatchObject({ status: 'rejected', reason: { kind: 'closed' } });
    expect(() => process.kill(pid!, 0)).toThrow();
    await expect(render()).rejects.toMatchObject({ kind: 'closed' });
  });
});
