/**
 * The fear: input that nobody thought of. Whatever is sent, the answer says what is wrong in words and by its code, nothing
 * of it is kept, and nothing of the inside is told. Then thousands of requests that a generator thinks of: never a 5xx.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/api/routes.ts';
import { refusalCodes } from '../../src/domain/refusal-codes.ts';
import { databaseKinds } from '../database.ts';
import { type Answer, openStage, type Stage } from '../harness.ts';
import { completeJobs, countEvents, draftAll, look, ok, putClient } from './steps.ts';

type Body = string | Record<string, unknown> | undefined;
type Case = [name: string, method: string, path: string, body: Body, status: number, code: string];

const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const labor = { kind: 'labor', title: 'Work', quantity: '1', unit: 'h', unitPrice: '10' };
const cursorOf = (parts: unknown): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

function expectProblem(answer: Answer, name: string): void {
  expect(answer.headers.get('content-type'), name).toContain('application/problem+json');
  const { body } = answer;
  expect(Object.keys(refusalCodes), name).toContain(body.code);
  expect(typeof body.reason === 'string' && body.reason.length > 5, name).toBe(true);
  expect(typeof body.next === 'string' && body.next.length > 5, name).toBe(true);
  expect(Array.isArray(body.evidence) && Array.isArray(body.approvers), name).toBe(true);
  expect(body.status, name).toBe(answer.status);
  expect(JSON.stringify(body), name).not.toMatch(/\bat \S+\.ts|select |insert |node_modules|StatementError/);
}

describe.each(await databaseKinds())('bad input is refused in words and changes nothing (%s)', (kind) => {
  let stage: Stage;
  let clientId: string;
  let jobId: string;
  let invoiceId: string;
  beforeAll(async () => {
    stage = await openStage({ kind });
    clientId = await putClient(stage.owner);
    [jobId] = (await completeJobs(stage.owner, clientId, 1)) as [string];
    [invoiceId] = (await draftAll(stage.owner, await completeJobs(stage.owner, clientId, 1))) as [string];
    ok(await stage.owner.post('/clients', { name: 'Taken', externalId: 'taken' }));
  });
  afterAll(() => stage.close());

  const fact = (change: Record<string, unknown>): Record<string, unknown> => ({
    facts: [{ ...labor, ...change }],
  });
  const facts = (): string => `/jobs/${jobId}/facts`;

  const cases = (): Case[] => [
    ['cut JSON', 'POST', '/clients', '{"name": "A', 400, 'json_invalid'],
    ['an array', 'POST', '/clients', '[1]', 400, 'json_invalid'],
    ['a number', 'POST', '/clients', '42', 400, 'json_invalid'],
    ['deep JSON', 'POST', '/clients', deep(21), 400, 'json_invalid'],
    ['very deep JSON', 'POST', '/clients', deep(50_000), 400, 'json_invalid'],
    ['2 MiB', 'POST', '/clients', `{"name":"${'x'.repeat(2 * 1024 * 1024)}"}`, 413, 'body_too_large'],
    ['paid: true', 'PATCH', `/invoices/${invoiceId}`, { version: 1, paid: true }, 422, 'unknown_field'],
    ['an account', 'POST', '/clients', { name: 'A', accountId: 'acc_1' }, 422, 'unknown_field'],
    ['a field in a fact', 'POST', facts(), fact({ billedBy: null }), 422, 'unknown_field'],
    ['__proto__', 'POST', '/clients', '{"name":"A","__proto__":{"isAdmin":true}}', 422, 'unknown_field'],
    ['constructor', 'POST', '/clients', '{"name":"A","constructor":{}}', 422, 'unknown_field'],
    ['a force flag', 'POST', `/invoices/${invoiceId}/send`, { force: true }, 422, 'unknown_field'],
    ['a wrong type', 'POST', '/clients', { name: 7 }, 422, 'input_invalid'],
    ['no name', 'POST', '/clients', {}, 422, 'input_invalid'],
    ['an empty body', 'POST', '/clients', '', 422, 'input_invalid'],
    ['two addresses', 'POST', '/clients', { name: 'A', email: 'a@x.test, b@y.test' }, 422, 'input_invalid'],
    ['a header line', 'POST', '/clients', { name: 'A\r\nBcc: x@y.test' }, 422, 'input_invalid'],
    ['NUL', 'POST', '/clients', { name: 'A\u0000B' }, 422, 'input_invalid'],
    ['an override of direction', 'POST', '/clients', { name: 'A\u202eB' }, 422, 'input_invalid'],
    ['a lone surrogate', 'POST', '/clients', '{"name":"A\\ud800"}', 422, 'input_invalid'],
    ['a long name', 'POST', '/clients', { name: 'x'.repeat(201) }, 422, 'input_invalid'],
    ['terms of the caller', 'POST', '/clients', { name: 'A', terms: 'net_999' }, 422, 'terms_invalid'],
    ['NUL in terms', 'POST', '/clients', { name: 'A', terms: 'net_30\u0000' }, 422, 'terms_invalid'],
    ['a taken id', 'POST', '/clients', { name: 'B', externalId: 'taken' }, 409, 'external_id_taken'],
    ['a float price', 'POST', facts(), fact({ unitPrice: 1.5 }), 422, 'input_invalid'],
    ['1e3', 'POST', facts(), fact({ unitPrice: '1e3' }), 422, 'input_invalid'],
    ['1,000.00', 'POST', facts(), fact({ unitPrice: '1,000.00' }), 422, 'input_invalid'],
    ['NaN', 'POST', facts(), fact({ quantity: 'NaN' }), 422, 'input_invalid'],
    ['a negative fee', 'POST', facts(), fact({ unitPrice: '-10' }), 422, 'line_invalid'],
    [
      'a huge product',
      'POST',
      facts(),
      fact({ quantity: '999999999999', unitPrice: '999999999999' }),
      422,
      'amount_invalid',
    ],
    ['30 February', 'POST', facts(), fact({ servedOn: '2026-02-30' }), 422, 'input_invalid'],
    ['the year 1', 'POST', facts(), fact({ servedOn: '0001-01-01' }), 422, 'input_invalid'],
    [
      'a day to come',
      'POST',
      '/jobs/complete',
      { jobIds: [jobId], completedOn: '2027-01-01' },
      422,
      'date_invalid',
    ],
    ['a wrong id', 'POST', '/jobs', { clientId: 'cli_1', title: 'A' }, 422, 'input_invalid'],
    ['the same id twice', 'POST', '/jobs/complete', { jobIds: [jobId, jobId] }, 422, 'input_invalid'],
    ['no ids', 'POST', '/invoices/send', { invoiceIds: [] }, 422, 'input_invalid'],
    ['NUL in a user', 'POST', '/members', member('u\u0000'), 422, 'input_invalid'],
    ['a role for all', 'POST', '/members', { ...member('u'), role: 'platform_admin' }, 422, 'input_invalid'],
    ['a zone', 'PATCH', '/settings', { version: 1, timeZone: '+02:00' }, 422, 'time_zone_unknown'],
    ['a pattern', 'PATCH', '/settings', { version: 1, numberPattern: 'INV' }, 422, 'number_pattern_invalid'],
    ['the year 9999', 'POST', '/sandbox/clock', { to: '9999-12-31T00:00:00.000Z' }, 422, 'input_invalid'],
    [
      'a clock back',
      'POST',
      '/sandbox/clock',
      { to: '2126-01-01T00:00:00.000Z', x: 1 },
      422,
      'unknown_field',
    ],
    ['dryRun=yes', 'POST', `/invoices/${invoiceId}/send?dryRun=yes`, {}, 422, 'input_invalid'],
    ['a limit of -1', 'GET', '/invoices?limit=-1', undefined, 422, 'input_invalid'],
    ['a limit of 1e9', 'GET', '/jobs?limit=1e9', undefined, 422, 'input_invalid'],
    ['a limit of 1.5', 'GET', '/clients?limit=1.5', undefined, 422, 'input_invalid'],
    ['an unknown filter', 'GET', '/invoices?owner=1', undefined, 422, 'unknown_field'],
    ['NUL in a search', 'GET', '/jobs?search=a%00b', undefined, 422, 'input_invalid'],
    ['NUL in a filter', 'GET', '/invoices?clientId=%00', undefined, 422, 'input_invalid'],
    ['a surrogate in a path', 'GET', '/jobs/%ED%A0%80', undefined, 404, 'not_found'],
    ['NUL in a path', 'GET', '/invoices/inv_%00/why', undefined, 404, 'not_found'],
    ['a family', 'GET', `/invoices/${invoiceId}/why?family=__proto__`, undefined, 422, 'input_invalid'],
    ['a wrong cursor', 'GET', '/invoices?cursor=abc', undefined, 400, 'cursor_invalid'],
    [
      'a cursor of another list',
      'GET',
      `/invoices?cursor=${cursorOf(['1', '2'])}`,
      undefined,
      400,
      'cursor_invalid',
    ],
    [
      'an impossible instant',
      'GET',
      `/invoices?cursor=${cursorOf(['2026-99-99T99:99:99.999Z', `inv_${'0'.repeat(26)}`])}`,
      undefined,
      400,
      'cursor_invalid',
    ],
    [
      'an impossible day',
      'GET',
      `/reports/journal?cursor=${cursorOf(['2026-99-99', `jrn_${'0'.repeat(26)}`])}`,
      undefined,
      400,
      'cursor_invalid',
    ],
    [
      'a huge ordinal',
      'GET',
      `/audit?cursor=${cursorOf(['1', '9999999999'])}`,
      undefined,
      400,
      'cursor_invalid',
    ],
    ['a day of 99', 'GET', '/reports/ageing?on=2026-99-99', undefined, 422, 'input_invalid'],
    ['a day as a filter', 'GET', '/jobs?completedOn=2026-02-31', undefined, 422, 'input_invalid'],
    ['an unknown route', 'GET', '/nothing/here', undefined, 404, 'not_found'],
    ['an unknown method', 'DELETE', `/invoices/${invoiceId}`, undefined, 404, 'not_found'],
    ['a draft to pay', 'POST', `/invoices/${invoiceId}/pay`, {}, 404, 'not_found'],
  ];
  const member = (userId: string) => ({ userId, role: 'office', name: 'A', email: 'a@x.test' });

  it('answers each of them with its code and five fields, and keeps nothing', async () => {
    const before = await countEvents(stage);
    const said: unknown[] = [];
    for (const [name, method, path, body] of cases()) {
      const answer = await stage.owner.send(method, path, body);
      said.push([name, answer.status, answer.body.code]);
      if (answer.status >= 400 && answer.status < 500) expectProblem(answer, name);
    }
    expect(said).toEqual(cases().map(([name, , , , status, code]) => [name, status, code]));
    expect(await countEvents(stage)).toBe(before);
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined();
  });

  it('refuses what is not JSON, keys that are too long, and callers without a key', async () => {
    const before = await countEvents(stage);
    const as = (headers: Record<string, string>) => stage.owner.post('/clients', '{"name":"A"}', headers);
    const refused: [Answer, number, string][] = [
      [await as({ 'content-type': 'text/plain' }), 415, 'content_type_unsupported'],
      [await as({ 'idempotency-key': 'x'.repeat(256) }), 422, 'input_invalid'],
      [await as({ 'idempotency-key': '' }), 422, 'input_invalid'],
      [await as({ authorization: 'Bearer co_wrong' }), 401, 'unauthenticated'],
      [await as({ authorization: 'Bearer' }), 401, 'unauthenticated'],
      [await as({ 'closeout-account': "acc_'; drop table invoice;--" }), 404, 'not_found'],
    ];
    for (const [answer, status, code] of refused) {
      expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
      expectProblem(answer, code);
    }
    const anonymous = await fetch(`${stage.app.url}/api/v1/clients`, { method: 'POST', body: '{}' });
    expect(anonymous.status).toBe(403);
    expect(await countEvents(stage)).toBe(before);
  });

  it('survives thousands of requests of a generator without one fault of ours', async () => {
    const known = { clientId, jobId, invoiceId, approvalId: `apr_${'0'.repeat(26)}` };
    const faults: string[] = [];
    const counts = new Map<number, number>();
    const one = async (request: Asked): Promise<void> => {
      const { method, path, body, headers } = request;
      const answer = await stage.owner.send(method, path, body, headers);
      counts.set(answer.status, (counts.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500)
        faults.push(`${method} ${path} ${JSON.stringify(body)} → ${answer.status}`.slice(0, 600));
      else if (answer.status >= 400) expectProblem(answer, `${method} ${path}`);
    };
    const requests = fc.sample(asked(known), { numRuns: 1_100, seed: kind === 'embedded' ? 11 : 12 });
    for (let at = 0; at < requests.length; at += 8) await Promise.all(requests.slice(at, at + 8).map(one));
    expect(faults.slice(0, 10)).toEqual([]);
    expect(counts.get(422) ?? 0).toBeGreaterThan(200);
    expect(counts.get(200) ?? 0).toBeGreaterThan(20);
    const off = await look(
      stage,
      'select 1 from posting group by account_id, currency having sum(amount_minor) <> 0',
    );
    expect(off).toEqual([]);
    expect(ok(await stage.owner.get('/audit/verify'))).toMatchObject({ whole: true });
  }, 90_000);
});

interface Asked {
  method: string;
  path: string;
  body: Record<string, unknown> | string | undefined;
  headers: Record<string, string>;
}

const names =
  'name email version clientId jobIds invoiceIds approvalIds decision comment action facts notes title to gate policy userId role terms note seller tax brand releases numberPattern timeZone approveNow completedOn externalId fromMinor toMinor approveLimitMinor paymentInstructions'.split(
    ' ',
  );
const params =
  'limit cursor search status readiness overdue clientId jobId on state family dryRun account completedOn invoiceId'.split(
    ' ',
  );

/** Requests to the routes that exist, with bodies from nearly right to absurd. */
function asked(known: Record<string, string>): fc.Arbitrary<Asked> {
  const odd = fc.oneof(
    fc.constantFrom(
      ...Object.values(known),
      stagedDays,
      '0',
      '-1',
      'net_30',
      'approve',
      'send',
      'open',
      'Paid',
    ),
    fc.constantFrom(
      '\u0000',
      '\ud800',
      '\u202e',
      "' or 1=1 --",
      '%',
      '{{x}}',
      '__proto__',
      '1e308',
      '9'.repeat(40),
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ minLength: 300, maxLength: 400 }),
  );
  const value = fc.oneof(
    odd,
    fc.integer(),
    fc.double(),
    fc.constantFrom(null, true, 1, 2 ** 53, -1, 1.5, []),
    fc.array(odd, { maxLength: 3 }),
    fc.constant([{ ...labor }]),
    fc.array(fc.dictionary(fc.constantFrom(...Object.keys(labor)), odd, { maxKeys: 6 }), { maxLength: 2 }),
    fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<unknown>,
  );
  const body = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 6, noNullPrototype: true }),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
  const query = fc.array(fc.tuple(fc.constantFrom(...params), odd), { maxLength: 2 });
  const id = fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: odd });
  const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
  return fc
    .tuple(fc.constantFrom(...routes), id, query, body, fc.option(odd, { freq: 5 }))
    .map(([route, oddId, asks, given, key]) => {
      const isRead = route.kind === 'read';
      const path = route.path.replace(/\{(\w+)\}/g, (_all, name: string) =>
        encoded(oddId === '' ? (known[name] ?? 'x') : oddId),
      );
      const search = asks.map(([name, text]) => `${name}=${encoded(text)}`).join('&');
      const header = key?.replace(/[^\x20-\x7e]/g, '').trim();
      return {
        method: isRead ? 'GET' : route.method.toUpperCase(),
        path: `${path}${search === '' ? '' : `?${search}`}`,
        body: isRead ? undefined : given,
        headers: header ? { 'idempotency-key': header } : ({} as Record<string, string>),
      };
    });
}

const stagedDays = '2026-03-01';
