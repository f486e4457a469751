/**
 * What one brand colour becomes on a white ground, in print, mail and on the pay page: a fill, the ink that reads on it, a text colour that reads on white, a tint.
 * Contrast follows WCAG 2 (4.5 : 1). It does not choose colours; an unreadable one is only darkened.
 */
export interface Accent {
  fill: string;
  ink: string;
  text: string;
  tint: string;
}

type Rgb = readonly [number, number, number];
const fallback: Rgb = [31, 79, 216];
const nearBlack: Rgb = [22, 24, 29];
const white: Rgb = [255, 255, 255];

function parse(color: string): Rgb {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color);
  const full = short ? `#${[...short.slice(1)].map((digit) => digit + digit).join('')}` : color;
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(full);
  return match ? [hex(match[1]), hex(match[2]), hex(match[3])] : fallback;
}

const hex = (digits: string | undefined): number => Number.parseInt(digits ?? '0', 16);
const write = (color: Rgb): string =>
  `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => a[i]! * share + b[i]! * (1 - share)) as unknown as Rgb;

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const s = part / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(a: Rgb, b: Rgb): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

const readable = 4.5;

export function accentOf(color: string): Accent {
  let fill = parse(color);
  // A few bright colours, pure red among them, carry neither black nor white; a shade darker they carry white.
  while (contrast(fill, white) < readable && contrast(fill, nearBlack) < readable)
    fill = mix(fill, nearBlack, 0.95);
  const ink = contrast(white, fill) >= readable ? white : nearBlack;
  const tint = mix(fill, white, 0.07);
  let text = fill;
  // The tint is where it is hardest to read.
  while (contrast(text, tint) < readable) text = mix(text, nearBlack, 0.9);
  return { fill: write(fill), ink: write(ink), text: write(text), tint: write(tint) };
}
