/** Every state of the API's gate becomes exactly one state of the control, in the words of whoever decided. */
import { expect, test } from 'vitest';
import { gateOf } from './gate-of.ts';
import type { ApprovalOfInvoice, GateView } from './invoice-data.ts';

const view = (state: GateView['state']): GateView => ({
  action: 'send',
  title: 'Send to the client',
  gates: ['send'],
  state,
  reason: 'Because.',
  next: 'Do this.',
  precondition: null,
  approvers: ['office'],
  approvalId: state === 'approved' || state === 'waiting' ? 'apr_1' : null,
  inOneStep: false,
  mayDecide: false,
});
const approval = (state: ApprovalOfInvoice['state']): ApprovalOfInvoice => ({
  id: 'apr_1',
  state,
  requestedBy: 'u1',
  requestedAt: '2026-03-02T15:00:00.000Z',
  decidedBy: state === 'requested' ? null : 'u2',
  decidedAt: null,
  comment: state === 'denied' ? 'Not yet.' : null,
  selfApproved: false,
});
const nameOf = (id: string) => (id === 'u2' ? 'Dana' : id);

test.each([
  ['open', undefined, { state: 'open' }],
  ['closed', undefined, { state: 'blocked', reason: 'Because.', next: 'Do this.' }],
  ['closed', 'denied', { state: 'blocked', reason: 'Because.', next: 'Do this.' }],
  ['waiting', 'requested', { state: 'requested', reason: 'Because.', approvers: ['office'] }],
  ['approved', 'approved', { state: 'approved', by: 'Dana' }],
  ['needs_approval', undefined, { state: 'needs_approval', reason: 'Because.', approvers: ['office'] }],
  ['needs_approval', 'consumed', { state: 'needs_approval', reason: 'Because.', approvers: ['office'] }],
  ['needs_approval', 'expired', { state: 'needs_approval', reason: 'Because.', approvers: ['office'] }],
  ['needs_approval', 'denied', { state: 'denied', by: 'Dana', comment: 'Not yet.' }],
] as const)('%s after %s', (state, last, expected) =>
  expect(gateOf(view(state), last ? [approval(last)] : [], nameOf)).toEqual(expected),
);

test.each(['stale', 'requested', 'approved'] as const)('needs_approval after %s is out of date', (last) =>
  expect(gateOf(view('needs_approval'), [approval(last)], nameOf).state).toBe('stale'),
);
