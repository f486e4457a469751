/**
 * Markup from text: whatever is put into a template is escaped, unless it is markup from another template.
 * It knows no elements, and no way to take a string as markup other than `trusted`, for constants of this folder.
 */

/** Markup that was built here. Only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | undefined | false | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * For text and for attributes in double quotes. Control characters mean nothing to a reader and something to some parsers;
 * line breaks and tabs stay.
 */
export const escapeText = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, (sign) => ('\n\r\t'.includes(sign) ? sign : ''))
    .replace(/[&<>"']/g, (sign) => escapes[sign]!);

function write(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part.map(write).join('');
}

export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(strings.reduce((text, piece, i) => text + write(parts[i - 1]) + piece));

/** For constants of this folder only: style, icons and the loader. */
export const trusted = (text: string): Markup => new Markup(text);
