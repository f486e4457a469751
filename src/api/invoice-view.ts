/**
 * Invoices as readers see them: facts, labels, gates and what can be done now, for one or for a page, in a fixed number
 * of queries. Everything that a screen offers comes from here, so that nothing is offered that the API refuses.
 */
import type { Actor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import { type Permission, whoMayLabels } from '../domain/access.ts';
import type { InvoiceFacts } from '../domain/facts.ts';
import { type Closure, type Gate, gateTitles, planHash, policyFor, strictest } from '../domain/gates.ts';
import { factsOf } from '../domain/invoice-facts.ts';
import { lawfulInvoiceActions } from '../domain/invoice-life.ts';
import { badges, dueState, networkStatus, owed, ownerView, readiness } from '../domain/labels.ts';
import { nextFollowUp } from '../domain/next-follow-up.ts';
import { sendPlan } from '../domain/send-plan.ts';
import { dayOf } from '../domain/time.ts';
import {
  type AccountRow,
  type MemberRow,
  readAccounts,
  readMembers,
  readPolicies,
} from '../store/accounts.ts';
import { type ApprovalRow, readOpenApprovals } from '../store/approvals.ts';
import type { Reader } from '../store/database.ts';
import { type DeliveryRow, readDeliveries } from '../store/deliveries.ts';
import type { InvoiceListRow } from '../store/invoice-lists.ts';
import { readSendMaterial, type SendMaterial } from '../store/send-subjects.ts';
import { whyNotMine } from './decision-view.ts';

export interface GateView {
  action: 'send';
  title: string;
  gates: readonly Gate[];
  /** `closed`: no key opens it now. `needs_approval`: ask. `waiting`: asked. `approved`: a key is there. `open`: no key needed. */
  state: 'closed' | 'needs_approval' | 'waiting' | 'approved' | 'open';
  reason: string;
  next: string;
  /** Which precondition keeps it closed, so that a screen can lead to where it is met; null unless `closed`. */
  precondition: Closure['precondition'] | null;
  approvers: readonly string[];
  approvalId: string | null;
  /** The caller may approve and send in one step. */
  inOneStep: boolean;
  /** The caller may approve or deny the request that waits: it has the permission, the limit reaches, and it is not its own where another could decide. */
  mayDecide: boolean;
}

export interface InvoiceSummary {
  id: string;
  number: string | null;
  doc: string;
  title: string;
  client: { id: string; name: string; email: string | null };
  job: { id: string; number: string; title: string } | null;
  adHocReason: string | null;
  currency: string;
  totalMinor: number;
  owedMinor: number;
  issuedOn: string | null;
  dueOn: string | null;
  labels: { readiness: string; networkStatus: string; dueState: string | null; ownerView: string | null };
  badges: { code: string; text: string }[];
  gate: GateView | null;
  allowedActions: string[];
  nextFollowUp: { step: string; on: string | null; isGated: boolean; says: string };
  createdAt: string;
  version: number;
}

/** What the verbs of today need; the others are listed by the domain and offered once they exist. */
const actionPermissions: Record<string, Permission> = {
  edit: 'invoice.draft',
  discard: 'invoice.discard',
  send: 'send.perform',
};

export async function viewInvoices(
  reader: Reader,
  house: House,
  actor: Actor,
  rows: readonly InvoiceListRow[],
): Promise<{
  summaries: InvoiceSummary[];
  facts: Map<string, InvoiceFacts>;
  material: Map<string, SendMaterial>;
  account: AccountRow;
}> {
  const [account] = await readAccounts(reader, [actor.accountId]);
  if (!account) throw new Error('the account of an actor is gone');
  const today = dayOf(house.environment.business.now(), account.timeZone);
  const ids = rows.map((row) => row.id);
  const deliveries = await readDeliveries(reader, account.id, ids);
  const open = await readOpenApprovals(reader, account.id, ids);
  const policies = await readPolicies(reader, account.id);
  const members = open.some((approval) => approval.requestedBy === actor.id)
    ? await readMembers(reader, account.id)
    : [];
  const sendable = rows.filter((row) => row.doc === 'draft' || row.doc === 'issued');
  const material = await readSendMaterial(reader, account, sendable, house.ways);
  const facts = new Map(
    rows.map((row) => [
      row.id,
      factsOf(row, { today, practice: account.practice, deliveries: deliveryFacts(deliveries, row.id) }),
    ]),
  );
  const summaries = rows.map((row) => {
    const found = material.get(row.id);
    const policy = (gates: readonly Gate[]) =>
      strictest(
        gates.map((gate) =>
          policyFor(policies, gate, { clientId: row.clientId, amountMinor: row.totalMinor }),
        ),
      );
    const gate = found
      ? gateOf(
          house,
          actor,
          account,
          found,
          policy,
          open.filter((approval) => approval.subjectId === row.id),
          members,
        )
      : null;
    return summaryOf(row, facts.get(row.id)!, gate, actor, policy);
  });
  return { summaries, facts, material, account };
}

/** Only the invoice itself counts as delivered; a receipt does not. */
export const deliveryFacts = (deliveries: readonly DeliveryRow[], invoiceId: string) =>
  deliveries
    .filter((row) => row.invoiceId === invoiceId && row.purpose === 'invoice')
    .map((row) => ({
      recipient: row.recipient,
      channel: row.channel,
      state: row.state,
      at: row.acceptedAt,
      evidenceId: row.acceptanceId,
    }));

function summaryOf(
  row: InvoiceListRow,
  facts: InvoiceFacts,
  gate: GateView | null,
  actor: Actor,
  policy: (gates: readonly Gate[]) => string,
): InvoiceSummary {
  const lawful = lawfulInvoiceActions(facts).filter(
    (action) => actionPermissions[action] && actor.permissions.has(actionPermissions[action]),
  );
  return {
    id: row.id,
    number: row.number,
    doc: row.doc,
    title: row.title,
    client: { id: row.clientId, name: row.clientName, email: row.clientEmail },
    job:
      row.jobId === null ? null : { id: row.jobId, number: row.jobNumber ?? '', title: row.jobTitle ?? '' },
    adHocReason: row.adHocReason,
    currency: row.currency,
    totalMinor: Number(row.totalMinor),
    owedMinor: Number(owed(facts)),
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    labels: {
      readiness: readiness(facts),
      networkStatus: networkStatus(facts),
      dueState: dueState(facts),
      ownerView: ownerView(facts),
    },
    badges: badges(facts).map(({ code, text }) => ({ code, text })),
    gate,
    allowedActions: lawful,
    nextFollowUp: nextFollowUp(facts, (action) => policy([action]) !== 'open'),
    createdAt: row.createdAt,
    version: row.version,
  };
}

function gateOf(
  house: House,
  actor: Actor,
  account: AccountRow,
  found: SendMaterial,
  policyOf: (gates: readonly Gate[]) => string,
  open: readonly ApprovalRow[],
  members: readonly MemberRow[],
): GateView {
  const { plan, closures } = sendPlan(found.subject);
  const hash = planHash(plan);
  const now = house.environment.business.now();
  const mine = open.filter((row) => row.planHash === hash && row.expiresAt > now);
  const approved = mine.find((row) => row.state === 'approved');
  const waiting = mine.find((row) => row.state === 'requested');
  const isClosed = closures.length > 0 || policyOf(plan.gates) === 'closed';
  return {
    action: 'send',
    title: plan.gates.map((gate) => gateTitles[gate]).join(' · '),
    gates: plan.gates,
    approvers: whoMayLabels(`${plan.gates[0] ?? 'send'}.approve` as Permission),
    approvalId: (approved ?? waiting)?.id ?? null,
    precondition: null,
    mayDecide: waiting !== undefined && whyNotMine(actor, account, waiting, members) === undefined,
    inOneStep:
      !isClosed &&
      account.releases === 'self' &&
      plan.gates.every((gate) => actor.permissions.has(`${gate}.approve` as Permission)),
    ...stopOf(closures[0], policyOf(plan.gates), { approved, waiting, wasAsked: open.length > 0 }),
  };
}

type Stop = Pick<GateView, 'state' | 'reason' | 'next'> & { precondition?: Closure['precondition'] };

/** What stands written on the control: the first that holds. */
function stopOf(
  closure: Closure | undefined,
  policy: string,
  keys: { approved: unknown; waiting: unknown; wasAsked: boolean },
): Stop {
  if (closure) {
    const { reason, next, precondition } = closure;
    return { state: 'closed', reason, next, precondition };
  }
  if (policy === 'closed') {
    const reason = 'The policy of this account keeps this gate closed.';
    return { state: 'closed', reason, next: 'Ask an owner to change it.', precondition: 'policy_closed' };
  }
  if (policy === 'open') {
    return { state: 'open', reason: 'The policy of this account lets this pass.', next: 'Send it.' };
  }
  if (keys.approved) return { state: 'approved', reason: 'Approved as it stands now.', next: 'Send it.' };
  if (keys.waiting) {
    return { state: 'waiting', reason: 'An approval was requested.', next: 'One of the approvers decides.' };
  }
  const reason = keys.wasAsked
    ? 'It changed since its approval: that key does not fit any more.'
    : 'It needs an approval before it can leave.';
  return { state: 'needs_approval', reason, next: 'Request an approval.' };
}
