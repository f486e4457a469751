/**
 * A failure as the screens know it: an RFC 9457 problem from the API, or the network's own silence in the same shape.
 * It reads defensively, because a proxy's error page is not a problem document. It does not decide about retries.
 */

import type { ProblemView } from '../ui/error-state.tsx';
import type { EvidenceItem } from '../ui/evidence-list.tsx';

/** The approval that a closed gate asks for, as the API names it. */
export interface ApprovalRequest {
  action: string;
  subjectId: string;
  planHash: string;
  approvalId?: string;
}

export interface ProblemParts extends ProblemView {
  /** The input field at fault, as a JSON path. */
  field?: string;
  request?: ApprovalRequest;
}

export class Problem extends Error implements ProblemView {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly next: string;
  readonly evidence: readonly EvidenceItem[];
  readonly approvers: readonly string[];
  readonly field: string | undefined;
  readonly request: ApprovalRequest | undefined;

  constructor(parts: ProblemParts) {
    super(`${parts.code}: ${parts.detail}`);
    this.name = 'Problem';
    this.status = parts.status;
    this.code = parts.code;
    this.title = parts.title;
    this.detail = parts.detail;
    this.next = parts.next;
    this.evidence = parts.evidence;
    this.approvers = parts.approvers;
    this.field = parts.field;
    this.request = parts.request;
  }
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** A problem from a response that was not 2xx. `body` is the parsed JSON, or undefined when it was none. */
export function problemFromResponse(status: number, body: unknown): Problem {
  const from = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const detail =
    text(from.detail) ?? text(from.reason) ?? `The server answered ${status} without saying why.`;
  const code = text(from.code) ?? `http_${status}`;
  return new Problem({
    status,
    code,
    title: text(from.title) ?? 'This could not be done',
    detail,
    next:
      text(from.next) ??
      `Try again. If it stays like this, tell whoever runs this installation the code ${code}.`,
    evidence: list(from.evidence) as EvidenceItem[],
    approvers: list(from.approvers).filter((name): name is string => typeof name === 'string'),
    field: text(from.field),
    request: from.request as ApprovalRequest | undefined,
  });
}

/** No answer at all. `sent` is true where the server may have done the work although we did not hear of it. */
export function problemFromSilence(sent: boolean): Problem {
  return new Problem({
    status: 0,
    code: 'no_answer',
    title: 'The server did not answer',
    detail: sent
      ? 'The request was sent, and no answer came back. It may or may not have been done.'
      : 'This page could not reach the server.',
    next: sent
      ? 'Press the same button again: a repeated request is recognised and never done twice.'
      : 'Check the connection, then try again.',
    evidence: [],
    approvers: [],
  });
}

/** Anything thrown, as something that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  return new Problem({
    status: 0,
    code: 'screen_fault',
    title: 'This screen stopped working',
    detail: thrown instanceof Error ? thrown.message : 'An unknown fault.',
    next: 'Reload the page. What was saved on the server is safe.',
    evidence: [],
    approvers: [],
  });
}
