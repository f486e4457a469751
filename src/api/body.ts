/** Reads a JSON body within bounds: type, size, depth. What cannot be read is refused by its reason and changes nothing. */
import { type Refusal, refusal } from '../domain/refusal.ts';

export const bodyBytesMax = 1024 * 1024;
const depthMax = 20;

export type Body = { ok: true; value: unknown } | { ok: false; refusal: Refusal };

export async function readJson(request: Request): Promise<Body> {
  const type = request.headers.get('content-type') ?? '';
  const text = await readText(request);
  if (text === null)
    return {
      ok: false,
      refusal: refusal('body_too_large', { evidence: [{ fact: 'bytes_max', value: bodyBytesMax }] }),
    };
  if (text.trim() === '') return { ok: true, value: {} };
  if (!/^application\/(json|[\w.+-]+\+json)\b/i.test(type))
    return {
      ok: false,
      refusal: refusal('content_type_unsupported', { evidence: [{ fact: 'content_type', value: type }] }),
    };
  try {
    const value: unknown = JSON.parse(text);
    if (depthOf(text) > depthMax)
      return {
        ok: false,
        refusal: refusal('json_invalid', { reason: `The JSON is nested deeper than ${depthMax} levels.` }),
      };
    return { ok: true, value };
  } catch (error) {
    const where = error instanceof Error ? error.message : '';
    return {
      ok: false,
      refusal: refusal('json_invalid', { reason: `The body is not valid JSON: ${where.slice(0, 120)}.` }),
    };
  }
}

/** Null when it is too large; then what is left of it is not taken in. */
async function readText(request: Request): Promise<string | null> {
  const length = request.headers.get('content-length');
  if (length !== null) return Number(length) > bodyBytesMax ? null : request.text();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > bodyBytesMax) return null;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** Counts brackets outside strings; a loop, so that hostile depth costs no stack. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === '\\') at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
    else if (sign === '}' || sign === ']') depth -= 1;
  }
  return deepest;
}
