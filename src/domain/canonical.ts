/**
 * One spelling of a value for hashing: JSON with sorted keys, bigints as decimal strings, no undefined.
 * It refuses floats that are not integers, so that no amount is ever hashed through a rounding.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value))
      throw new Error(`a hashed value holds ${value}, which is not a safe integer`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object') {
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record)
      .filter((key) => record[key] !== undefined)
      .sort();
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(record[key])}`).join(',')}}`;
  }
  throw new Error(`a hashed value holds a ${typeof value}`);
}

/** SHA-256 of a text in UTF-8, as lower-case hex. */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));
export const sha256OfBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));
export const hashOf = (value: unknown): string => sha256Hex(canonicalJson(value));
