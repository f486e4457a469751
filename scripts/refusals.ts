/**
 * Writes docs/refusals.md from the table of refusal codes: `node --import tsx scripts/refusals.ts`.
 * It adds nothing of its own; a test keeps the two equal.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RefusalKind, refusalCodes } from '../src/domain/refusal-codes.ts';

const kinds: Record<RefusalKind, string> = {
  malformed: '400 malformed',
  unauthenticated: '401 unauthenticated',
  permission: '403 permission',
  missing: '404 missing',
  state: '409 state',
  gate: '409 gate',
  gone: '410 gone',
  too_large: '413 too large',
  unsupported: '415 unsupported',
  invalid: '422 invalid',
  limited: '429 limited',
  unavailable: '503 unavailable',
};

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function renderRefusals(): string {
  const rows = Object.entries(refusalCodes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, row]) => `| \`${code}\` | ${kinds[row.kind]} | ${cell(row.reason)} | ${cell(row.next)} |`);
  return `${[
    '# Refusals',
    '',
    'Every refusal that the API, the command line and the screens can answer with. A refusal is a lawful "no": it carries the code,',
    'what happened, the evidence, who may open the way, and what to do next. The sentences below are the defaults; an answer has the',
    'numbers of its own case in them. A code never changes its meaning.',
    '',
    'This page is written by `node --import tsx scripts/refusals.ts` from `src/domain/refusal-codes.ts`; a test keeps the two equal.',
    '',
    '| code | HTTP status and kind | what happened | what to do next |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}

export const refusalsPage = fileURLToPath(new URL('../docs/refusals.md', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(refusalsPage, renderRefusals());
