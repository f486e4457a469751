/**
 * The table of access.ts as a picture, every cell of it, and what must hold whatever the table says.
 */
import { expect, test } from 'vitest';
import {
  gatedActions,
  isPermission,
  may,
  type Permission,
  permissions,
  permissionsOf,
  type Role,
  roleLabels,
  roles,
  whoMay,
  whoMayLabels,
} from './access.ts';

const letters: Record<Role, string> = {
  platform_admin: 'P',
  hub_admin: 'H',
  workspace_owner: 'W',
  office: 'O',
  field_tech: 'F',
  accountant: 'A',
  support_reviewer: 'S',
  partner: 'p',
  client: 'c',
  agent: 'a',
  system: 's',
  gateway: 'g',
};

function picture(): string {
  const line = (permission: Permission) =>
    `${permission.padEnd(24)}${roles.map((role) => (may(role, permission) ? letters[role] : '·')).join(' ')}`;
  return `\n${permissions.map(line).join('\n')}\n`;
}

test('the whole table, cell by cell', () => {
  expect(picture()).toMatchInlineSnapshot(`
    "
    account.read            P H W O F A · · · a s ·
    account.manage          P H W · · · · · · · · ·
    account.open            P H · · · · · · · · s ·
    settings.read           P H W O · A · · · · · ·
    settings.write          P H W · · · · · · · · ·
    member.read             P H W O · · · · · · · ·
    member.manage           P H W · · · · · · · · ·
    key.manage              P H W · · · · · · · · ·
    sandbox.clock           P H W · · · · · · · s ·
    client.read             P H W O F A S · · a s ·
    client.write            P H W O · · · · · a · ·
    job.read                P H W O F A S · · a s ·
    job.write               P H W O F · · · · a · ·
    job.complete            P H W O F · · · · a · ·
    job.invoice             P H W O · · · · · a s ·
    import.run              P H W O · · · · · · s ·
    invoice.read            P H W O · A S · c a s ·
    invoice.draft           P H W O · · · · · a s ·
    invoice.discard         P H W O · · · · · a s ·
    invoice.void            P H W O · · · · · a · ·
    payment.read            P H W O · A S · · a s ·
    payment.open            · · · · · · · · c · · ·
    payment.record          · · · · · · · · · · s g
    earning.read            P H W O · A · p · · · ·
    report.read             P H W O · A · · · a · ·
    report.export           P H W O · A · · · · · ·
    event.read              P H W O · A S · · a · ·
    incident.read           P H W O · A S · · a s ·
    incident.manage         P H W O · · · · · · · ·
    approval.read           P H W O · A · · · a · ·
    approval.request        P H W O · · · · · a s ·
    send.perform            P H W O · · · · · a s ·
    send.approve            P H W O · · · · · · · ·
    payment_link.perform    P H W O · · · · · a s ·
    payment_link.approve    P H W O · · · · · · · ·
    charge.perform          P H W O · · · · · a s ·
    charge.approve          P H W O · · · · · · · ·
    payout.perform          P H W · · · · · · · · ·
    payout.approve          P H W · · · · · · · · ·
    refund.perform          P H W O · · · · · · · ·
    refund.approve          P H W · · · · · · · · ·
    stripe_connect.perform  P H W · · · · · · · · ·
    stripe_connect.approve  P H W · · · · · · · · ·
    void.perform            P H W O · · · · · a · ·
    void.approve            P H W · · · · · · · · ·
    mark_paid.perform       P H W O · · · · · · · ·
    mark_paid.approve       P H W O · · · · · · · ·
    write_off.perform       P H W O · · · · · · · ·
    write_off.approve       P H W · · · · · · · · ·
    credit_note.perform     P H W O · · · · · a · ·
    credit_note.approve     P H W · · · · · · · · ·
    bulk.perform            P H W O · · · · · a s ·
    bulk.approve            P H W O · · · · · · · ·
    contract_live.perform   P H W O · · · · · · · ·
    contract_live.approve   P H W · · · · · · · · ·
    override.perform        P H W · · · · · · · · ·
    override.approve        P H W · · · · · · · · ·
    policy.perform          P H W · · · · · · · · ·
    policy.approve          P H W · · · · · · · · ·
    "
  `);
});

