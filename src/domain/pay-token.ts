/**
 * The pay link's secret: derived, never stored. One token per invoice and version; the store keeps only its hash.
 */
import { sha256Hex } from './canonical.ts';

/** What the install's secret is applied to. @returns the text for a keyed hash */
export const payTokenText = (accountId: string, invoiceId: string, version: number): string =>
  `pay\n${accountId}\n${invoiceId}\n${version}`;

export const payTokenHash = (token: string): string => sha256Hex(`closeout-pay-link\n${token}`);

/** 43 characters of base64url: 256 bits. Anything else is not looked up. */
export const isPayToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
