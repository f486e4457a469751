/** Opens an import: what the files are called, how they are read, how much there is to bring in. It brings in nothing itself. */
import { z } from 'zod';
import { insertImports } from '../store/imports.ts';
import { defineAction } from './action.ts';
import { oneLine } from './input.ts';

const input = z.strictObject({
  fileNames: z.strictObject({
    jobs: oneLine(255),
    lines: oneLine(255).optional(),
    clients: oneLine(255).optional(),
  }),
  /** SHA-256 of each file: the same key with other files is another request. */
  fileHashes: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Mapping, notation and cutover, as they are used; kept so that the report can be read years later. */
  mapping: z.record(z.string(), z.unknown()),
  rowsTotal: z.number().int().min(0).max(1_000_000),
});

export const startImport = defineAction({
  name: 'start-import',
  permission: 'import.run',
  input,
  async run(context, { fileNames, fileHashes, mapping, rowsTotal }) {
    const importId = context.id('import');
    await insertImports(context.tx, [
      {
        accountId: context.accountId,
        id: importId,
        state: 'running',
        fileNames: fileNames as Record<string, string>,
        mapping: { ...mapping, fileHashes },
        rowsTotal,
        rowsDone: 0,
        report: { movedAt: context.house.environment.machine.now() },
        startedBy: context.actor.id,
        startedAt: context.now,
        endedAt: null,
      },
    ]);
    return { importId };
  },
});
