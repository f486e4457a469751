/** The pieces of input that many verbs take, as schemas: each says its unit and its bounds. It validates; it does not look anything up. */
import { z } from 'zod';
import { isId, type Noun } from '../domain/ids.ts';
import { isDay } from '../domain/time.ts';

const hasControl = (text: string): boolean =>
  [...text].some((character) => {
    const code = character.codePointAt(0)!;
    return (
      (code < 32 && code !== 10 && code !== 9) ||
      code === 127 ||
      (code >= 0x202a && code <= 0x202e) ||
      (code >= 0x2066 && code <= 0x2069) ||
      (code >= 0xd800 && code <= 0xdfff)
    );
  });

/** Text that can be stored and shown: trimmed, no control characters, no bidirectional overrides, no lone surrogates. */
export const text = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((value) => !hasControl(value), 'it holds characters that cannot be stored');
export const optionalText = (most: number) => text(most).nullable().optional();
/** One line: what could break out of a mail header is refused. */
export const oneLine = (most: number) =>
  text(most).refine((value) => !/[\r\n]/.test(value), 'it must be a single line');
export const id = (noun: Noun) =>
  z.string().refine((value) => isId(noun, value), `it is not an id of this kind (${noun})`);
/** At most 200 in one transaction: bounded batches. */
export const ids = (noun: Noun) =>
  z
    .array(id(noun))
    .min(1)
    .max(200)
    .refine((list) => new Set(list).size === list.length, 'it names the same id twice');
export const day = z.string().refine(isDay, 'it is not a calendar day (YYYY-MM-DD)');
export const email = z
  .email()
  .max(254)
  .refine((value) => !/[\r\n,;]/.test(value), 'it is not one e-mail address');
/** A JSON integer of minor units. */
export const amountMinor = z
  .number()
  .int()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .transform((value) => BigInt(value));
/** Digits with an optional point, at most 6 decimals; exact, never a float. */
export const decimalText = z
  .string()
  .regex(/^-?\d{1,12}(\.\d{1,6})?$/, 'it is not a decimal number such as "1.5"');
export const version = z.number().int().min(1);
/** A postal address; every part may be missing, and the screen says so. */
export const address = z.strictObject({
  lines: z.array(oneLine(200)).max(4).optional(),
  postcode: oneLine(20).nullable().optional(),
  city: oneLine(100).nullable().optional(),
  region: oneLine(100).nullable().optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .optional(),
});

const nullableLine = (most: number) => oneLine(most).nullable().default(null);

/** The issuer as printed. */
export const seller = z.strictObject({
  legalName: oneLine(200),
  tradeName: nullableLine(200),
  addressLines: z.array(oneLine(200)).max(4).default([]),
  postcode: nullableLine(20),
  city: nullableLine(100),
  region: nullableLine(100),
  country: z.string().regex(/^[A-Z]{2}$/, 'it is not a two-letter country code'),
  taxId: nullableLine(50),
  email: email.nullable().default(null),
  phone: nullableLine(50),
  website: nullableLine(200),
});
export const brand = z.strictObject({
  accentColor: z.string().regex(/^#[0-9a-f]{6}$/i, 'it is not a colour such as #1f5eff'),
  logoSvg: z.null().default(null),
  footer: text(500).nullable().default(null),
});
export const tax = z.strictObject({
  rate: z.string().regex(/^\d{1,3}(\.\d{1,6})?$/, 'it is not a percent such as "6.5"'),
  category: z.enum(['S', 'Z', 'E', 'O']),
  name: oneLine(60),
});
export const paymentInstructions = z
  .array(z.strictObject({ method: oneLine(60), lines: z.array(oneLine(200)).min(1).max(8) }))
  .max(6);
