/** Ends an import that could not go on, with the reason and the way on. What came in before stays; nothing is taken back. */
import { z } from 'zod';
import { endImport, lockImport } from '../store/imports.ts';
import { defineAction } from './action.ts';
import { id, oneLine } from './input.ts';

const input = z.strictObject({ importId: id('import'), failure: oneLine(500) });

export const failImport = defineAction({
  name: 'fail-import',
  permission: 'import.run',
  input,
  async run(context, { importId, failure }) {
    const row = await lockImport(context.tx, context.accountId, importId);
    const next = 'Import the same files again: what came in already is found and left as it is.';
    const report = { failure, next: [next] };
    const failed =
      row !== undefined &&
      (await endImport(context.tx, context.accountId, importId, {
        state: 'failed',
        report,
        endedAt: context.now,
      }));
    if (failed)
      context.emit({
        type: 'import.finished',
        subject: { type: 'import', id: importId },
        data: { state: 'failed' },
      });
    return { failed };
  },
});
