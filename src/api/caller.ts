/**
 * From a request to an actor: who signed in or whose key it is, in which account, with which permissions.
 * An account that the caller does not belong to looks exactly like one that does not exist.
 */
import type { Actor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import { isPermission, isRole, type Permission, permissionsOf } from '../domain/access.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import { type Membership, readMemberships } from '../store/accounts.ts';
import type { Caller } from './auth/identity.ts';

export interface Session {
  caller: Caller;
  memberships: Membership[];
  actor: Actor;
}

export type Who = { ok: true; session: Session } | { ok: false; refusal: Refusal };

export async function whoCalls(
  house: House,
  whoIs: (headers: Headers) => Promise<Caller | null>,
  headers: Headers,
): Promise<Who> {
  const caller = await whoIs(headers);
  if (!caller) return { ok: false, refusal: refusal('unauthenticated') };
  const memberships = await house.database.transaction([], (tx) => readMemberships(tx, caller.userId), {
    readOnly: true,
  });
  const wanted = caller.accountId ?? headers.get('closeout-account');
  if (
    caller.accountId !== null &&
    headers.get('closeout-account') !== null &&
    headers.get('closeout-account') !== caller.accountId
  ) {
    return {
      ok: false,
      refusal: refusal('not_found', {
        evidence: [{ fact: 'account', value: headers.get('closeout-account') }],
      }),
    };
  }
  const membership =
    wanted === null
      ? (memberships.find((row) => row.accountKind === 'workspace') ?? memberships[0])
      : memberships.find((row) => row.accountId === wanted);
  if (!membership || !isRole(membership.role)) {
    return {
      ok: false,
      refusal: refusal('not_found', {
        reason: 'There is no such account for you.',
        evidence: [{ fact: 'account', value: wanted }],
      }),
    };
  }
  return { ok: true, session: { caller, memberships, actor: actorOf(caller, membership) } };
}

function actorOf(caller: Caller, membership: Membership): Actor {
  const own: readonly Permission[] = isRole(membership.role) ? permissionsOf(membership.role) : [];
  const chosen =
    caller.permissions === null
      ? own
      : caller.permissions
          .filter((text) => isPermission(text))
          .filter((permission) => own.includes(permission));
  return {
    kind: caller.via === 'key' ? 'key' : 'person',
    id: caller.userId,
    name: membership.name,
    role: isRole(membership.role) ? membership.role : 'client',
    accountId: membership.accountId,
    permissions: new Set(chosen),
    approveLimitMinor: membership.approveLimitMinor,
  };
}
