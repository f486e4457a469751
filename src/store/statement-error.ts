/**
 * A failed statement, with what the code may act on and nothing that a client wrote: PostgreSQL puts row values into
 * `detail`, `where` and some messages, and those must reach neither logs nor answers.
 */
import pg from 'pg';

export class StatementError extends Error {
  /** SQLSTATE, such as 23505. */
  readonly code: string;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;
  /** The text as it was sent, with $1 where values were. */
  readonly statement: string;

  constructor(error: pg.DatabaseError, statement: string) {
    const code = error.code ?? 'XX000';
    super(`${code}: ${safeMessage(code, error)}`);
    this.name = 'StatementError';
    this.code = code;
    this.constraint = error.constraint;
    this.table = error.table;
    this.column = error.column;
    this.statement = statement;
  }
}

/** Connection faults and errors of our own pass unchanged. */
export function withoutValues(error: unknown, statement: string): unknown {
  return error instanceof pg.DatabaseError ? new StatementError(error, statement) : error;
}

export function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Classes whose primary message speaks of names, types and states only. Class 22 quotes the value that it refuses. */
const namesOnly = new Set([
  '08',
  '0A',
  '0L',
  '23',
  '25',
  '26',
  '28',
  '3D',
  '3F',
  '40',
  '42',
  '53',
  '55',
  '57',
  'P0',
]);

function safeMessage(code: string, error: pg.DatabaseError): string {
  if (namesOnly.has(code.slice(0, 2))) return error.message;
  if (code === '22001') return 'a value is too long for its column';
  if (code === '22003') return 'a number is out of range';
  if (code === '22P02') return 'a value cannot be read as its type';
  return 'a value or state that the database refuses';
}
