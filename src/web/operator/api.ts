/**
 * The one way from the screens to the API: account header, idempotency key, problems as errors.
 * It knows no endpoint and caches nothing (TanStack Query does). A POST that got no answer is sent again under the
 * same key, which the server recognises; nothing else is repeated here.
 */
import { Problem, problemFromResponse, problemFromSilence } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface RequestOptions {
  /** The submission's key; without it every POST call is a submission of its own. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Adds ?dryRun=true: the same path, rolled back. */
  dryRun?: boolean;
}

const base = '/api/v1';
const accountKey = 'closeout.account';
const pauseBeforeRepeatMs = [400, 1_600];
const unavailable = new Set([502, 503, 504]);

let currentAccount: string | null = localStorage.getItem(accountKey);

/** The account that requests are made in; null lets the server choose the member's first. */
export const getAccount = (): string | null => currentAccount;

export function setAccount(accountId: string | null): void {
  currentAccount = accountId;
  if (accountId === null) localStorage.removeItem(accountKey);
  else localStorage.setItem(accountKey, accountId);
}

function headersFor(method: Method, body: unknown, options: RequestOptions): Headers {
  const headers = new Headers({ accept: 'application/json, application/problem+json' });
  if (currentAccount !== null) headers.set('closeout-account', currentAccount);
  if (method === 'POST') headers.set('idempotency-key', options.idempotencyKey ?? crypto.randomUUID());
  if (body !== undefined && !(body instanceof FormData)) headers.set('content-type', 'application/json');
  return headers;
}

/** Amounts of money leave as JSON integers; a bigint beyond 2^53 - 1 is a bug of the form, not a rounding. */
function serialise(body: unknown): string {
  return JSON.stringify(body, (_key, value) => {
    if (typeof value !== 'bigint') return value;
    if (!Number.isSafeInteger(Number(value)))
      throw new Error(`The amount ${value} does not fit a JSON integer.`);
    return Number(value);
  });
}

async function readBody(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  if (!/\bjson\b/.test(response.headers.get('content-type') ?? '')) return undefined;
  return response.json();
}

async function attempt(url: string, init: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (fault) {
    if (init.signal?.aborted) throw fault;
    throw problemFromSilence(init.method !== 'GET');
  }
  const body = await readBody(response);
  if (!response.ok) throw problemFromResponse(response.status, body);
  return body;
}

const isSilence = (fault: unknown): boolean =>
  fault instanceof Problem && (fault.status === 0 || unavailable.has(fault.status));

/** Calls the API. `path` starts with '/', below /api/v1. Throws a Problem for every answer that is not 2xx. */
export async function request<T>(
  method: Method,
  path: string,
  body?: unknown,
  options: RequestOptions = {},
): Promise<T> {
  const query = options.dryRun ? `${path.includes('?') ? '&' : '?'}dryRun=true` : '';
  const init: RequestInit = {
    method,
    // Made once, outside the loop: a repetition must carry the same key.
    headers: headersFor(method, body, options),
    body: body === undefined ? null : body instanceof FormData ? body : serialise(body),
    signal: options.signal ?? null,
    credentials: 'same-origin',
  };
  for (let turn = 0; ; turn += 1) {
    try {
      return (await attempt(`${base}${path}${query}`, init)) as T;
    } catch (fault) {
      const pauseMs = pauseBeforeRepeatMs[turn];
      if (method !== 'POST' || pauseMs === undefined || !isSilence(fault)) throw fault;
      await new Promise((resume) => setTimeout(resume, pauseMs));
    }
  }
}
