/**
 * The typefaces of our documents, by file, and the question whether any of them has a character.
 * It never looks at the system's fonts: a document must look the same, byte for byte, on every machine.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { create as createFont } from 'fontkit';

const require = createRequire(import.meta.url);

/** In order of preference; the template names the same families. */
export const fontFamilies = [
  'Inter',
  'Noto Sans',
  'Noto Sans Arabic',
  'Noto Sans Hebrew',
  'Noto Emoji',
] as const;

const faces: readonly (readonly [pkg: string, prefix: string, weights: readonly string[]])[] = [
  ['inter', 'Inter', ['400Regular', '500Medium', '600SemiBold', '700Bold']],
  ['noto-sans', 'NotoSans', ['400Regular', '600SemiBold']],
  ['noto-sans-arabic', 'NotoSansArabic', ['400Regular', '600SemiBold']],
  ['noto-sans-hebrew', 'NotoSansHebrew', ['400Regular', '600SemiBold']],
  ['noto-emoji', 'NotoEmoji', ['400Regular']],
];

/** Absolute paths of every font file that the engine is given. */
export function fontPaths(): string[] {
  return faces.flatMap(([pkg, prefix, weights]) => {
    const folder = dirname(require.resolve(`@expo-google-fonts/${pkg}/package.json`));
    return weights.map((weight) => join(folder, weight, `${prefix}_${weight}.ttf`));
  });
}

let regularFonts: ReturnType<typeof createFont>[] | null = null;
const known = new Map<string, boolean>();
/** They shape their neighbours or vanish; the typesetter asks no glyph for them. */
const glyphless = /^(?:[\u200b-\u200f\u2060]|\p{Variation_Selector})$/u;

/** Noto Emoji has glyphs there, but PDF/A-3a refuses characters that mean nothing to others. */
const privateUse = /\p{Co}/u;

/** Whether one of our fonts has the whole cluster: a letter with its marks is always set in one font. */
export type Coverage = (cluster: string) => boolean;

/**
 * fontkit is loaded at the first character beyond Latin-1, which most invoices never have: it costs a tenth of a second once.
 */
export async function loadCoverage(): Promise<Coverage> {
  if (!regularFonts) {
    const { create } = await import('fontkit');
    regularFonts = fontPaths()
      .filter((path) => path.includes('400Regular'))
      .map((path) => create(readFileSync(path)));
  }
  const fonts = regularFonts;
  return (cluster) => {
    const answer = known.get(cluster);
    if (answer !== undefined) return answer;
    const points = [...cluster].filter((sign) => !glyphless.test(sign)).map((sign) => sign.codePointAt(0)!);
    const isCovered =
      points.length > 0 &&
      !privateUse.test(cluster) &&
      fonts.some((font) => points.every((point) => font.hasGlyphForCodePoint(point)));
    // Bounded, because the clusters come from outside.
    if (known.size > 20_000) known.clear();
    known.set(cluster, isCovered);
    return isCovered;
  };
}
