/**
 * `GET /export/{table}.csv`: a whole table of the account as CSV, streamed page by page, so that it is never in memory as a
 * whole. Each page is a transaction of its own: a slow reader holds nothing up, and rows written meanwhile may be in it.
 */
import { Hono } from 'hono';
import type { House } from '../actions/house.ts';
import { csvLine, csvMark } from '../domain/csv-cell.ts';
import { toMajor } from '../domain/money.ts';
import { refusal } from '../domain/refusal.ts';
import {
  type ExportTableName,
  exportTable,
  exportTableNames,
  isExportTable,
  readExportPage,
} from '../store/exports.ts';
import type { ApiEnv } from './deps.ts';
import { answerRefusal } from './errors.ts';

const rowsPerPage = 500;

export function exportRoutes(house: House): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/export', (context) => context.json({ tables: exportTableNames }));
  app.get('/export/:file{.+\\.csv}', (context) => {
    const { actor } = context.get('session');
    if (!actor.permissions.has('report.export'))
      return answerRefusal(
        context,
        refusal('permission_denied', { evidence: [{ fact: 'permission', value: 'report.export' }] }),
      );
    const name = context.req.param('file').replace(/\.csv$/, '');
    if (!isExportTable(name))
      return answerRefusal(
        context,
        refusal('not_found', {
          reason: `There is no such table to export. There are: ${exportTableNames.join(', ')}.`,
        }),
      );
    return new Response(streamOf(house, actor.accountId, name), {
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${name}.csv"`,
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, no-store',
      },
    });
  });
  return app;
}

/** Pulled by the reader: a page is read when there is room for it. */
function streamOf(house: House, accountId: string, name: ExportTableName): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let after: string[] | null = null;
  return new ReadableStream({
    start(out) {
      out.enqueue(encoder.encode(csvMark + csvLine(Object.keys(exportTable(name).columns))));
    },
    async pull(out) {
      const page = await house.database.transaction(
        [accountId],
        (tx) => readExportPage(tx, accountId, name, after, rowsPerPage),
        { readOnly: true },
      );
      if (page.rows.length > 0)
        out.enqueue(encoder.encode(page.rows.map((row) => csvLine(writtenRow(name, row))).join('')));
      after = page.after;
      if (after === null) out.close();
    },
  });
}

const instant = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d+)?\+00$/;

/** Amounts in major units, instants as everywhere else. */
function writtenRow(name: ExportTableName, row: readonly (string | null)[]): (string | null)[] {
  const { columns, amounts } = exportTable(name);
  const names = Object.keys(columns);
  const currency = row[names.indexOf('currency')];
  return row.map((value, index) => {
    if (value === null) return null;
    if (amounts.includes(names[index]!)) return toMajor(BigInt(value), currency!);
    if (instant.test(value) && /(^|_)at$/.test(names[index]!))
      return new Date(value.replace(' ', 'T').replace('+00', 'Z')).toISOString();
    return value;
  });
}
