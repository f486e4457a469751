/**
 * The few messages of PostgreSQL's wire protocol (version 3) that the embedded bridge reads, rewrites or writes itself.
 * It knows neither connections nor turns. Every message but the first is a letter, a length and a body.
 */
function message(kind: string, ...body: (string | number | Buffer)[]): Buffer {
  const parts = body.map((part) => {
    if (typeof part === 'string') return Buffer.from(`${part}\0`);
    if (typeof part !== 'number') return part;
    const word = Buffer.alloc(4);
    word.writeInt32BE(part);
    return word;
  });
  const content = Buffer.concat(parts);
  const head = Buffer.alloc(5, kind);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

export const sync = message('S');
export const idle = message('Z', Buffer.from('I'));
export const noEncryption = Buffer.from('N');
export const query = (text: string): Buffer => message('Q', text);
export const closeStatement = (name: string): Buffer => message('C', Buffer.from('S'), name);

/** Answers a COPY FROM STDIN before it is asked; a server ignores it anywhere else. */
export const copyFail = message(
  'f',
  'COPY FROM STDIN does not work on the embedded database; insert rows from arrays instead',
);

export function errorResponse(code: string, text: string): Buffer {
  const fields = [`SERROR\0`, `VERROR\0`, `C${code}\0`, `M${text}\0`, '\0'];
  return message('E', Buffer.from(fields.join('')));
}

/** What a server says to a new connection that it trusts. */
export function welcome(id: number): Buffer {
  const settings = {
    server_version: '18.0 (embedded)',
    server_encoding: 'UTF8',
    client_encoding: 'UTF8',
    DateStyle: 'ISO, YMD',
    TimeZone: 'UTC',
    integer_datetimes: 'on',
    standard_conforming_strings: 'on',
  };
  return Buffer.concat([
    message('R', 0),
    ...Object.entries(settings).map(([name, value]) => message('S', name, value)),
    message('K', id, 0),
    idle,
  ]);
}

/** The message with its statement's name made unique by the prefix; nameless ones and all others unchanged. */
export function renamed(kind: string, whole: Buffer, prefix: string): Buffer {
  const at = nameOffset(kind, whole);
  if (at === undefined || whole[at] === 0) return whole;
  const result = Buffer.concat([whole.subarray(0, at), Buffer.from(prefix), whole.subarray(at)]);
  result.writeInt32BE(result.length - 1, 1);
  return result;
}

/** Where the name of a prepared statement stands in Parse, Bind, Describe and Close. */
function nameOffset(kind: string, whole: Buffer): number | undefined {
  if (kind === 'P') return 5;
  if (kind === 'B') return whole.indexOf(0, 5) + 1;
  if ((kind === 'D' || kind === 'C') && whole[5] === 0x53) return 6;
  return undefined;
}

/** The statement's name in a Parse message. */
export const statementName = (parse: Buffer): string => parse.toString('utf8', 5, parse.indexOf(0, 5));

/** Whether the text of a Query or Parse could be a COPY FROM STDIN; a false alarm costs nothing. */
export const mayCopyIn = (whole: Buffer): boolean =>
  /\bcopy\b[\s\S]*\bstdin\b/i.test(whole.toString('utf8', 5));

export interface Answer {
  /** What the asking connection gets. */
  own: Buffer;
  /** What every connection that listens gets, the asking one included. */
  notifications: Buffer[];
  /** A LISTEN was carried out. */
  listens: boolean;
  /** The last ready-for-query: I idle, T in a transaction, E in a failed one. */
  status: string | undefined;
}

export function readAnswer(output: Buffer): Answer {
  const notifications: Buffer[] = [];
  const rest: Buffer[] = [];
  let listens = false;
  let status: string | undefined;
  let kept = 0;
  for (let at = 0; at < output.length; ) {
    const end = at + 1 + output.readInt32BE(at + 1);
    const kind = output[at];
    if (kind === 0x5a) status = String.fromCharCode(output[at + 5]!);
    else if (kind === 0x43 && output.toString('latin1', at + 5, end - 1) === 'LISTEN') listens = true;
    else if (kind === 0x41) {
      notifications.push(output.subarray(at, end));
      rest.push(output.subarray(kept, at));
      kept = end;
    }
    at = end;
  }
  rest.push(output.subarray(kept));
  return { own: rest.length === 1 ? output : Buffer.concat(rest), notifications, listens, status };
}
