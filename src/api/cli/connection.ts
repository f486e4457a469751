/**
 * How a command reaches the running server: its address, its key, and one call. A command reads no database and starts
 * no server; what the API refuses is printed as the API said it.
 */
import type { Config } from '../../config.ts';
import { readCredentials } from './credentials.ts';

export interface Connection {
  url: string;
  /** The answer's JSON; a form is sent as it is, with its files. @throws {CommandFault} with a sentence for people */
  call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<unknown>;
  /** The answer as it comes, for files: null where there is none (404). @throws {CommandFault} on any other refusal */
  download(path: string): Promise<Response | null>;
}

/** Ends a command with one sentence on stderr. */
export class CommandFault extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'CommandFault';
    this.exitCode = exitCode;
  }
}

/** The server by CLOSEOUT_URL, by PORT where it was set, or where it last listened; the key by CLOSEOUT_API_KEY or from the data folder. */
export function connect(config: Config): Connection {
  const kept = readCredentials(config.dataFolder);
  const url = config.publicUrl ?? kept?.url ?? `http://localhost:${config.port}`;
  const apiKey = config.firstApiKey ?? kept?.apiKey ?? null;
  if (apiKey === null) {
    throw new CommandFault(
      `There is no API key: set CLOSEOUT_API_KEY, or run this where the data folder is (${config.dataFolder} has none).`,
    );
  }
  return {
    url,
    call: (method, path, body, headers) => call({ url, apiKey }, method, path, body, headers ?? {}),
    download: (path) => download({ url, apiKey }, path),
  };
}

async function call(
  { url, apiKey }: { url: string; apiKey: string },
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<unknown> {
  const answer = await ask(url, path, {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      accept: 'application/json',
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  const value = jsonOf(text);
  if (answer.ok) return value;
  throw new CommandFault(sentenceOf(answer.status, value));
}

async function download(
  { url, apiKey }: { url: string; apiKey: string },
  path: string,
): Promise<Response | null> {
  const answer = await ask(url, path, { headers: { authorization: `Bearer ${apiKey}` } });
  if (answer.ok) return answer;
  const text = await answer.text();
  if (answer.status === 404) return null;
  throw new CommandFault(sentenceOf(answer.status, jsonOf(text)));
}

const ask = (url: string, path: string, request: RequestInit): Promise<Response> =>
  fetch(`${url}${path}`, request).catch((error: unknown) => {
    throw new CommandFault(
      `Closeout does not answer at ${url} (${reasonOf(error)}). Start it with \`npm start\`, or set CLOSEOUT_URL.`,
    );
  });

function jsonOf(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    // What answered is no Closeout: the status and the start of its words say more than a parse error.
    return { detail: text.slice(0, 200) };
  }
}

interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  next?: string;
}

function sentenceOf(status: number, value: unknown): string {
  const problem = (value ?? {}) as Problem;
  const what = problem.detail ?? problem.title ?? 'No reason was given.';
  return [`Refused (${problem.code ?? status}): ${what}`, ...(problem.next ? [problem.next] : [])].join('\n');
}

const reasonOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error
    ? ('code' in cause && typeof cause.code === 'string' && cause.code) || cause.message
    : String(cause);
};
