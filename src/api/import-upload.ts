/**
 * The upload of an import: a multipart form of up to three CSV files and one JSON field, within bounds, refused clearly.
 * It cuts files into rows through the injected reader and knows nothing of columns.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { refusalOfInput } from '../actions/action.ts';
import { day } from '../actions/input.ts';
import type { ImportTables, IntakeOptions } from '../domain/import-intake.ts';
import type { ImportFile, SourceTable } from '../domain/import-source.ts';
import { accept, decline, type Result } from '../domain/refusal.ts';

/** The whole request; a year of 1,500 jobs is 200 kB. */
export const uploadBytesMax = 50 * 1024 * 1024;
export const rowsMax = 200_000;

export type ReadCsv = (
  bytes: Uint8Array,
  options: { rowsMax: number; bytesMax: number },
) => Promise<Result<SourceTable>>;

const fileMapping = z.strictObject({
  columns: z.record(z.string().max(100), z.string().max(1000).nullable()).optional(),
  costs: z.array(z.string().max(1000)).max(500).optional(),
});

/** The field `options`. All of it is optional: what is left out is guessed from the files. */
export const importOptions = z.strictObject({
  mapping: z
    .strictObject({ jobs: fileMapping, lines: fileMapping, clients: fileMapping })
    .partial()
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'it is not a currency code such as USD')
    .optional(),
  dateFormat: z.enum(['ymd', 'mdy', 'dmy']).optional(),
  decimalMark: z.enum(['.', ',']).optional(),
  cutoverOn: day.optional(),
  statusWords: z
    .record(
      z
        .string()
        .max(100)
        .transform((word) => word.trim().toLowerCase()),
      z.enum(['completed', 'cancelled', 'in_progress', 'scheduled', 'unclear']),
    )
    .optional(),
});

export const importForm = z.object({
  jobs: z.any().meta({ type: 'string', format: 'binary', description: 'CSV: one row a job' }),
  lines: z
    .any()
    .optional()
    .meta({ type: 'string', format: 'binary', description: 'CSV: one row a service line' }),
  clients: z
    .any()
    .optional()
    .meta({ type: 'string', format: 'binary', description: 'CSV: one row a client' }),
  options: importOptions.optional(),
});

export interface Upload {
  tables: ImportTables;
  fileNames: { jobs: string; lines?: string; clients?: string };
  fileHashes: Record<string, string>;
  options: IntakeOptions;
}

/** Refusals: `content_type_unsupported`, `input_invalid`, `unknown_field`, `json_invalid`, `csv_unreadable`, `file_too_large`. */
export async function readUpload(request: Request, readCsv: ReadCsv): Promise<Result<Upload>> {
  if (!/^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '')) {
    return decline('content_type_unsupported', {
      reason: 'An import is sent as a form with files (multipart/form-data).',
      next: 'Send the form fields jobs, lines, clients and options.',
    });
  }
  const form = await formOf(request);
  if (form === null)
    return decline('input_invalid', {
      reason: 'The form cannot be read: it is cut off or not multipart/form-data.',
    });
  for (const name of new Set(form.keys())) {
    if (!['jobs', 'lines', 'clients', 'options'].includes(name))
      return decline('unknown_field', {
        field: name,
        reason: `"${name.slice(0, 60)}" is not a field of an import.`,
      });
    if (form.getAll(name).length > 1)
      return decline('input_invalid', {
        field: name,
        reason: `The form has the field "${name}" more than once.`,
      });
  }
  const options = readOptions(form.get('options'));
  if (!options.ok) return options;
  return readFiles(form, options.value, readCsv);
}

async function formOf(request: Request): Promise<FormData | null> {
  try {
    return await request.formData();
  } catch (error) {
    // The bound on the body throws through here and is answered by whoever set it; a broken form is a TypeError.
    if (error instanceof TypeError) return null;
    throw error;
  }
}

function readOptions(field: FormDataEntryValue | null): Result<IntakeOptions> {
  if (field === null || field === '') return accept({});
  if (typeof field !== 'string' || field.length > 200_000)
    return decline('input_invalid', {
      field: 'options',
      reason: 'The field "options" is a JSON text of at most 200,000 characters.',
    });
  let value: unknown;
  try {
    value = JSON.parse(field);
  } catch {
    return decline('json_invalid', { field: 'options', reason: 'The field "options" is not valid JSON.' });
  }
  const parsed = importOptions.safeParse(value);
  return parsed.success
    ? accept(parsed.data as IntakeOptions)
    : { ok: false, refusal: refusalOfInput(parsed.error) };
}

async function readFiles(form: FormData, options: IntakeOptions, readCsv: ReadCsv): Promise<Result<Upload>> {
  const tables: Partial<Record<ImportFile, SourceTable>> = {};
  const fileNames: Partial<Record<ImportFile, string>> = {};
  const fileHashes: Record<string, string> = {};
  for (const file of ['jobs', 'lines', 'clients'] as const) {
    const sent = form.get(file);
    if (sent === null || (sent instanceof File && sent.size === 0 && sent.name === '' && file !== 'jobs'))
      continue;
    if (!(sent instanceof File))
      return decline('input_invalid', { field: file, reason: `Send "${file}" as a file.` });
    const bytes = new Uint8Array(await sent.arrayBuffer());
    const table = await readCsv(bytes, { rowsMax, bytesMax: uploadBytesMax });
    if (!table.ok)
      return {
        ok: false,
        refusal: {
          ...table.refusal,
          field: file,
          reason: `${shown(sent.name, file)}: ${table.refusal.reason}`,
        },
      };
    tables[file] = table.value;
    fileNames[file] = shown(sent.name, file);
    fileHashes[file] = createHash('sha256').update(bytes).digest('hex');
  }
  const { jobs } = tables;
  if (!jobs)
    return decline('input_invalid', {
      field: 'jobs',
      reason: 'The file of the jobs is missing.',
      next: 'Send it as the form field "jobs".',
    });
  return accept({
    tables: { jobs, lines: tables.lines ?? null, clients: tables.clients ?? null },
    fileNames: { ...fileNames, jobs: fileNames.jobs! },
    fileHashes,
    options,
  });
}

/** A file's name is shown and stored, never opened: its last part, without what could disturb a line of text. */
function shown(name: string, otherwise: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = [...last]
    .filter((character) => !/[\p{C}]/u.test(character))
    .join('')
    .trim()
    .slice(0, 200);
  return plain === '' ? `${otherwise}.csv` : plain;
}
