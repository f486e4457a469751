/**
 * Gates: the stops in front of sensitive actions, the policies that govern them, and the plan that a key is bound to.
 * Preconditions can only close a gate; nothing here opens one. The store keeps approvals; the frame consumes them.
 */
import { type GatedAction, gatedActions } from './access.ts';
import { hashOf } from './canonical.ts';
import type { Evidence } from './refusal.ts';

export const gateNames = gatedActions;
export type Gate = GatedAction;

export type GatePolicy = 'approval' | 'open' | 'closed';

export interface PolicyRow {
  gate: string;
  clientId: string | null;
  fromMinor: bigint | null;
  toMinor: bigint | null;
  policy: GatePolicy;
}

/** What people read on the stop. */
export const gateTitles: Record<Gate, string> = {
  send: 'Send to the client',
  payment_link: 'Publish a payment link',
  charge: 'Charge a stored method',
  payout: 'Pay out',
  refund: 'Refund',
  stripe_connect: 'Connect Stripe',
  void: 'Void an invoice',
  mark_paid: 'Mark as paid',
  write_off: 'Write off',
  credit_note: 'Issue a credit note',
  bulk: 'Act on many at once',
  contract_live: 'Set a contract live',
  override: 'Override a rule',
  policy: 'Change a gate policy',
};

/** The policy in force: a client's row outranks an amount band, a band outranks the account's row; without any, an approval. */
export function policyFor(
  rows: readonly PolicyRow[],
  gate: Gate,
  scope: { clientId: string | null; amountMinor: bigint },
): GatePolicy {
  const fits = rows.filter(
    (row) =>
      row.gate === gate &&
      (row.clientId === null || row.clientId === scope.clientId) &&
      (row.fromMinor === null || scope.amountMinor >= row.fromMinor) &&
      (row.toMinor === null || scope.amountMinor < row.toMinor),
  );
  const rank = (row: PolicyRow) =>
    (row.clientId === null ? 0 : 2) + (row.fromMinor === null && row.toMinor === null ? 0 : 1);
  const highest = Math.max(...fits.map(rank));
  // Bands may overlap: among rows of one rank the strictest counts, so that no order of writing opens a gate.
  return fits.length === 0
    ? 'approval'
    : strictest(fits.filter((row) => rank(row) === highest).map((row) => row.policy));
}

/** The strictest of several policies governs a bundle. */
export function strictest(policies: readonly GatePolicy[]): GatePolicy {
  if (policies.includes('closed')) return 'closed';
  return policies.includes('approval') ? 'approval' : 'open';
}

/** One thing that will leave the house. */
export interface PlannedEffect {
  kind: 'mail';
  purpose: 'invoice';
  channel: 'email';
  to: string;
}

/** The whole of what a key opens. Number, dates and link token are allotted at issue and stay outside. */
export interface Plan {
  action: 'send-invoice';
  accountId: string;
  live: boolean;
  subject: { type: 'invoice'; id: string };
  clientId: string;
  gates: readonly Gate[];
  currency: string;
  amountMinor: string;
  content: unknown;
  effects: readonly PlannedEffect[];
}

export const planHash = (plan: Plan): string => hashOf(plan);

/** Why a gate is closed whatever key there is. */
export interface Closure {
  gate: Gate;
  precondition:
    | 'no_active_processor'
    | 'no_recipient'
    | 'recipient_bounced'
    | 'state_unclear'
    | 'on_hold'
    | 'mail_not_configured'
    | 'policy_closed'
    | 'missing_seller';
  reason: string;
  next: string;
  evidence: readonly Evidence[];
}
