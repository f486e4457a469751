/**
 * Where the mailbox keeps its messages: a folder (one `.eml` each, exactly the bytes that came, and one line of index), or memory.
 * The index can be lost: what it does not know is read from the messages themselves.
 */
import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, type MailboxEntry } from './entry.ts';

export interface Box {
  /** What was there when the box was opened, oldest first. */
  entries: MailboxEntry[];
  write(entry: MailboxEntry, raw: Uint8Array): Promise<void>;
  read(id: string): Promise<Uint8Array>;
}

export function openMemory(): Box {
  const messages = new Map<string, Uint8Array>();
  return {
    entries: [],
    async write(entry, raw) {
      messages.set(entry.id, raw);
    },
    async read(id) {
      const raw = messages.get(id);
      if (!raw) throw new Error(`The mailbox lists message ${id} but does not have it.`);
      return raw;
    },
  };
}

export async function openFolder(folder: string): Promise<Box> {
  await mkdir(folder, { recursive: true });
  const index = join(folder, 'index.jsonl');
  const path = (id: string): string => join(folder, `${id}.eml`);
  const known = await readIndex(index);
  const ids = (await readdir(folder)).flatMap((name) => /^(\d{8})\.eml$/.exec(name)?.[1] ?? []).sort();
  const entries: MailboxEntry[] = [];
  for (const id of ids) entries.push(known.get(id) ?? (await entryFromFile(id, path(id))));
  return {
    entries,
    async write(entry, raw) {
      // Whole or not at all: a reader never sees half a message.
      await writeFile(`${path(entry.id)}.part`, raw);
      await rename(`${path(entry.id)}.part`, path(entry.id));
      await appendFile(index, `${JSON.stringify(entry)}\n`);
    },
    read: (id) => readFile(path(id)),
  };
}

async function readIndex(path: string): Promise<Map<string, MailboxEntry>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const known = new Map<string, MailboxEntry>();
  for (const line of text.split('\n')) {
    const entry = parseEntry(line);
    if (entry) known.set(entry.id, entry);
  }
  return known;
}

/** A line cut off by a crash is no entry; its message describes itself. */
function parseEntry(line: string): MailboxEntry | null {
  try {
    return line === '' ? null : (JSON.parse(line) as MailboxEntry);
  } catch {
    return null;
  }
}

async function entryFromFile(id: string, path: string): Promise<MailboxEntry> {
  const [raw, { mtime }] = await Promise.all([readFile(path), stat(path)]);
  const { subject, messageId, from, to } = await describe(raw);
  return {
    id,
    receivedAt: mtime.toISOString(),
    from,
    recipients: to,
    subject,
    messageId,
    sizeBytes: raw.byteLength,
  };
}
