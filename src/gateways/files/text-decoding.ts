/**
 * Turns the bytes of an uploaded text file into text: UTF-8 or UTF-16, with or without a byte order mark.
 * Bytes that are neither become U+FFFD, which the reader of the rows names; nothing is guessed from the words.
 */
import { refuse } from '../../domain/refusal.ts';

/** A whole text, all bytes, or a stream of bytes or of texts (a web stream, a Node stream). */
export type TextSource = string | Uint8Array | AsyncIterable<Uint8Array | string>;

async function* chunksOf(source: TextSource): AsyncGenerator<Uint8Array | string> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) {
    yield* source;
    return;
  }
  const size = 1 << 18;
  for (let start = 0; start < source.length; start += size) {
    yield typeof source === 'string'
      ? source.slice(start, start + size)
      : source.subarray(start, start + size);
  }
}

/** Texts of the source in order. Counts into `read.bytes`; refuses `file_too_large` and workbooks (`csv_unreadable`). */
export async function* decodeText(
  source: TextSource,
  bytesMax: number,
  read: { bytes: number },
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let head: Uint8Array | null = null;
  let first = true;
  for await (const chunk of chunksOf(source)) {
    read.bytes += chunk.length;
    if (read.bytes > bytesMax) {
      refuse('file_too_large', {
        reason: `The file is larger than ${Math.floor(bytesMax / 1_048_576)} MiB.`,
        next: 'Split the file and import the parts one after the other.',
      });
    }
    if (typeof chunk === 'string') {
      yield first && chunk.startsWith('\ufeff') ? chunk.slice(1) : chunk;
      first = first && chunk === '';
      continue;
    }
    if (decoder !== null) {
      yield decoder.decode(chunk, { stream: true });
      continue;
    }
    // The first four bytes tell the encoding; a stream may bring them one by one.
    head = head === null ? chunk : concat(head, chunk);
    if (head.length < 4) continue;
    decoder = decoderFor(head);
    yield decoder.decode(head, { stream: true });
  }
  if (decoder === null && head !== null) {
    decoder = decoderFor(head);
    yield decoder.decode(head, { stream: true });
  }
  if (decoder !== null) yield decoder.decode();
}

function concat(left: Uint8Array, right: Uint8Array): Uint8Array {
  const all = new Uint8Array(left.length + right.length);
  all.set(left);
  all.set(right, left.length);
  return all;
}

function decoderFor(head: Uint8Array): TextDecoder {
  const [a, b, c, d] = head;
  if (a === 0x50 && b === 0x4b && c === 3 && d === 4) {
    refuse('csv_unreadable', {
      reason: 'This is a workbook or an archive, not a CSV file.',
      next: 'Open it in the program that made it and save the sheet as "CSV UTF-8".',
    });
  }
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le');
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  // Without a mark, Latin letters in UTF-16 show as every other byte zero.
  if (a !== 0 && b === 0 && c !== 0 && d === 0) return new TextDecoder('utf-16le');
  if (a === 0 && b !== 0 && c === 0 && d !== 0) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8');
}
