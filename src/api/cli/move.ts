/**
 * `closeout move --to postgres://…`: takes everything from the embedded database of the data folder into an empty PostgreSQL
 * database, with the server stopped. It opens both, prepares the empty one, and leaves the copying to store/move.ts.
 * It does not change the data folder, and it starts nothing.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineCommand } from 'citty';
import type { Config } from '../../config.ts';
import { type Database, openEmbedded, openPostgres } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import {
  MoveFault,
  type MoveReport,
  moveEverything,
  refuseForeignTarget,
  refuseOldSource,
  type Tell,
} from '../../store/move.ts';
import { createIdentity } from '../auth/identity.ts';
import { CommandFault } from './connection.ts';

export function moveCommand(readConfig: (databaseUrl: string | undefined) => Config) {
  return defineCommand({
    meta: {
      name: 'move',
      description:
        'Move everything from the embedded database to PostgreSQL; the server is stopped meanwhile',
    },
    args: {
      to: {
        type: 'string',
        valueHint: 'postgres://…',
        description: 'An empty PostgreSQL database; DATABASE_URL when absent',
      },
    },
    run: async ({ args }) => {
      const config = readConfig(args.to);
      if (config.databaseUrl === null)
        throw new CommandFault('Say where to: closeout move --to "$DATABASE_URL"');
      const report = await runMove(
        config.dataFolder,
        config.databaseUrl,
        config.secret !== null,
        progressOf(process.stdout),
      );
      console.log(reportWords(report, config.dataFolder, config.databaseUrl, config.secret !== null));
      if (report.brokenChains.length > 0) process.exitCode = 1;
    },
  });
}

/** @param hasSecret whether CLOSEOUT_SECRET is set; otherwise the folder must hold the install's secret */
export async function runMove(
  dataFolder: string,
  to: string,
  hasSecret: boolean,
  tell: Tell,
): Promise<MoveReport> {
  const folder = join(dataFolder, 'database');
  if (!existsSync(folder) || readdirSync(folder).length === 0)
    throw new CommandFault(
      `There is no embedded database in ${dataFolder}. Set CLOSEOUT_DATA_DIR to the folder that the server used.`,
    );
  if (!hasSecret && !existsSync(join(dataFolder, 'secret')))
    throw new CommandFault(
      `${dataFolder} has no file "secret", which signs the pay links. Bring it back, or set CLOSEOUT_SECRET to what the server was started with.`,
    );
  const source = await opened(
    () => openEmbedded({ directory: dataFolder }),
    (words) => words.replace('Stop it first.', 'Stop the server, then move.'),
  );
  try {
    const target = await opened(
      () => openPostgres({ url: to }),
      (words) => `PostgreSQL at ${hostOf(to)} cannot be used: ${words}`,
    );
    try {
      return await moveInto(source, target, tell);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function moveInto(source: Database, target: Database, tell: Tell): Promise<MoveReport> {
  try {
    await refuseOldSource(source);
    await refuseForeignTarget(target);
    await migrate(target);
    await identityOf(target).migrate();
    return await moveEverything(source, target, tell);
  } catch (error) {
    if (error instanceof MoveFault) throw new CommandFault(error.message);
    // A lost connection, a full disk, a missing right: one transaction, so nothing of it is there.
    if (error instanceof Error && 'code' in error)
      throw new CommandFault(
        `The move stopped: ${error.message}. Nothing was kept in the new database, and the data folder is as it was. Run it again.`,
      );
    throw error;
  }
}

/** Only its tables are made here: nothing is signed, sent or read, so its settings do not matter. */
const identityOf = (target: Database) =>
  createIdentity({
    pool: target.pool,
    secret: 'the tables of identity do not depend on a secret',
    baseUrl: 'http://localhost',
    trustedOrigins: [],
    now: () => 0,
    secureCookies: false,
    trustedProxyHeader: null,
    log: () => {},
    sendMail: () => Promise.reject(new Error('Bug: moving sends no mail.')),
  });

async function opened(open: () => Promise<Database>, words: (message: string) => string): Promise<Database> {
  try {
    return await open();
  } catch (error) {
    const root = error instanceof AggregateError && error.errors.length > 0 ? error.errors[0] : error;
    throw new CommandFault(words(root instanceof Error ? root.message : String(root)));
  }
}

/** Without the password that an address carries. */
const hostOf = (url: string): string =>
  URL.canParse(url) ? `${new URL(url).host}${new URL(url).pathname}` : 'that address';

/** One line per table; on a terminal a long table counts up in its own line. */
function progressOf(out: NodeJS.WriteStream): Tell {
  return ({ table, rows, of, isDone }) => {
    const line = `  ${table.padEnd(28)} ${rows.toLocaleString('en')}`;
    if (isDone) out.write(`${out.isTTY ? '\r' : ''}${line}${of === 0 ? '' : ' moved and compared'}\n`);
    else if (out.isTTY) out.write(`\r${line} of ${of.toLocaleString('en')}`);
  };
}

export function reportWords(report: MoveReport, dataFolder: string, to: string, hasSecret: boolean): string {
  const count = (many: number, one: string): string =>
    `${many.toLocaleString('en')} ${one}${many === 1 ? '' : 's'}`;
  return [
    '',
    `Moved ${count(report.rows, 'row')} in ${count(report.tables.length, 'table')}, ${count(report.accounts, 'account')}, to ${hostOf(to)}.`,
    `The same on both sides: every row, ${count(report.chainHeads, 'head')} of the log, ${count(report.balances, 'ledger balance')}.`,
    report.brokenChains.length === 0
      ? 'The chain of every account was recomputed on PostgreSQL and is whole.'
      : `The log of ${report.brokenChains.join(', ')} was changed before this move: \`closeout verify\` names the link.`,
    '',
    'Next',
    '  1. Set DATABASE_URL to the address that you gave to --to.',
    `  2. Keep CLOSEOUT_DATA_DIR at ${dataFolder}: ${hasSecret ? 'the' : 'the secret of pay links and sign-in, the'} mailbox and the sandbox Stripe stay there.`,
    hasSecret
      ? '     Keep CLOSEOUT_SECRET as it is: it signs the pay links that clients have.'
      : '     On another machine, copy its file "secret" into CLOSEOUT_SECRET: pay links that clients have depend on it.',
    '  3. Start the server, then run `closeout verify`.',
    '',
    `Nothing in ${dataFolder} was changed. Its embedded database is a copy of this moment: do not start on it again.`,
  ].join('\n');
}
