/**
 * The life of an approval: requested, approved or denied or expired, then consumed once, or stale as soon as what was
 * approved has changed. Who may approve and what a plan's hash covers is decided elsewhere (gates.ts).
 */
import { defineLife } from './life.ts';
import { addSeconds, type Instant } from './time.ts';

export type ApprovalState = 'requested' | 'approved' | 'denied' | 'expired' | 'consumed' | 'stale';
/** `outdate`: the payload is no longer what was requested. */
export type ApprovalVerb = 'approve' | 'deny' | 'expire' | 'consume' | 'outdate';

export const approvalLife = defineLife<ApprovalState, ApprovalVerb>('An approval', {
  requested: { approve: 'approved', deny: 'denied', expire: 'expired', outdate: 'stale' },
  approved: { consume: 'consumed', expire: 'expired', outdate: 'stale' },
  denied: {},
  expired: {},
  consumed: {},
  stale: {},
});

const approvalDays = 7;

/** Seven days after the request, decided or not. */
export const approvalExpiresAt = (requestedAt: Instant): Instant =>
  addSeconds(requestedAt, approvalDays * 86_400);

/** The state as of now: a row that nobody has swept yet is expired all the same. */
export const approvalStateAt = (state: ApprovalState, expiresAt: Instant, now: Instant): ApprovalState =>
  (state === 'requested' || state === 'approved') && now >= expiresAt ? 'expired' : state;
