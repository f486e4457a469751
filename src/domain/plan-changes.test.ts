/** Each kind of difference between two plans, named once and in order; equal plans have none. */
import { describe, expect, test } from 'vitest';
import type { Plan } from './gates.ts';
import { planChanges } from './plan-changes.ts';

const line = { title: 'House wash', quantity: '1', unitPrice: '1200.00', netMinor: '120000' };
const content = {
  title: 'Wash',
  client: 'Harbor View',
  terms: 'net_14',
  purchaseOrder: null,
  note: null,
  lines: [line],
};
const plan: Plan = {
  action: 'send-invoice',
  accountId: 'acc',
  live: false,
  subject: { type: 'invoice', id: 'inv' },
  clientId: 'cli',
  gates: ['send', 'payment_link'],
  currency: 'USD',
  amountMinor: '120000',
  content,
  effects: [{ kind: 'mail', purpose: 'invoice', channel: 'email', to: 'a@example.test' }],
};

const cases: [string, Partial<Plan>, string[]][] = [
  ['nothing', {}, []],
  ['the total', { amountMinor: '130000' }, ['Total']],
  [
    'the recipient',
    { effects: [{ kind: 'mail', purpose: 'invoice', channel: 'email', to: 'b@example.test' }] },
    ['Recipient'],
  ],
  ['no recipient', { effects: [] }, ['Recipient']],
  ['the gates', { gates: ['send'] }, ['Gates']],
  ['sandbox to live', { live: true }, ['Real or practice']],
  ['a note', { content: { ...content, note: 'Thanks' } }, ['Note on the invoice']],
  [
    'an amount',
    { content: { ...content, lines: [{ ...line, netMinor: '130000' }] } },
    ['Line 1: House wash'],
  ],
  [
    'the words of a line',
    { content: { ...content, lines: [{ ...line, title: 'Roof wash' }] } },
    ['Line 1: Roof wash'],
  ],
  [
    'a line more',
    { content: { ...content, lines: [line, { ...line, title: 'Gutters' }] } },
    ['Line 2: Gutters'],
  ],
  [
    'what no word names',
    { content: { ...content, lines: [{ ...line, taxRate: '9' }] } },
    ['The printed document (addresses, ways to pay or details of lines)'],
  ],
];

describe('what changed between two plans', () => {
  test.each(cases)('%s', (_name, change, expected) => {
    expect(planChanges(plan, { ...plan, ...change }).map((row) => row.what)).toEqual(expected);
  });
  test('numbers and texts of the same amount are equal, whatever a database made of them', () => {
    expect(
      planChanges(plan, { ...plan, content: { ...content, lines: [{ ...line, netMinor: 120_000n }] } }).map(
        (row) => row.what,
      ),
    ).not.toContain('Line 1: House wash');
  });
});
