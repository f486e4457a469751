/**
 * Who acts: a person, a key, a client with a link, or the house itself. Resolved once at the door and passed along;
 * nothing looks up a "current user" later.
 */
import { type Permission, permissionsOf, type Role } from '../domain/access.ts';

export interface Actor {
  kind: 'person' | 'key' | 'agent' | 'client' | 'system' | 'gateway';
  id: string;
  name: string;
  role: Role;
  /** The account that the actor works in. */
  accountId: string;
  permissions: ReadonlySet<Permission>;
  /** Highest amount that this actor may approve, in minor units; null is no limit. */
  approveLimitMinor: bigint | null;
}

/** The house acting by itself, in one account. */
export const systemActor = (accountId: string): Actor => ({
  kind: 'system',
  id: 'system',
  name: 'Closeout',
  role: 'system',
  accountId,
  permissions: new Set(permissionsOf('system')),
  approveLimitMinor: null,
});

/** A payment gateway reporting what happened. */
export const gatewayActor = (accountId: string, gateway: string): Actor => ({
  kind: 'gateway',
  id: gateway,
  name: gateway,
  role: 'gateway',
  accountId,
  permissions: new Set(permissionsOf('gateway')),
  approveLimitMinor: null,
});

/** Whoever holds a pay link: may open a payment for that one invoice. */
export const linkActor = (accountId: string, invoiceId: string): Actor => ({
  kind: 'client',
  id: invoiceId,
  name: 'Client',
  role: 'client',
  accountId,
  permissions: new Set(permissionsOf('client')),
  approveLimitMinor: null,
});
