/** Where a sign-in may lead: into this app, and nowhere else. */
import { expect, test } from 'vitest';
import { safeNext } from './identity.ts';

test.each([
  ['/invoices/inv_1?view=a', '/invoices/inv_1?view=a'],
  [undefined, '/'],
  ['', '/'],
  ['https://elsewhere.example.test/', '/'],
  ['//elsewhere.example.test', '/'],
  ['/\\elsewhere.example.test', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?next=/sign-in', '/'],
])('%s leads to %s', (next, expected) => expect(safeNext(next)).toBe(expected));
