/**
 * Reads our own PDFs without other programs: the text of each page through the fonts' ToUnicode maps, and link addresses.
 * Good for what Typst writes and nothing else; it is no PDF library.
 */
import { inflateSync } from 'node:zlib';

interface PdfObject {
  head: string;
  stream: string;
}

function objectsOf(pdf: Uint8Array): Map<number, PdfObject> {
  const text = Buffer.from(pdf).toString('latin1');
  const objects = new Map<number, PdfObject>();
  for (const match of text.matchAll(/(?:^|\n)(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id, body] = match;
    const at = body!.indexOf('stream\n');
    const head = at < 0 ? body! : body!.slice(0, at);
    let stream = '';
    if (at >= 0) {
      const bytes = Buffer.from(body!.slice(at + 7, body!.lastIndexOf('\nendstream')), 'latin1');
      stream = head.includes('/FlateDecode')
        ? inflateSync(bytes).toString('latin1')
        : bytes.toString('latin1');
    }
    objects.set(Number(id), { head, stream });
  }
  return objects;
}

/** Glyph code -> text, from a ToUnicode CMap. */
function unicodeMap(cmap: string): Map<string, string> {
  const map = new Map<string, string>();
  const decode = (hex: string) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
  for (const block of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, from, to] of block[1]!.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g))
      map.set(from!.toUpperCase(), decode(to!));
  }
  for (const block of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, start] of block[1]!.matchAll(
      /<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g,
    )) {
      const first = Number.parseInt(from!, 16);
      for (let code = first; code <= Number.parseInt(to!, 16); code += 1) {
        const text = (Number.parseInt(start!, 16) + code - first).toString(16).padStart(start!.length, '0');
        map.set(code.toString(16).toUpperCase().padStart(4, '0'), decode(text));
      }
    }
  }
  return map;
}

export interface ReadPdf {
  text: string;
  links: string[];
  pages: number;
}

export function readPdf(pdf: Uint8Array): ReadPdf {
  const objects = objectsOf(pdf);
  const all = [...objects.values()];
  const fonts = new Map<number, Map<string, string>>();
  for (const [id, { head }] of objects) {
    const cmap = /\/ToUnicode (\d+) 0 R/.exec(head);
    if (cmap) fonts.set(id, unicodeMap(objects.get(Number(cmap[1]))?.stream ?? ''));
  }
  const pages = all.filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head));
  const text = pages.map((page) => pageText(page, objects, fonts)).join('\f');
  const links = all.flatMap(({ head }) =>
    [...head.matchAll(/\/URI\s*\(([^)]*)\)/g)].map((match) => match[1]!),
  );
  return { text, links, pages: pages.length };
}

function pageText(
  page: PdfObject,
  objects: Map<number, PdfObject>,
  fonts: Map<number, Map<string, string>>,
): string {
  const content = objects.get(Number(/\/Contents (\d+) 0 R/.exec(page.head)?.[1]))?.stream ?? '';
  const resources = Number(/\/Resources (\d+) 0 R/.exec(page.head)?.[1]);
  const names = new Map<string, number>();
  const lists = [page.head, objects.get(resources)?.head ?? ''].join(' ');
  for (const [, name, id] of lists.matchAll(/\/(f\d+) (\d+) 0 R/g)) names.set(name!, Number(id));
  let map = new Map<string, string>();
  let out = '';
  // What a reader would say in place of the glyphs (ActualText) is left out: the glyphs themselves are compared.
  const token = /\/ActualText\s*|\/(f\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\(|\bET\b/g;
  let isReplacement = false;
  for (let match = token.exec(content); match; match = token.exec(content)) {
    let shown = match[0];
    if (shown === '(') {
      shown = bracketed(content, match.index);
      token.lastIndex = match.index + shown.length;
    }
    if (match[1]) map = fonts.get(names.get(match[1]) ?? -1) ?? map;
    else if (shown === 'ET') out += ' ';
    else if (!shown.startsWith('/') && !isReplacement) out += textOf(shown, map);
    isReplacement = shown.startsWith('/ActualText');
  }
  return out;
}

/** A string in brackets from `(` to its own `)`: balanced brackets inside need no escape. */
function bracketed(content: string, from: number): string {
  let depth = 0;
  for (let at = from; at < content.length; at += 1) {
    if (content[at] === '\\') at += 1;
    else if (content[at] === '(') depth += 1;
    else if (content[at] === ')') depth -= 1;
    if (depth === 0) return content.slice(from, at + 1);
  }
  throw new Error('A string in the page never ends.');
}

/** One shown string, hexadecimal or in brackets, two bytes a glyph. */
function textOf(token: string, map: Map<string, string>): string {
  const hex = token.startsWith('<')
    ? token.slice(1, -1)
    : Buffer.from(unescaped(token.slice(1, -1)), 'latin1').toString('hex');
  const codes = hex.toUpperCase().match(/.{4}/g) ?? [];
  return codes.map((code) => map.get(code) ?? '').join('');
}

function unescaped(text: string): string {
  const named: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
  return text.replace(/\\([0-7]{1,3}|[\s\S])/g, (_all, part: string) =>
    /^[0-7]/.test(part) ? String.fromCharCode(Number.parseInt(part, 8)) : (named[part] ?? part),
  );
}
