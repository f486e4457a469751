/** Which rows each bulk verb takes: no row is taken by two verbs at once, and none whose way is closed. */
import { expect, test } from 'vitest';
import { bulkVerbs } from './bulk-verbs.ts';
import type { BillingRow } from './invoice-columns.tsx';
import type { GateView, InvoiceSummary } from './invoice-data.ts';

type Parts = {
  doc?: string;
  state: GateView['state'];
  inOneStep?: boolean;
  mayDecide?: boolean;
  actions?: string[];
};

const invoice = ({
  doc = 'draft',
  state,
  inOneStep = false,
  mayDecide = false,
  actions = ['send'],
}: Parts): BillingRow => ({
  kind: 'invoice',
  id: 'inv_1',
  currency: 'USD',
  invoice: {
    id: 'inv_1',
    doc,
    allowedActions: actions,
    gate: { state, inOneStep, mayDecide, approvalId: 'apr_1' },
  } as unknown as InvoiceSummary,
});
const candidate: BillingRow = {
  kind: 'candidate',
  id: 'job_1',
  currency: 'USD',
  job: {
    id: 'job_1',
    number: 'J-1',
    title: 'Work',
    client: { id: 'cli_1', name: 'A' },
    completedOn: null,
    unbilledMinor: 1,
    photos: 0,
  },
};

const taking = (row: BillingRow, may: (permission: string) => boolean = () => true) =>
  bulkVerbs(may)
    .filter((verb) => verb.takes(row))
    .map((verb) => verb.kind);

test.each<[string, BillingRow, string[]]>([
  ['a candidate', candidate, ['draft']],
  ['a draft without a key', invoice({ state: 'needs_approval' }), ['request']],
  [
    'the same where one person releases',
    invoice({ state: 'needs_approval', inOneStep: true }),
    ['approve-and-send'],
  ],
  ['a request of somebody else', invoice({ state: 'waiting', mayDecide: true }), ['approve']],
  ['a request of one’s own', invoice({ state: 'waiting' }), []],
  ['a key', invoice({ state: 'approved' }), ['send']],
  ['an open gate', invoice({ state: 'open' }), ['send']],
  ['a stop', invoice({ state: 'closed' }), []],
  ['an issued invoice', invoice({ doc: 'issued', state: 'needs_approval' }), []],
  ['a reader', invoice({ state: 'approved', actions: [] }), []],
])('%s', (_name, row, verbs) => expect(taking(row)).toEqual(verbs));

test('a verb without its permission is not offered', () => {
  expect(taking(candidate, (permission) => permission !== 'job.invoice')).toEqual([]);
  expect(taking(invoice({ state: 'approved' }), () => false)).toEqual([]);
});
