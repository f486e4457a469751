/** Ends an import with its report. What came in stays, whatever happens to the report; an import that ended stays ended. */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { endImport, lockImport } from '../store/imports.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

const input = z.strictObject({
  importId: id('import'),
  report: z.looseObject({
    currency: z.string(),
    skippedRows: z.number().int(),
    came: z.looseObject({
      landedMinor: z.number().int(),
      jobs: z.strictObject({ landed: z.number().int(), alreadyHere: z.number().int() }),
    }),
  }),
});

export const finishImport = defineAction({
  name: 'finish-import',
  permission: 'import.run',
  input,
  async run(context, { importId, report }) {
    const row = await lockImport(context.tx, context.accountId, importId);
    if (!row) refuse('not_found');
    const ended = await endImport(context.tx, context.accountId, importId, {
      state: 'done',
      report,
      endedAt: context.now,
    });
    if (!ended)
      refuse('move_unlawful', {
        reason: `The import is ${row.state}.`,
        evidence: [{ fact: 'import_state', value: row.state, ref: importId }],
      });
    context.emit({
      type: 'import.finished',
      subject: { type: 'import', id: importId },
      data: {
        state: 'done',
        jobs: report.came.jobs.landed,
        alreadyHere: report.came.jobs.alreadyHere,
        landedMinor: String(report.came.landedMinor),
        currency: report.currency,
        skippedRows: report.skippedRows,
      },
    });
    return { importId };
  },
});
