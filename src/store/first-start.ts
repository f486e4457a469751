/**
 * Makes the first start of an embedded database all or nothing: a folder that was being filled when the process died
 * is put aside (never deleted while it is the only copy of anything) and the start begins anew.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

const markOf = (dataDir: string): string => `${dataDir}.starting`;

/** Whether there is no database here yet. Leaves a mark that `finishFirstStart` takes away. */
export function prepareFirstStart(dataDir: string): boolean {
  if (existsSync(markOf(dataDir)) && existsSync(dataDir)) {
    // The mark goes only after the database answered, so nothing was ever committed in here.
    rmSync(`${dataDir}.unfinished`, { recursive: true, force: true });
    renameSync(dataDir, `${dataDir}.unfinished`);
  }
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) return false;
  writeFileSync(markOf(dataDir), 'The first start of this database is under way.\n');
  return true;
}

export function finishFirstStart(dataDir: string): void {
  rmSync(markOf(dataDir));
  // A power cut must not bring the mark back after rows were committed.
  const folder = openSync(dirname(dataDir), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
