/** Where a request may come from when a cookie authenticates it. */
import { expect, test } from 'vitest';
import { sameOrigin } from '../../src/api/auth/same-origin.ts';

const allowed = ['https://app.example.com', 'http://localhost:4242'];

const cases: [method: string, headers: Record<string, string>, passes: boolean][] = [
  ['GET', { origin: 'https://evil.example' }, true],
  ['HEAD', {}, true],
  ['OPTIONS', { origin: 'https://evil.example' }, true],
  ['POST', { origin: 'https://app.example.com' }, true],
  ['POST', { origin: 'http://localhost:4242' }, true],
  ['POST', { origin: 'https://app.example.com', 'sec-fetch-site': 'same-origin' }, true],
  ['POST', { 'sec-fetch-site': 'same-origin' }, true],
  ['POST', { origin: 'https://evil.example' }, false],
  ['POST', { origin: 'https://evil.example', 'content-type': 'application/json' }, false],
  ['POST', { origin: 'https://evil.example', 'content-type': 'text/plain' }, false],
  ['POST', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, false],
  ['POST', { origin: 'https://app.example.com.evil.example' }, false],
  ['POST', { origin: 'http://app.example.com' }, false],
  ['POST', { origin: 'https://app.example.com:8443' }, false],
  ['POST', { origin: 'http://localhost:4243' }, false],
  ['POST', { origin: 'null' }, false],
  ['POST', { origin: '' }, false],
  ['POST', { 'sec-fetch-site': 'cross-site' }, false],
  ['POST', { 'sec-fetch-site': 'same-site' }, false],
  ['POST', { 'sec-fetch-site': 'none' }, false],
  ['POST', {}, false],
  ['post', { origin: 'https://evil.example' }, false],
  ['PUT', { origin: 'https://evil.example' }, false],
  ['PATCH', { origin: 'https://evil.example' }, false],
  ['DELETE', { origin: 'https://evil.example' }, false],
  ['DELETE', { origin: 'https://app.example.com' }, true],
];

test.each(cases)('%s with %j: %s', (method, headers, passes) => {
  expect(sameOrigin({ method, headers: new Headers(headers) }, allowed)).toBe(passes);
});
