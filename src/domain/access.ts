/**
 * Who may do what: one table of permissions by role. A role says which verbs a member may reach in an account;
 * which accounts those are, the amount limit of an approver and the policy of a gate are decided elsewhere.
 * A gate has two permissions: `perform` asks for the action (and meets the gate), `approve` opens the gate for it.
 */
export const roles = [
  'platform_admin',
  'hub_admin',
  'workspace_owner',
  'office',
  'field_tech',
  'accountant',
  'support_reviewer',
  'partner',
  'client',
  'agent',
  'system',
  'gateway',
] as const;

export type Role = (typeof roles)[number];

export const isRole = (text: string): text is Role => (roles as readonly string[]).includes(text);

/** As people read them, for example in the approvers of a refusal. */
export const roleLabels: Record<Role, string> = {
  platform_admin: 'platform admin',
  hub_admin: 'hub admin',
  workspace_owner: 'workspace owner',
  office: 'office',
  field_tech: 'field tech',
  accountant: 'accountant',
  support_reviewer: 'support reviewer',
  partner: 'partner',
  client: 'client',
  agent: 'agent',
  system: 'Closeout itself',
  gateway: 'payment gateway',
};

/** Everything that stops at a gate. The first six stop by default in a new account. */
export const gatedActions = [
  'send',
  'payment_link',
  'charge',
  'payout',
  'refund',
  'stripe_connect',
  'void',
  'mark_paid',
  'write_off',
  'credit_note',
  'bulk',
  'contract_live',
  'override',
  'policy',
] as const;

export type GatedAction = (typeof gatedActions)[number];

const owners = ['platform_admin', 'hub_admin', 'workspace_owner'] as const;
const staff = [...owners, 'office'] as const;
/** Staff, and the agent that works for them; it asks, and never approves. */
const desk = [...staff, 'agent'] as const;
/** The desk, and the house when a standing approval lets it act by itself. */
const automatic = [...desk, 'system'] as const;

const table = {
  'account.read': [...desk, 'field_tech', 'accountant', 'system'],
  'account.manage': owners,
  'account.open': ['platform_admin', 'hub_admin', 'system'],
  'settings.read': [...staff, 'accountant'],
  'settings.write': owners,
  'member.read': staff,
  'member.manage': owners,
  'key.manage': owners,
  'sandbox.clock': [...owners, 'system'],

  'client.read': [...automatic, 'field_tech', 'accountant', 'support_reviewer'],
  'client.write': desk,
  'job.read': [...automatic, 'field_tech', 'accountant', 'support_reviewer'],
  'job.write': [...desk, 'field_tech'],
  'job.complete': [...desk, 'field_tech'],
  'job.invoice': automatic,
  'import.run': [...staff, 'system'],

  'invoice.read': [...automatic, 'accountant', 'support_reviewer', 'client'],
  'invoice.draft': automatic,
  'invoice.discard': automatic,
  'invoice.void': desk,
  'payment.read': [...automatic, 'accountant', 'support_reviewer'],
  'payment.open': ['client'],
  'payment.record': ['system', 'gateway'],
  'earning.read': [...staff, 'accountant', 'partner'],

  'report.read': [...desk, 'accountant'],
  'report.export': [...staff, 'accountant'],
  'event.read': [...desk, 'accountant', 'support_reviewer'],
  'incident.read': [...automatic, 'accountant', 'support_reviewer'],
  'incident.manage': staff,
  'approval.read': [...desk, 'accountant'],
  'approval.request': automatic,

  'send.perform': automatic,
  'send.approve': staff,
  'payment_link.perform': automatic,
  'payment_link.approve': staff,
  'charge.perform': automatic,
  'charge.approve': staff,
  'payout.perform': owners,
  'payout.approve': owners,
  'refund.perform': staff,
  'refund.approve': owners,
  'stripe_connect.perform': owners,
  'stripe_connect.approve': owners,
  'void.perform': desk,
  'void.approve': owners,
  'mark_paid.perform': staff,
  'mark_paid.approve': staff,
  'write_off.perform': staff,
  'write_off.approve': owners,
  'credit_note.perform': desk,
  'credit_note.approve': owners,
  'bulk.perform': automatic,
  'bulk.approve': staff,
  'contract_live.perform': staff,
  'contract_live.approve': owners,
  'override.perform': owners,
  'override.approve': owners,
  'policy.perform': owners,
  'policy.approve': owners,
} as const satisfies Record<string, readonly Role[]> &
  Record<`${GatedAction}.${'perform' | 'approve'}`, readonly Role[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

/** Whether a text, such as one of a key's chosen permissions, is a permission that exists. */
export function isPermission(text: string): text is Permission {
  return Object.hasOwn(table, text);
}

export function may(role: Role, permission: Permission): boolean {
  return (table[permission] as readonly Role[]).includes(role);
}

export function permissionsOf(role: Role): readonly Permission[] {
  return permissions.filter((permission) => may(role, permission));
}

/** The roles that hold a permission, in the order of `roles`. */
export function whoMay(permission: Permission): readonly Role[] {
  return roles.filter((role) => may(role, permission));
}

/** The same for people to read; what acts by itself is left out, since nobody can ask it for anything. */
export function whoMayLabels(permission: Permission): readonly string[] {
  return whoMay(permission)
    .filter((role) => role !== 'system' && role !== 'gateway' && role !== 'agent')
    .map((role) => roleLabels[role]);
}
