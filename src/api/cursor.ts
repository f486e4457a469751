/** Page cursors: opaque to callers, checked when they come back. Pages are keyset pages; there is no offset anywhere. */
import { type Refusal, refusal } from '../domain/refusal.ts';

export const encodeCursor = (parts: readonly string[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

export type Cursor = { ok: true; parts: string[] | null } | { ok: false; refusal: Refusal };

export function decodeCursor(text: string | undefined, shape: readonly RegExp[]): Cursor {
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

export const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
export const dayShape = /^\d{4}-\d{2}-\d{2}$/;
export const idShape = /^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/;
export const nameShape = /^[^\0]{0,300}$/;
