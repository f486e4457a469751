/**
 * A refusal is a value: the lawful "no" of the domain, with everything a person needs to go on.
 * It is neither a fault (the outside failed) nor a bug (an assertion). It maps to HTTP once, in api/errors.ts.
 */
import { type RefusalCode, refusalCodes } from './refusal-codes.ts';

export type { RefusalCode } from './refusal-codes.ts';

/** One fact that a refusal, a gate or a label rests on. `ref` is an id or a field path. */
export interface Evidence {
  fact: string;
  value: string | number | boolean | null;
  ref?: string;
}

export interface Refusal {
  code: RefusalCode;
  /** What happened, in a calm sentence with the numbers in it. */
  reason: string;
  evidence: readonly Evidence[];
  /** Who may open the way (roles or permissions); empty when nobody can. */
  approvers: readonly string[];
  /** What to do next. */
  next: string;
  /** The input field at fault, as a JSON path, for `invalid` refusals. */
  field?: string;
  /** The approval that has been or can be requested, for `gate` refusals. */
  request?: { action: string; subjectId: string; planHash: string; approvalId?: string };
}

export type Result<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export type RefusalParts = Partial<Omit<Refusal, 'code'>>;

/** Builds a refusal; what the caller leaves out comes from the code's own row in refusal-codes.ts. */
export function refusal(code: RefusalCode, parts: RefusalParts = {}): Refusal {
  const row = refusalCodes[code];
  return {
    code,
    reason: parts.reason ?? row.reason,
    evidence: parts.evidence ?? [],
    approvers: parts.approvers ?? [],
    next: parts.next ?? row.next,
    ...(parts.field === undefined ? {} : { field: parts.field }),
    ...(parts.request === undefined ? {} : { request: parts.request }),
  };
}

export const accept = <T>(value: T): Result<T> => ({ ok: true, value });
export const decline = (code: RefusalCode, parts?: RefusalParts): { ok: false; refusal: Refusal } => ({
  ok: false,
  refusal: refusal(code, parts),
});

/** Carries a refusal out of a transaction so that it rolls back. Caught once, in the action frame. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(value: Refusal) {
    super(`${value.code}: ${value.reason}`);
    this.name = 'Refused';
    this.refusal = value;
  }
}

/** Ends the current action with a refusal; nothing that it wrote is kept. */
export function refuse(code: RefusalCode, parts?: RefusalParts): never {
  throw new Refused(refusal(code, parts));
}

/** The value of a result, or the end of the action with its refusal. */
export function orRefuse<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refused(result.refusal);
}
