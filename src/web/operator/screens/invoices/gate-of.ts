/**
 * From the API's view of a stop to the control's: which of its states holds, in whose words.
 * It opens nothing; a denial or a change since the approval is read from the invoice's own approvals.
 */
import type { Gate } from '../../../ui/gate.ts';
import type { ApprovalOfInvoice, GateView } from './invoice-data.ts';

export function gateOf(
  view: GateView,
  approvals: readonly ApprovalOfInvoice[],
  nameOf: (id: string) => string,
): Gate {
  const { reason, approvers } = view;
  if (view.state === 'open') return { state: 'open' };
  if (view.state === 'closed') return { state: 'blocked', reason, next: view.next };
  if (view.state === 'waiting') return { state: 'requested', reason, approvers };
  const last = approvals[0];
  if (view.state === 'approved') {
    const key = approvals.find((row) => row.id === view.approvalId) ?? last;
    return { state: 'approved', by: key?.decidedBy ? nameOf(key.decidedBy) : 'an approver' };
  }
  if (last?.state === 'denied') {
    return {
      state: 'denied',
      by: last.decidedBy ? nameOf(last.decidedBy) : 'An approver',
      comment: last.comment ?? '',
    };
  }
  const isOutdated = last !== undefined && ['stale', 'requested', 'approved'].includes(last.state);
  return isOutdated
    ? {
        state: 'stale',
        reason: 'It changed since approval was asked for, so that key does not fit any more.',
        approvers,
      }
    : { state: 'needs_approval', reason, approvers };
}
