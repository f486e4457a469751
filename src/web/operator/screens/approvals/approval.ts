/** Approvals as the screens read them: the API's view, the words of each state, and the two calls. */
import type {
  ApprovalDetail as ServedDetail,
  ApprovalView as ServedView,
} from '../../../../api/approval-view.ts';
import type { Tone } from '../../../ui/label-words.ts';
import { request } from '../../api.ts';

export type ApprovalView = ServedView;
export type ApprovalDetail = ServedDetail;
export type ApprovalState = ApprovalView['state'];

export const stateWords: Record<ApprovalState, { word: string; tone: Tone; means: string }> = {
  requested: { word: 'Waiting', tone: 'amber', means: 'Nobody has decided yet.' },
  approved: { word: 'Approved', tone: 'green', means: 'The key is there and has not been used yet.' },
  consumed: { word: 'Approved and used', tone: 'green', means: 'The key was used; it opened the gate once.' },
  denied: { word: 'Denied', tone: 'red', means: 'It does not go out.' },
  expired: { word: 'Expired', tone: 'neutral', means: 'Nobody decided in time; it can be asked for again.' },
  stale: {
    word: 'Out of date',
    tone: 'violet',
    means: 'What it was asked for has changed, so the key does not fit any more.',
  },
};

/** What a plan holds, read with care: it is stored as JSON, amounts are texts or integers of minor units. */
export interface PlanContent {
  issues: boolean;
  title: string;
  client: string;
  terms: string;
  purchaseOrder: string | null;
  note: string | null;
  netMinor: string | number;
  taxMinor: string | number;
  totalMinor: string | number;
  lines: readonly {
    title: string;
    detail: string | null;
    quantity: string;
    unit: string;
    unitPrice: string;
    netMinor: string | number;
  }[];
}

export const contentOf = (approval: Pick<ApprovalView, 'plan'>): PlanContent =>
  approval.plan.content as PlanContent;

export interface Decision {
  decision: 'approve' | 'deny';
  comment?: string | null;
}

export const decide = (approvalId: string, decision: Decision, idempotencyKey: string) =>
  request<{ approvalId: string; state: string }>('POST', `/approvals/${approvalId}/decide`, decision, {
    idempotencyKey,
  });

export interface BulkAnswer {
  items: {
    approvalId: string;
    state: string;
    refusal: { code: string; reason: string; next: string } | null;
  }[];
}

export const decideMany = (approvalIds: readonly string[], decision: Decision, idempotencyKey: string) =>
  request<BulkAnswer>('POST', '/approvals/decide', { approvalIds, ...decision }, { idempotencyKey });

/** What a decision changes elsewhere: the list, the invoice's gate, the count in the navigation. */
export const decisionTopics = ['approvals', 'invoices', 'session', 'dashboard'];
