/**
 * The built-in mailbox: takes complete RFC 822 messages with their envelopes, keeps them, finds them again.
 * It is what mail goes to in practice, in tests and before SMTP is set up. It never sends anything on, and one process owns a folder.
 */
import PostalMime, { type Email } from 'postal-mime';
import { type Box, openFolder, openMemory } from './box.ts';
import { describe, type MailboxEntry } from './entry.ts';

export type { MailboxEntry } from './entry.ts';

export interface MailEnvelope {
  from: string;
  to: readonly string[];
}

export interface ReceivedMail {
  entry: MailboxEntry;
  raw: Uint8Array;
  email: Email;
}

/** How the mailbox can be told to fail, as real servers do. `lose` keeps the mail and never answers. */
export type MailboxFault = 'refuse' | 'lose' | 'down';

export type AcceptOutcome =
  | { kind: 'stored'; id: string }
  | { kind: 'refused'; code: number; response: string }
  | { kind: 'lost' }
  | { kind: 'down' };

export interface MailboxQuery {
  /** Part of a recipient's address, in any case. */
  recipient?: string;
  offset?: number;
  limit?: number;
}

export interface Mailbox {
  accept(envelope: MailEnvelope, raw: Uint8Array): Promise<AcceptOutcome>;
  /** Newest first. */
  list(query?: MailboxQuery): MailboxEntry[];
  count(recipient?: string): number;
  read(id: string): Promise<ReceivedMail | null>;
  /** The first mail that arrives after the call (or after `afterId`); rejects when the time is over. For tests. */
  waitForNext(wanted?: { recipient?: string; afterId?: string; limitMs?: number }): Promise<ReceivedMail>;
  setFault(fault: MailboxFault | null): void;
  readonly fault: MailboxFault | null;
}

export interface MailboxOptions {
  /** Where the messages are kept as `.eml` files; null keeps them in memory. */
  folder: string | null;
  /** The instant of now, as an ISO string. */
  now: () => string;
}

export async function openMailbox(options: MailboxOptions): Promise<Mailbox> {
  const box = options.folder === null ? openMemory() : await openFolder(options.folder);
  return new BoxedMailbox(box, options.now);
}

class BoxedMailbox implements Mailbox {
  readonly #box: Box;
  readonly #now: () => string;
  /** Oldest first. */
  readonly #entries: MailboxEntry[];
  readonly #watchers = new Set<(entry: MailboxEntry) => void>();
  #last: number;
  #fault: MailboxFault | null = null;

  constructor(box: Box, now: () => string) {
    this.#box = box;
    this.#now = now;
    this.#entries = [...box.entries];
    this.#last = this.#entries.reduce((highest, entry) => Math.max(highest, Number(entry.id)), 0);
  }

  get fault(): MailboxFault | null {
    return this.#fault;
  }

  setFault(fault: MailboxFault | null): void {
    this.#fault = fault;
  }

  async accept(envelope: MailEnvelope, raw: Uint8Array): Promise<AcceptOutcome> {
    const fault = this.#fault;
    if (fault === 'down') return { kind: 'down' };
    if (fault === 'refuse') return { kind: 'refused', code: 550, response: '550 5.1.1 No such mailbox here' };
    const id = await this.#store(envelope, raw);
    return fault === 'lose' ? { kind: 'lost' } : { kind: 'stored', id };
  }

  async #store(envelope: MailEnvelope, raw: Uint8Array): Promise<string> {
    this.#last += 1;
    const id = String(this.#last).padStart(8, '0');
    const receivedAt = this.#now();
    const { subject, messageId } = await describe(raw);
    const { from, to } = envelope;
    const entry = {
      id,
      receivedAt,
      from,
      recipients: [...to],
      subject,
      messageId,
      sizeBytes: raw.byteLength,
    };
    await this.#box.write(entry, raw);
    // Two mails may finish writing in the other order; the list stays by number.
    const at = this.#entries.findLastIndex((one) => one.id < id) + 1;
    this.#entries.splice(at, 0, entry);
    for (const watcher of [...this.#watchers]) watcher(entry);
    return id;
  }

  list({ recipient, offset = 0, limit = 100 }: MailboxQuery = {}): MailboxEntry[] {
    const found = this.#entries.filter((entry) => isFor(entry, recipient));
    return found.reverse().slice(offset, offset + limit);
  }

  count(recipient?: string): number {
    return this.#entries.filter((entry) => isFor(entry, recipient)).length;
  }

  async read(id: string): Promise<ReceivedMail | null> {
    const entry = this.#entries.find((one) => one.id === id);
    if (!entry) return null;
    const raw = await this.#box.read(id);
    return { entry, raw, email: await PostalMime.parse(raw) };
  }

  async waitForNext(
    wanted: { recipient?: string; afterId?: string; limitMs?: number } = {},
  ): Promise<ReceivedMail> {
    const { recipient, afterId, limitMs = 5000 } = wanted;
    const isWanted = (entry: MailboxEntry): boolean => isFor(entry, recipient);
    const here =
      afterId === undefined ? undefined : this.#entries.find((one) => one.id > afterId && isWanted(one));
    const entry = here ?? (await this.#nextEntry(isWanted, limitMs, recipient));
    return (await this.read(entry.id))!;
  }

  #nextEntry(
    isWanted: (entry: MailboxEntry) => boolean,
    limitMs: number,
    recipient = 'anybody',
  ): Promise<MailboxEntry> {
    return new Promise((resolve, reject) => {
      const watch = (entry: MailboxEntry): void => {
        if (!isWanted(entry)) return;
        this.#watchers.delete(watch);
        clearTimeout(timer);
        resolve(entry);
      };
      const timer = setTimeout(() => {
        this.#watchers.delete(watch);
        reject(new Error(`No mail for ${recipient} arrived within ${limitMs} ms.`));
      }, limitMs);
      this.#watchers.add(watch);
    });
  }
}

function isFor(entry: MailboxEntry, recipient: string | undefined): boolean {
  if (!recipient) return true;
  const wanted = recipient.toLowerCase();
  return entry.recipients.some((one) => one.toLowerCase().includes(wanted));
}
