/**
 * The fear: the plug. The real program on a data folder is killed with SIGKILL under a little load, three times over; whatever it
 * said yes to is there afterwards, once, the chain is whole and the books are at zero. (A power cut is another matter: docs.)
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';

const key = `kill-nine-${randomBytes(12).toString('hex')}`;
const port = randomInt(16_500, 18_000);
const url = `http://127.0.0.1:${port}`;
// biome-ignore lint/suspicious/noExplicitAny: answers of the API are looked into freely by stories.
type Json = Record<string, any>;
let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'closeout-kill-'));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function startProgram(): Promise<void> {
  let said = '';
  child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', '--empty'], {
    env: {
      ...process.env,
      PORT: String(port),
      CLOSEOUT_DATA_DIR: folder,
      CLOSEOUT_API_KEY: key,
      NODE_ENV: '',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream!.on('data', (part) => (said += String(part)));
  for (let tries = 0; tries < 300; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${said}`);
    const health = await fetch(`${url}/healthz`).catch(() => null);
    if (health?.ok) return;
    await pause(100);
  }
  throw new Error(`it does not become healthy: ${said}`);
}

async function killProgram(): Promise<void> {
  const ended = once(child!, 'exit');
  child!.kill('SIGKILL');
  await ended;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  idempotencyKey?: string,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(idempotencyKey ? { 'idempotency-key': idempotencyKey } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

interface Said {
  /** What was answered with yes, by key. */
  kept: Map<string, string>;
  /** What got no answer: it may be there or not, and never twice. */
  open: Set<string>;
}

/** Clients, jobs, invoices and sends, one after another, until the connection breaks. */
async function load(lane: string, said: Said): Promise<void> {
  for (let round = 0; ; round += 1) {
    const name = `${lane}-${round}`;
    const step = async (path: string, body: unknown): Promise<Json> => {
      const idempotencyKey = `${name}${path.replace(/[a-z]{3}_\w+/, 'id')}`;
      said.open.add(idempotencyKey);
      const answer = await call('POST', path, body, idempotencyKey);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      said.open.delete(idempotencyKey);
      said.kept.set(idempotencyKey, JSON.stringify({ path, body, answer: answer.body }));
      return answer.body;
    };
    try {
      const client = await step('/clients', {
        name,
        email: `${name}@clients.example.test`,
        externalId: name,
      });
      const facts = [{ kind: 'labor', title: 'Visit', unitPrice: '150' }];
      const job = await step('/jobs', { clientId: client.id, title: name, facts });
      await step(`/jobs/${job.id}/complete`, {});
      const draft = await step(`/jobs/${job.id}/invoice`, {});
      await step(`/invoices/${draft.id}/send`, { approveNow: true });
    } catch (error) {
      if (error instanceof TypeError) return;
      throw error;
    }
  }
}

it('loses nothing that it said yes to, over three kills', async () => {
  const said: Said = { kept: new Map(), open: new Set() };
  await startProgram();
  for (let kill = 0; kill < 3; kill += 1) {
    const lanes = ['a', 'b', 'c'].map((lane) => load(`${lane}${kill}`, said));
    // At least so much was said yes to; the moment after that is anybody's.
    while (said.kept.size < 14 * (kill + 1)) await pause(20);
    await pause(randomInt(0, 150));
    await killProgram();
    await Promise.all(lanes);
    await startProgram();
    expect((await call('GET', '/audit/verify')).body).toEqual({ whole: true, firstBroken: null });
  }
  expect(said.kept.size).toBeGreaterThan(40);
  // The same key again: the same answer, from what was kept. What got no answer is done now, and only now.
  for (const [idempotencyKey, text] of said.kept) {
    const { path, body, answer } = JSON.parse(text) as { path: string; body: unknown; answer: unknown };
    expect((await call('POST', path, body, idempotencyKey)).body, idempotencyKey).toEqual(answer);
  }
  const clients = [...said.kept.keys()].filter((name) => name.endsWith('/clients'));
  const found = await call('GET', '/clients?limit=200');
  const names = (found.body.items as { name: string }[]).map((client) => client.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of clients) expect(names).toContain(name.replace('/clients', ''));
  const invoices = (await call('GET', '/invoices?limit=200')).body.items as { number: string | null }[];
  const numbers = invoices.flatMap((invoice) => invoice.number ?? []).sort();
  expect(numbers.length).toBeGreaterThan(2);
  expect(numbers.map((number) => Number(number.slice(-5)))).toEqual(numbers.map((_, at) => at + 1));
  const trial = (await call('GET', '/reports/trial-balance')).body.accounts as { balanceMinor: number }[];
  expect(trial.reduce((sum, row) => sum + row.balanceMinor, 0)).toBe(0);
  expect(trial.some((row) => row.balanceMinor > 0)).toBe(true);
}, 120_000);
