/**
 * The calls of signing in, as better-auth serves them under /api/auth, and what its refusals mean for people.
 * It keeps no session: the cookie does, and scripts cannot read it.
 */
const base = '/api/auth';

export interface IdentityFault {
  status: number;
  code: string;
  message: string;
}

export type Answer<T> = { ok: true; value: T } | { ok: false; fault: IdentityFault };

const sentences: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'This mail address and this password do not belong together.',
  INVALID_EMAIL: 'This is not a mail address.',
  INVALID_CODE: 'This code does not fit. Codes change every 30 seconds: type the one that is shown now.',
  INVALID_BACKUP_CODE: 'This backup code does not fit, or was used already.',
  INVALID_TWO_FACTOR_COOKIE: 'This sign-in was begun too long ago. Begin again.',
  TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE: 'Too many wrong codes. Begin again.',
  INVALID_TOKEN: 'This link does not work any more. Ask for a new one.',
  PASSWORD_TOO_SHORT: 'A password has at least 10 characters.',
  PASSWORD_TOO_LONG: 'This password is too long.',
};

function sentenceOf(status: number, code: string): string {
  if (status === 429) return 'Too many tries from here. Wait a minute, then try again.';
  if (status === 0) return 'The server did not answer. Check the connection, then try again.';
  return sentences[code] ?? 'That did not work. Try again, or ask for a new link.';
}

export async function callIdentity<T>(path: string, body: Record<string, unknown>): Promise<Answer<T>> {
  let response: Response;
  try {
    response = await fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'same-origin',
    });
  } catch {
    return { ok: false, fault: { status: 0, code: 'no_answer', message: sentenceOf(0, '') } };
  }
  const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
  const value: unknown = isJson ? await response.json() : null;
  if (response.ok) return { ok: true, value: value as T };
  const code = typeof value === 'object' && value !== null && 'code' in value ? String(value.code) : '';
  return { ok: false, fault: { status: response.status, code, message: sentenceOf(response.status, code) } };
}

/** Where to go after signing in: a path of this app and nothing else, so that a link cannot lead a member away. */
export function safeNext(next: string | undefined): string {
  if (next === undefined || !/^\/(?![/\\])/.test(next) || next.startsWith('/sign-in')) return '/';
  return next;
}