test('both readings of the table agree', () => {
  for (const role of roles) {
    for (const permission of permissions) {
      expect(permissionsOf(role).includes(permission)).toBe(may(role, permission));
      expect(whoMay(permission).includes(role)).toBe(may(role, permission));
    }
  }
});

const writes = permissions.filter((permission) => !/\.(read|export)$/.test(permission));
const approvals = permissions.filter((permission) => permission.endsWith('.approve'));
const performs = permissions.filter((permission) => permission.endsWith('.perform'));

test('every permission is spelled noun.verb and somebody holds it', () => {
  for (const permission of permissions) {
    expect(permission).toMatch(/^[a-z_]+\.[a-z]+$/);
    expect(whoMay(permission).length).toBeGreaterThan(0);
  }
});

test('every gate can be met and opened, and whoever opens it may also ask for it', () => {
  expect(approvals).toHaveLength(gatedActions.length);
  for (const gate of gatedActions) {
    for (const role of whoMay(`${gate}.approve`)) expect(may(role, `${gate}.perform`)).toBe(true);
  }
});

test('only people of the account approve: never an agent, the house, a gateway, a client or a partner', () => {
  for (const permission of approvals) {
    for (const role of whoMay(permission)) {
      expect(['platform_admin', 'hub_admin', 'workspace_owner', 'office']).toContain(role);
    }
  }
});

test('refunds, write-offs, payouts, destinations, overrides and policy are released by an owner', () => {
  for (const gate of ['refund', 'write_off', 'payout', 'stripe_connect', 'override', 'policy'] as const) {
    expect(may('office', `${gate}.approve`)).toBe(false);
    expect(may('workspace_owner', `${gate}.approve`)).toBe(true);
  }
});

test('a field tech completes jobs, and neither bills nor meets any gate', () => {
  expect(may('field_tech', 'job.complete')).toBe(true);
  expect(
    permissionsOf('field_tech').filter((permission) => /^(invoice|payment|approval)\./.test(permission)),
  ).toEqual([]);
  expect(may('field_tech', 'job.invoice')).toBe(false);
  expect(performs.filter((permission) => may('field_tech', permission))).toEqual([]);
});

test('an accountant, a support reviewer and a partner write nothing', () => {
  for (const role of ['accountant', 'support_reviewer', 'partner'] as const) {
    expect(writes.filter((permission) => may(role, permission))).toEqual([]);
    expect(permissionsOf(role).length).toBeGreaterThan(0);
  }
});

test('an agent asks and never settles: no member, key, setting, clock or money movement of its own', () => {
  const held = permissionsOf('agent');
  expect(held).toContain('approval.request');
  expect(
    held.filter((permission) =>
      /^(member|key|settings|sandbox|import|payout|refund|stripe_connect|mark_paid|write_off|override|policy|contract_live)\./.test(
        permission,
      ),
    ),
  ).toEqual([]);
  expect(may('agent', 'incident.manage')).toBe(false);
});

test('a gateway only reports, a client only reads and pays', () => {
  expect(permissionsOf('gateway')).toEqual(['payment.record']);
  expect(permissionsOf('client')).toEqual(['invoice.read', 'payment.open']);
});

test('an owner holds all that a person may hold, but for opening accounts', () => {
  const people: Role[] = [
    'platform_admin',
    'hub_admin',
    'office',
    'field_tech',
    'accountant',
    'support_reviewer',
  ];
  const held = permissions.filter((permission) => people.some((role) => may(role, permission)));
  expect(held.filter((permission) => !may('workspace_owner', permission))).toEqual(['account.open']);
});

test('a text that merely looks like a permission is none', () => {
  expect(isPermission('invoice.read')).toBe(true);
  for (const text of ['invoice.write', 'toString', '__proto__', '', 'invoice'])
    expect(isPermission(text)).toBe(false);
});

test('labels name people, not machines', () => {
  expect(whoMayLabels('send.approve')).toEqual(['platform admin', 'hub admin', 'workspace owner', 'office']);
  expect(whoMayLabels('send.perform')).not.toContain(roleLabels.agent);
  expect(Object.keys(roleLabels)).toEqual([...roles]);
});
