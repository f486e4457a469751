/**
 * `closeout export --out folder`: everything that an accountant reads, taken from the running server: one CSV per table and
 * the PDF of every issued invoice. It writes into a new or empty folder only, and it reads no database itself.
 */
import { createWriteStream, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { defineCommand } from 'citty';
import type { Config } from '../../config.ts';
import { CommandFault, type Connection, connect } from './connection.ts';

export function exportCommand(readConfig: () => Config) {
  return defineCommand({
    meta: {
      name: 'export',
      description: 'Write all tables as CSV and all issued invoices as PDF into a folder',
    },
    args: {
      out: {
        type: 'string',
        required: true,
        valueHint: 'folder',
        description: 'A folder that is new or empty',
      },
      pdf: {
        type: 'boolean',
        default: true,
        description: 'Also the PDFs',
        negativeDescription: 'Only the CSV files',
      },
    },
    run: async ({ args }) => {
      const folder = resolve(args.out);
      console.log(
        await runExport(connect(readConfig()), folder, { pdf: args.pdf, say: (line) => console.log(line) }),
      );
    },
  });
}

/** @returns the last words */
export async function runExport(
  server: Connection,
  folder: string,
  options: { pdf: boolean; say(line: string): void },
): Promise<string> {
  const { tables } = (await server.call('GET', '/api/v1/export')) as { tables: string[] };
  openFolder(folder);
  for (const table of tables) {
    const answer = await server.download(`/api/v1/export/${table}.csv`);
    if (answer === null)
      throw new CommandFault(
        `The server has no table "${table}" to export. It is of another release than this command.`,
      );
    await save(answer, join(folder, `${table}.csv`));
    options.say(`  ${table}.csv`);
  }
  const written = `${tables.length} tables are in ${folder}.`;
  if (!options.pdf) return written;
  const { saved, missing } = await savePdfs(server, folder, options.say);
  return [
    `${written} ${saved} ${saved === 1 ? 'invoice is' : 'invoices are'} in ${join(folder, 'invoices')}.`,
    ...(missing.length === 0 ? [] : [`Without a stored PDF yet: ${missing.join(', ')}.`]),
  ].join('\n');
}

function openFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length === 0) return;
  } catch (error) {
    throw new CommandFault(
      `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  throw new CommandFault(
    `${folder} is not empty. Name a new folder, so that nothing is overwritten and nothing old lies beside it.`,
  );
}

interface Page {
  items: { id: string; number: string | null }[];
  nextCursor: string | null;
}

async function savePdfs(
  server: Connection,
  folder: string,
  say: (line: string) => void,
): Promise<{ saved: number; missing: string[] }> {
  mkdirSync(join(folder, 'invoices'));
  const taken = new Set<string>();
  const missing: string[] = [];
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await server.call('GET', `/api/v1/invoices?limit=200${query}`)) as Page;
    for (const { id, number } of page.items) {
      if (number === null) continue;
      const answer = await server.download(`/api/v1/invoices/${id}/pdf`);
      if (answer === null) missing.push(number);
      else await save(answer, join(folder, 'invoices', fileNameOf(number, id, taken)));
    }
    cursor = page.nextCursor;
    if (taken.size > 0) say(`  invoices: ${taken.size}`);
  } while (cursor !== null);
  return { saved: taken.size, missing };
}

/** Numbers may hold slashes; two that then look alike stay apart, also where a disk ignores case. */
function fileNameOf(number: string, id: string, taken: Set<string>): string {
  const plain = number.replace(/[^\w.-]/g, '_');
  const name = taken.has(plain.toLowerCase()) ? `${plain}-${id}` : plain;
  taken.add(name.toLowerCase());
  return `${name}.pdf`;
}

/** A file that is cut short is an error, not a short file. */
async function save(answer: Response, path: string): Promise<void> {
  if (answer.body === null) throw new CommandFault(`The server sent nothing for ${path}.`);
  await pipeline(
    Readable.fromWeb(answer.body as WebStream),
    createWriteStream(path, { flags: 'wx', mode: 0o600 }),
  ).catch((error: unknown) => {
    throw new CommandFault(
      `${path} was not written to its end: ${error instanceof Error ? error.message : String(error)}.`,
    );
  });
}
