/** Imports as the screens speak them: files and options in, a plan or a running import out. It reads no CSV: the server does. */
import type { MappingGuess } from '../../../../domain/import-mapping.ts';
import type { ImportReportJson } from '../../../../domain/import-outcome.ts';
import type { ImportFile, ImportProblem } from '../../../../domain/import-source.ts';
import { request } from '../../api.ts';

export type { ImportFile, ImportProblem, ImportReportJson };

export const importFiles = ['jobs', 'lines', 'clients'] as const;

export const fileWords: Record<ImportFile, { name: string; hint: string }> = {
  jobs: { name: 'Jobs', hint: 'One row a job. This file is needed.' },
  lines: {
    name: 'Service lines',
    hint: 'One row for each thing that was done or sold. Without it, each job is one line at its total.',
  },
  clients: {
    name: 'Clients',
    hint: 'One row a client. Without it, clients are made from what the jobs say.',
  },
};

export type ChosenFiles = Partial<Record<ImportFile, File>>;

export interface FileMapping {
  columns: Record<string, string | null>;
  costs: string[];
}

export interface ImportOptions {
  mapping?: Partial<Record<ImportFile, FileMapping>>;
  dateFormat?: 'ymd' | 'mdy' | 'dmy';
  decimalMark?: '.' | ',';
  cutoverOn?: string;
}

export interface PlannedFile {
  name: string;
  rows: number;
  columns: string[];
  samples: { line: number; cells: string[] }[];
  fields: { field: string; means: string; isRequired: boolean }[];
}

export interface ImportPlanView {
  files: Partial<Record<ImportFile, PlannedFile>>;
  guesses: Pick<MappingGuess, 'file' | 'fields' | 'costs' | 'unmapped' | 'missing'>[];
  mapping: Partial<Record<ImportFile, FileMapping>>;
  currency: string;
  dateFormat: ImportOptions['dateFormat'] | null;
  decimalMark: ImportOptions['decimalMark'] | null;
  cutoverOn: string | null;
  asks: ('dateFormat' | 'decimalMark')[];
  refusal: { code: string; reason: string; next: string; field?: string } | null;
  report: ImportReportJson | null;
}

export interface ImportView {
  id: string;
  state: 'running' | 'done' | 'failed';
  fileNames: Partial<Record<ImportFile, string>>;
  progress: { done: number; total: number };
  startedAt: string;
  endedAt: string | null;
  failure: { reason: string | null; next: string[] | null } | null;
  report: Omit<ImportReportJson, 'problems'> | null;
}

export interface ImportDetail extends ImportView {
  problems: { items: ImportProblem[]; total: number; nextCursor: string | null };
}

function uploadOf(files: ChosenFiles, options: ImportOptions): FormData {
  const form = new FormData();
  for (const file of importFiles) {
    const chosen = files[file];
    if (chosen) form.set(file, chosen);
  }
  form.set('options', JSON.stringify(options));
  return form;
}

export const planImport = (files: ChosenFiles, options: ImportOptions, signal: AbortSignal) =>
  request<ImportPlanView>('POST', '/imports/plan', uploadOf(files, options), { signal });

export const startImport = (files: ChosenFiles, options: ImportOptions, idempotencyKey: string) =>
  request<{ importId: string }>('POST', '/imports', uploadOf(files, options), { idempotencyKey });

/** Tells files apart without reading them: a file that was saved again is another one. */
export const fingerprint = (files: ChosenFiles): string =>
  importFiles
    .map((file) => (files[file] ? `${files[file].name} ${files[file].size} ${files[file].lastModified}` : ''))
    .join('|');
