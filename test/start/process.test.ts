/** The program as a process, from the sources: what it prints, how it ends, and that nobody else can take its folder meanwhile. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'closeout-process-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  child: ChildProcess;
  words(): string;
  /** Resolves when these words were printed; rejects when the process ends before. */
  said(part: string): Promise<string>;
  ended: Promise<number | null>;
}

function run(args: readonly string[], environment: Record<string, string>): Run {
  const inherited = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli.ts', ...args], {
    env: { ...inherited, CLOSEOUT_DATA_DIR: folder, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let words = '';
  const waiting = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    words += chunk.toString();
    for (const look of waiting) look();
  };
  child.stdout!.on('data', take);
  child.stderr!.on('data', take);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  const said = (part: string) =>
    new Promise<string>((done, failed) => {
      const look = (): void => {
        if (words.includes(part)) done(words);
      };
      waiting.add(look);
      void ended.then((code) => failed(new Error(`ended with ${code} before it said "${part}":\n${words}`)));
      look();
    });
  return { child, words: () => words, said, ended };
}

test('a first start on a free port, a second process turned away, a calm end, and a second start that is no first one', async () => {
  const first = run(['start'], {});
  const words = await first.said('Stop with Ctrl-C');
  const url = /Open +(\S+)/.exec(words)![1]!;
  expect(new URL(url).port).not.toBe('0');
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const link = /Sign in +(\S+)/.exec(words)![1]!;
  const signIn = await fetch(link, { redirect: 'manual' });
  expect([signIn.status, signIn.headers.get('set-cookie') !== null]).toEqual([302, true]);

  const second = run(['start'], {});
  expect(await second.ended).toBe(1);
  expect(second.words()).toMatch(
    new RegExp(`^Closeout cannot start: The data folder is in use by process ${first.child.pid} .*\\n$`),
  );

  const keys = run(['key', 'list'], {});
  expect([await keys.ended, keys.words()]).toEqual([0, expect.stringContaining('First start')]);

  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect(existsSync(join(folder, 'closeout.lock'))).toBe(false);

  const later = run(['start'], {});
  const laterWords = await later.said('Stop with Ctrl-C');
  expect(laterWords).toContain('credentials.json');
  expect(laterWords).not.toMatch(/Try this first|\bclo_/);
  // npm passes on what the terminal has sent already: two at once are one.
  later.child.kill('SIGINT');
  later.child.kill('SIGINT');
  expect(await later.ended).toBe(0);
}, 180_000);

test('a wrong variable ends it with 2 and one line that names it', async () => {
  const wrong = run(['start'], { PORT: 'http' });
  expect(await wrong.ended).toBe(2);
  expect(wrong.words()).toMatch(/^Closeout cannot start: PORT .*\n$/);
});

test('a taken port ends it with 1 and one line', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const taken = run(['start', '--empty'], { PORT: String(port), CLOSEOUT_DATA_DIR: join(folder, 'taken') });
  expect(await taken.ended).toBe(1);
  expect(taken.words()).toMatch(new RegExp(`^Closeout cannot start: Port ${port} is in use.*\\n$`));
  server.close();
});

test('a database that does not answer ends it with 1 and its name, and doctor says the same', async () => {
  const environment = { DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' };
  for (const [command, line] of [
    ['start', /^Closeout cannot start: PostgreSQL at 127\.0\.0\.1:1 cannot be reached/],
    ['doctor', /BAD {3}database +PostgreSQL at 127\.0\.0\.1:1/],
  ] as const) {
    const lost = run([command], environment);
    expect(await lost.ended).toBe(1);
    expect(lost.words()).toMatch(line);
    expect(lost.words()).not.toContain('hunter2');
  }
});

test('--empty opens one business that a key can work in', async () => {
  const key = 'closeout-preset-key-1234567890';
  const empty = run(['start', '--empty'], {
    CLOSEOUT_DATA_DIR: join(folder, 'empty'),
    CLOSEOUT_API_KEY: key,
  });
  const url = /Open +(\S+)/.exec(await empty.said('Stop with Ctrl-C'))![1]!;
  const answer = await fetch(`${url}/api/v1/jobs`, { headers: { authorization: `Bearer ${key}` } });
  expect([answer.status, ((await answer.json()) as { items: unknown[] }).items]).toEqual([200, []]);
  empty.child.kill('SIGTERM');
  expect(await empty.ended).toBe(0);
});
