/**
 * Makes text safe to set: no control characters, nothing that no font has, and a place to break in strings without spaces.
 * Only the page is changed; the snapshot keeps the true text. It does not escape anything: the engine gets data, not code.
 */
import type { Coverage } from './fonts.ts';

const unbrokenMax = 40;
/** C0 and C1 controls, non-characters, byte order mark, direction overrides (they can make a page say another amount). */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufeff\ufff9-\uffff\u202a-\u202e\u2066-\u2069]|[\u{fdd0}-\u{fdef}]|\p{Cs}/gu;
const mark = /\p{M}/u;
/** A mark without a letter under it is set in whatever font comes first, which may not have it. */
const startsWithMark = /^\p{M}/u;
const glyphless = /[\u00ad\u200b-\u200f\u2028\u2029\u2060-\u2064]|\p{Variation_Selector}/u;
const clusters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const breakHere = '\u200b';

const latin1 = /^[\t\n\u0020-\u007e\u00a0-\u00ff]*$/;

/** Whether the whole of a text is within what Inter certainly has. */
export const isPlainLatin = (text: string): boolean => latin1.test(text);

/** A function that cleans one text after another and adds what it had to replace to `missing`. */
export function createPrinter(covers: Coverage, missing: Set<string>): (text: string) => string {
  return (text) => {
    const clean = text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(forbidden, '');
    return withBreaks(isPlainLatin(clean) ? clean : replaceUncovered(clean, covers, missing));
  };
}

function replaceUncovered(text: string, covers: Coverage, missing: Set<string>): string {
  let out = '';
  for (const { segment } of clusters.segment(text.normalize('NFC'))) {
    if (segment === '\n' || segment === breakHere || (!startsWithMark.test(segment) && covers(segment)))
      out += segment;
    else if (segment === '\u202f') out += '\u00a0';
    else out += [...segment].map((sign) => printable(sign, covers, missing)).join('');
  }
  return out;
}

/** A cluster that no font has whole: its letters one by one, without the marks that would have to sit on them. */
function printable(sign: string, covers: Coverage, missing: Set<string>): string {
  if (glyphless.test(sign)) return '';
  if (!mark.test(sign) && (sign === '\n' || covers(sign))) return sign;
  missing.add(sign);
  return mark.test(sign) ? '' : '?';
}

/** A 400-letter word would run off the page. */
function withBreaks(text: string): string {
  if (text.length <= unbrokenMax) return text;
  return text.replace(/\S{41,}/gu, (word) => {
    // Between whole clusters: a break before a mark would tear it off its letter.
    const letters = [...clusters.segment(word)].map(({ segment }) => segment);
    const parts: string[] = [];
    for (let at = 0; at < letters.length; at += 20) parts.push(letters.slice(at, at + 20).join(''));
    return parts.join(breakHere);
  });
}

/** Every string of a view, cleaned; the shape stays. `keep` names fields that are not text (addresses of links, drawings). */
export function printAll<T>(view: T, print: (text: string) => string, keep: ReadonlySet<string>): T {
  if (typeof view === 'string') return print(view) as T;
  if (Array.isArray(view)) return view.map((part) => printAll(part, print, keep)) as T;
  if (view === null || typeof view !== 'object') return view;
  const entries = Object.entries(view).map(([key, part]) => [
    key,
    keep.has(key) ? part : printAll(part, print, keep),
  ]);
  return Object.fromEntries(entries) as T;
}
