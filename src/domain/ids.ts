/**
 * Identifiers: a prefix that names the noun, then 26 characters that sort by time of creation.
 * Pure: time and randomness come in as arguments. It does not check that an id exists anywhere.
 */
export const idPrefixes = {
  account: 'acc',
  client: 'cli',
  job: 'job',
  fact: 'fct',
  photo: 'pho',
  note: 'nte',
  invoice: 'inv',
  line: 'lin',
  event: 'evt',
  entry: 'jrn',
  approval: 'apr',
  effect: 'eff',
  payment: 'pay',
  attempt: 'att',
  member: 'mem',
  incident: 'inc',
  delivery: 'dlv',
  import: 'imp',
  document: 'doc',
  gatewayEvent: 'gev',
  reaction: 'rea',
  policy: 'pol',
  allocation: 'alc',
  request: 'req',
} as const;

export type Noun = keyof typeof idPrefixes;

/** Crockford's base 32: no I, L, O or U, and it sorts as it counts. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * An id from an instant (milliseconds since 1970) and 10 random bytes.
 * @returns for example `inv_01JCX5Y3ZK8Q4W7T9V2M6N0P1R`
 */
export function makeId(noun: Noun, atMs: number, random: Uint8Array): string {
  let time = '';
  let rest = atMs;
  for (let i = 0; i < 10; i += 1) {
    time = alphabet[rest % 32]! + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  let bits = 0;
  let value = 0;
  for (const byte of random.subarray(0, 10)) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      tail += alphabet[(value >>> bits) & 31]!;
    }
    value &= (1 << bits) - 1;
  }
  return `${idPrefixes[noun]}_${time}${tail}`;
}

export function isId(noun: Noun, text: string): boolean {
  return new RegExp(`^${idPrefixes[noun]}_[0-9A-HJKMNP-TV-Z]{26}$`).test(text);
}
