/**
 * One process per data directory. Two processes on one embedded database lose each other's commits in silence, so the
 * lock of a process that may be alive is never taken; that of a dead one is. It does not guard against other machines
 * that share the folder beyond refusing them.
 */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

export interface DirectoryLock {
  readonly path: string;
  release(): void;
}

interface Owner {
  pid: number;
  /** Tells the process from a later one with the same number; null where the system does not say. */
  startedAt: string | null;
  host: string;
}

/** Paths that this very process holds. */
const held = new Set<string>();
let drafts = 0;

export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const path = join(resolve(directory), 'closeout.lock');
  if (held.has(path)) throw inUse(path, process.pid);
  const me: Owner = { pid: process.pid, startedAt: startOf(process.pid), host: hostname() };
  if (!create(path, me)) takeOver(path, me);
  held.add(path);
  return { path, release: () => release(path, me) };
}

/** Creates the file with its content in one step, so that no reader ever sees half of it. */
function create(path: string, owner: Owner): boolean {
  drafts += 1;
  const draft = `${path}.${owner.pid}.${drafts}`;
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { flag: 'wx' });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes a dead owner's lock. A second lock makes sure that of two who saw it dead only one replaces it. */
function takeOver(path: string, me: Owner): void {
  const seen = read(path);
  if (seen !== undefined && mayLive(seen)) throw inUse(path, seen.pid, seen.host);
  const turn = `${path}.takeover`;
  if (!create(turn, me)) {
    const other = read(turn);
    if (other !== undefined && mayLive(other)) throw inUse(path, other.pid, other.host);
    throw new Error(`A start was interrupted while it took over ${path}. Delete ${turn} and start again.`);
  }
  try {
    const owner = read(path);
    if (owner !== undefined && mayLive(owner)) throw inUse(path, owner.pid, owner.host);
    if (owner !== undefined) renameSync(path, `${path}.dead`);
    if (!create(path, me)) throw inUse(path, read(path)?.pid);
    rmSync(`${path}.dead`, { force: true });
  } finally {
    unlinkSync(turn);
  }
}

function release(path: string, me: Owner): void {
  if (!held.delete(path)) return;
  const owner = read(path);
  if (owner?.pid === me.pid && owner.startedAt === me.startedAt && owner.host === me.host) unlinkSync(path);
}

function read(path: string): Owner | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const owner = JSON.parse(text) as Partial<Owner>;
    if (typeof owner.pid === 'number' && owner.pid > 0 && typeof owner.host === 'string') {
      return { pid: owner.pid, startedAt: owner.startedAt ?? null, host: owner.host };
    }
  } catch {
    // Not ours or damaged: falls to the error below, which names it.
  }
  throw new Error(
    `${path} is not a lock file that this program wrote. Make sure that nothing runs on this folder, then delete it.`,
  );
}

function mayLive(owner: Owner): boolean {
  // From here a process of another machine or container cannot be seen, so it counts as alive.
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
    if (!isCode(error, 'EPERM')) throw error;
  }
  const startedAt = startOf(owner.pid);
  return owner.startedAt === null || startedAt === null || owner.startedAt === startedAt;
}

/** Boot and start tick of a process, on Linux. A container that restarts gives the same number to a new process. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in the second field may hold spaces and brackets; the start tick is the 20th field after it.
    const tick = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return tick === undefined ? null : `${boot}/${tick}`;
  } catch {
    return null;
  }
}

function inUse(path: string, pid: number | undefined, host?: string): Error {
  const where = host === undefined || host === hostname() ? '' : ` on ${host}`;
  const away = where === '' ? '' : ` If that process is gone for good, delete ${path}.`;
  return new Error(
    `The data folder is in use by process ${pid ?? 'unknown'}${where} (${path}). Stop it first.${away}`,
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
