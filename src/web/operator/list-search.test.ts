/** Filters in the address: what is known is kept, what is broken is dropped, and nothing is refused. */
import { expect, test } from 'vitest';
import { networkStatuses, readinessLabels } from '../../domain/labels.ts';
import { jobStates, readInvoiceSearch, readJobSearch } from './list-search.ts';

test.each(networkStatuses.map((status) => ({ status })))('status $status', (search) =>
  expect(readInvoiceSearch(search)).toEqual(search),
);
test.each(readinessLabels.map((readiness) => ({ readiness })))('readiness $readiness', (search) =>
  expect(readInvoiceSearch(search)).toEqual(search),
);
test.each(jobStates.map((state) => ({ state })))('state $state', (search) =>
  expect(readJobSearch(search)).toEqual(search),
);

test.each([
  [{}, {}],
  [{ status: 'open' }, {}],
  [{ status: 'toString', readiness: '__proto__' }, {}],
  [
    { view: 'candidates', search: ' J-7 ' },
    { view: 'candidates', search: 'J-7' },
  ],
  [{ search: 412 }, { search: '412' }],
  [{ search: '   ' }, {}],
  [{ search: { a: 1 } }, {}],
  [
    { overdue: 'true', owed: true },
    { overdue: true, owed: true },
  ],
  [{ overdue: 'false', owed: 1 }, {}],
  [{ search: 'x'.repeat(300) }, { search: 'x'.repeat(100) }],
])('%o', (raw, expected) => expect(readInvoiceSearch(raw)).toEqual(expected));
