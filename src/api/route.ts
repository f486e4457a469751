/**
 * How a route is said: a verb around an action, or a read. Both come with the schemas that validate and document them.
 * The table of all routes is routes.ts.
 */
import type { z } from 'zod';
import type { Action } from '../actions/action.ts';
import type { Actor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import type { Permission } from '../domain/access.ts';
import { refuse } from '../domain/refusal.ts';
import type { Tx } from '../store/database.ts';
import type { Session } from './caller.ts';

export interface ReadContext {
  /** Read-only, in the caller's account, or in its network where the route says so. */
  tx: Tx;
  house: House;
  actor: Actor;
  session: Session;
  params: Record<string, string>;
}

export interface VerbRoute {
  kind: 'verb';
  method: 'post' | 'patch' | 'put' | 'delete';
  path: string;
  summary: string;
  tag: string;
  // biome-ignore lint/suspicious/noExplicitAny: a table of actions of different inputs; each checks its own at run time.
  action: Action<any, any>;
  /** The body as documented; the action validates the whole input. */
  body: z.ZodType | null;
  toInput(params: Record<string, string>, body: Record<string, unknown>): unknown;
  toAnswer(value: never): unknown;
}

export interface ReadRoute {
  kind: 'read';
  path: string;
  summary: string;
  tag: string;
  permission: Permission;
  /** `network`: the caller's account and everything below it. */
  reach: 'account' | 'network';
  query: z.ZodObject | null;
  read(context: ReadContext, query: never): Promise<unknown>;
}

export type Route = VerbRoute | ReadRoute;

interface VerbParts<O> {
  summary: string;
  tag: string;
  body?: z.ZodType;
  toInput?: (params: Record<string, string>, body: Record<string, unknown>) => unknown;
  toAnswer?: (value: O) => unknown;
}

/** A verb: `post('/jobs/{jobId}/complete', completeJob, …)`. */
export function verb<I, O>(
  method: VerbRoute['method'],
  path: string,
  action: Action<I, O>,
  parts: VerbParts<O>,
): VerbRoute {
  return {
    kind: 'verb',
    method,
    path,
    action,
    summary: parts.summary,
    tag: parts.tag,
    body: parts.body ?? null,
    toInput: parts.toInput ?? ((params, body) => ({ ...body, ...params })),
    toAnswer: (parts.toAnswer ?? ((value: O) => value)) as VerbRoute['toAnswer'],
  };
}

export function read<Q extends z.ZodObject>(
  path: string,
  permission: Permission,
  parts: { summary: string; tag: string; query?: Q; reach?: ReadRoute['reach'] },
  run: (context: ReadContext, query: z.output<Q>) => Promise<unknown>,
): ReadRoute {
  return {
    kind: 'read',
    path,
    permission,
    summary: parts.summary,
    tag: parts.tag,
    reach: parts.reach ?? 'account',
    query: parts.query ?? null,
    read: run as ReadRoute['read'],
  };
}

/** The single item of a verb that is a list of one; its refusal is the answer's. */
export function onlyItem<
  T extends { refusal: (Parameters<typeof refuse>[1] & { code: Parameters<typeof refuse>[0] }) | null },
>(value: { items: T[] }): T {
  const [item] = value.items;
  if (!item) refuse('not_found');
  if (item.refusal) refuse(item.refusal.code, item.refusal);
  return item;
}
