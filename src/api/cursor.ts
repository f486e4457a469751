/** Page cursors: opaque to callers, checked when they come back. Pages are keyset pages; there is no offset anywhere. */
import { type Refusal, refusal } from '../domain/refusal.ts';
import { isDay } from '../domain/time.ts';

export const encodeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** What a part of a cursor must look like. */
export type Shape = Pick<RegExp, 'test'>;

export type Cursor = { ok: true; parts: string[] | null } | { ok: false; refusal: Refusal };

export function decodeCursor(text: string | undefined, shape: readonly Shape[]): Cursor {
  if (text === undefined || text === '') return { ok: true, parts: null };
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (
      Array.isArray(parts) &&
      parts.length === shape.length &&
      shape.every((pattern, index) => typeof parts[index] === 'string' && pattern.test(parts[index]))
    ) {
      return { ok: true, parts: parts as string[] };
    }
  } catch {
    // Falls through to the refusal: a cursor that cannot be read is a wrong cursor.
  }
  return { ok: false, refusal: refusal('cursor_invalid') };
}

/** Real ones only: the database would fail at the 99th of a month. */
export const dayShape: Shape = { test: isDay };
export const instantShape: Shape = {
  test: (text) => /^.{10}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/.test(text) && isDay(text.slice(0, 10)),
};
export const idShape = /^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/;
export const nameShape = /^[^\0]{0,300}$/;
