/**
 * The sandbox's memory on disk: one JSON line per committed request, appended and read back at start.
 * It does not lock the folder: the owner of the data folder does. A torn last line (a killed process) is cut off.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** [table, id, row]; a null row is a deletion. */
export type Write = [table: string, id: string, row: unknown];

export interface Journal {
  append(writes: Write[]): void;
  close(): void;
}

export function openJournal(folder: string, replay: (writes: Write[]) => void): Journal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'stripe-sandbox.jsonl');
  let goodBytes = 0;
  if (existsSync(path)) {
    const bytes = readFileSync(path);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      replay(JSON.parse(bytes.subarray(start, end).toString('utf8')) as Write[]);
      start = end + 1;
    }
    goodBytes = start;
  }
  const file = openSync(path, existsSync(path) ? 'r+' : 'w+');
  ftruncateSync(file, goodBytes);
  let position = goodBytes;
  return {
    append(writes) {
      const line = Buffer.from(`${JSON.stringify(writes)}\n`, 'utf8');
      for (let done = 0; done < line.length; ) {
        done += writeSync(file, line, done, line.length - done, position + done);
      }
      position += line.length;
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}
