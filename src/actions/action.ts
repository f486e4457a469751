/**
 * The frame around every verb: who, may they, seen this key, run, append, commit, announce.
 * One verb is one transaction; a refusal anywhere rolls all of it back. A dry run is the same path, rolled back.
 * It calls no gateway and knows no verb.
 */
import type { z } from 'zod';
import { type Permission, whoMayLabels } from '../domain/access.ts';
import { hashOf, sha256OfBytes } from '../domain/canonical.ts';
import { type Refusal, Refused, refusal, refuse } from '../domain/refusal.ts';
import { RollBack, type Tx } from '../store/database.ts';
import { readAnswer, writeAnswer } from '../store/idempotency.ts';
import type { Actor } from './actor.ts';
import { ActionContext, type EffectView } from './context.ts';
import { bellChannel, type House } from './house.ts';

export interface Action<I, O> {
  name: string;
  permission: Permission;
  input: z.ZodType<I>;
  run(context: ActionContext, input: I): Promise<O>;
}

/** Declares a verb; exists so that input and output types are inferred together. */
export const defineAction = <I, O>(action: Action<I, O>): Action<I, O> => action;

export interface PerformOptions {
  /** Idempotency key of the caller, unique within the account. */
  key?: string | null;
  dryRun?: boolean;
  /** Accounts that the transaction may touch; the actor's own when absent. */
  accounts?: readonly string[];
}

export type Outcome<O> =
  | {
      ok: true;
      value: O;
      replayed: boolean;
      dryRun: boolean;
      effects: EffectView[];
      gates: ActionContext['gates'];
    }
  | { ok: false; refusal: Refusal };

/** Does a verb once. Faults and bugs throw; a lawful "no" is a value. */
export async function perform<I, O>(
  house: House,
  actor: Actor,
  action: Action<I, O>,
  input: unknown,
  options: PerformOptions = {},
): Promise<Outcome<O>> {
  if (!actor.permissions.has(action.permission))
    return { ok: false, refusal: denied(actor, action.permission) };
  const parsed = action.input.safeParse(input);
  if (!parsed.success) return { ok: false, refusal: refusalOfInput(parsed.error) };
  try {
    return await attempt(house, actor, action, parsed.data, options, true);
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    if (isConstraint(error, 'client_external') || isConstraint(error, 'job_external'))
      return { ok: false, refusal: refusal('external_id_taken', { field: 'externalId' }) };
    throw error;
  }
}

async function attempt<I, O>(
  house: House,
  actor: Actor,
  action: Action<I, O>,
  input: I,
  options: PerformOptions,
  mayRetry: boolean,
): Promise<Outcome<O>> {
  try {
    return await house.database.transaction(options.accounts ?? [actor.accountId], (tx) =>
      inTransaction(tx, house, actor, action, input, options),
    );
  } catch (error) {
    if (mayRetry && mayHaveLost(error, options)) return attempt(house, actor, action, input, options, false);
    throw error;
  }
}

/**
 * Two requests with one key at the same moment: the loser is stopped by what the winner did (its key, its unique rows, the
 * state that it left). It looks once more, and finds the winner's answer.
 */
const mayHaveLost = (error: unknown, { key, dryRun }: PerformOptions): boolean =>
  (key ?? null) !== null &&
  !dryRun &&
  (error instanceof Refused
    ? error.refusal.code !== 'idempotency_mismatch'
    : codeOf(error) === uniqueViolation);

const uniqueViolation = '23505';
const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : undefined;

async function inTransaction<I, O>(
  tx: Tx,
  house: House,
  actor: Actor,
  action: Action<I, O>,
  input: I,
  options: PerformOptions,
): Promise<Outcome<O>> {
  const key = options.dryRun ? null : (options.key ?? null);
  const inputHash =
    key === null ? '' : hashOf({ action: action.name, input: JSON.parse(JSON.stringify(input, digits)) });
  if (key !== null) {
    const earlier = await readAnswer(tx, actor.accountId, key);
    if (earlier && (earlier.inputHash !== inputHash || earlier.actorId !== actor.id))
      refuse('idempotency_mismatch');
    if (earlier)
      return { ok: true, value: earlier.answer as O, replayed: true, dryRun: false, effects: [], gates: [] };
  }
  const context = new ActionContext(tx, house, actor);
  const value = jsonOf(await action.run(context, input)) as O;
  const outcome: Outcome<O> = {
    ok: true,
    value,
    replayed: false,
    dryRun: options.dryRun === true,
    effects: context.effects,
    gates: context.gates,
  };
  if (options.dryRun) throw new RollBack(outcome);
  if (key !== null) {
    await writeAnswer(tx, {
      accountId: actor.accountId,
      key,
      action: action.name,
      actorId: actor.id,
      inputHash,
      answer: value,
      at: house.environment.machine.now(),
    });
  }
  await context.flush();
  for (const change of context.subjectIds()) await tx.notify(bellChannel, JSON.stringify(change));
  return outcome;
}

const denied = (actor: Actor, permission: Permission): Refusal =>
  refusal('permission_denied', {
    reason: `${actor.name} (${actor.role.replaceAll('_', ' ')}) may not do this: it needs "${permission}".`,
    evidence: [
      { fact: 'permission', value: permission },
      { fact: 'role', value: actor.role },
    ],
    approvers: whoMayLabels(permission),
  });

/** The first thing wrong with an input, as a refusal that names the field. */
export function refusalOfInput(error: z.ZodError): Refusal {
  const issue = error.issues[0];
  const path = (issue?.path ?? [])
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue?.code === 'unrecognized_keys') {
    const name = [path, issue.keys[0] ?? ''].filter((part) => part !== '').join('.');
    return refusal('unknown_field', { field: name, reason: `"${name}" is not a field of this input.` });
  }
  return refusal('input_invalid', {
    field: path,
    reason:
      path === ''
        ? `The input is not valid: ${issue?.message ?? 'unreadable'}.`
        : `"${path}" is not valid: ${issue?.message ?? 'unreadable'}.`,
  });
}

/** For hashing an input: exact digits for amounts, a hash for bytes. */
function digits(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  return value instanceof Uint8Array ? sha256OfBytes(value) : value;
}

/** Amounts leave as JSON integers; one beyond 2^53-1 is a bug, since every amount is checked on the way in. */
function jsonOf(value: unknown): unknown {
  if (value === undefined) return null;
  return JSON.parse(
    JSON.stringify(value, (_key, item) => {
      if (typeof item !== 'bigint') return item;
      if (!Number.isSafeInteger(Number(item))) throw new Error('an amount in an answer is beyond 2^53-1');
      return Number(item);
    }),
  );
}

const isConstraint = (error: unknown, name: string): boolean =>
  typeof error === 'object' && error !== null && (error as { constraint?: string }).constraint === name;
