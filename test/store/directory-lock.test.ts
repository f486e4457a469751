/** Two processes on one data folder would lose each other's commits in silence: the second is refused, whatever it is. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../src/store/directory-lock.ts';

let directory: string;
let path: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'closeout-lock-'));
  path = join(directory, 'closeout.lock');
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

/** A process that locks the folder, says so or why not, and stays alive. */
function otherProcess(): Promise<{ child: ChildProcess; said: string }> {
  const code = `
    import { lockDirectory } from './src/store/directory-lock.ts';
    try { lockDirectory(process.argv[1]); console.log('locked'); } catch (error) { console.log(error.message); }
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) =>
    child.stdout!.once('data', (said) => resolve({ child, said: String(said).trim() })),
  );
}

const ended = (child: ChildProcess): Promise<unknown> =>
  new Promise((resolve) => child.once('exit', resolve));

describe('lockDirectory', () => {
  it('refuses a second process while the first lives, naming pid and path', async () => {
    const { child, said } = await otherProcess();
    expect(said).toBe('locked');
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${child.pid}`);
    expect(() => lockDirectory(directory)).toThrow(path);
    const second = await otherProcess();
    expect(second.said).toContain(`in use by process ${child.pid}`);
  }, 20_000);

  it('takes over the lock of a process that was killed', async () => {
    const { child } = await otherProcess();
    const gone = ended(child);
    child.kill('SIGKILL');
    await gone;
    expect(existsSync(path)).toBe(true);
    const lock = lockDirectory(directory);
    expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
    lock.release();
    expect(readdirSync(directory)).toEqual([]);
  }, 20_000);

  it('lets exactly one of several take over a dead lock', async () => {
    const { child } = await otherProcess();
    const gone = ended(child);
    child.kill('SIGKILL');
    await gone;
    const answers = await Promise.all([otherProcess(), otherProcess(), otherProcess(), otherProcess()]);
    expect(answers.filter(({ said }) => said === 'locked').length).toBe(1);
  }, 30_000);

  it('stands back from a dead lock that another is taking over, and names the rest of one that died at it', () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: 'another boot/1', host: hostname() }));
    writeFileSync(
      `${path}.takeover`,
      JSON.stringify({ pid: process.ppid, startedAt: null, host: hostname() }),
    );
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.ppid}`);
    writeFileSync(
      `${path}.takeover`,
      JSON.stringify({ pid: process.pid, startedAt: 'another boot/1', host: hostname() }),
    );
    expect(() => lockDirectory(directory)).toThrow(`Delete ${path}.takeover and start again`);
    expect(JSON.parse(readFileSync(path, 'utf8')).startedAt).toBe('another boot/1');
  });

  it('refuses a second lock of the same process, and gives way after release', () => {
    const lock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
    lock.release();
    lock.release();
    lockDirectory(directory).release();
  });

  it('does not take a process of the same number that started later for the owner', () => {
    const owner = { pid: process.pid, startedAt: 'another boot/1', host: hostname() };
    writeFileSync(path, JSON.stringify(owner));
    lockDirectory(directory).release();
  });

  it('never takes a lock that another machine holds, and says how to go on', () => {
    writeFileSync(path, JSON.stringify({ pid: 1, startedAt: null, host: 'elsewhere' }));
    expect(() => lockDirectory(directory)).toThrow(`in use by process 1 on elsewhere (${path})`);
    expect(() => lockDirectory(directory)).toThrow(`delete ${path}`);
  });

  it('refuses a lock file that it cannot read', () => {
    writeFileSync(path, 'half a li');
    expect(() => lockDirectory(directory)).toThrow('not a lock file that this program wrote');
    expect(readFileSync(path, 'utf8')).toBe('half a li');
  });

  it('leaves a lock alone that is no longer its own', () => {
    const lock = lockDirectory(directory);
    const other = JSON.stringify({ pid: 1, startedAt: null, host: 'elsewhere' });
    writeFileSync(path, other);
    lock.release();
    expect(readFileSync(path, 'utf8')).toBe(other);
  });
});
