/**
 * Which column is which field: the guess with its reason and sample values, and a choice to correct it. What nothing
 * claims is kept with the record; costs are kept and never billed. A change is sent whole, so nothing is guessed twice.
 */

import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import {
  type FileMapping,
  fileWords,
  type ImportFile,
  type ImportOptions,
  type ImportPlanView,
  type PlannedFile,
} from './import.ts';
import { assign, cost, kept, meaningOf, roleOf } from './mapping.ts';

interface MappingPanelProps {
  plan: ImportPlanView;
  files: readonly ImportFile[];
  options: ImportOptions;
  onOptions: (options: ImportOptions) => void;
}

export function MappingPanel({ plan, files, options, onOptions }: MappingPanelProps) {
  return (
    <Panel
      title="2. Columns"
      description="Guessed from the headers and the cells. Correct what is wrong; the report below follows."
    >
      <Tabs
        label="Files"
        tabs={files.map((file) => ({
          value: file,
          label: fileWords[file].name,
          count: plan.files[file]!.columns.length,
          panel: (
            <FileMappingTable
              file={file}
              plan={plan}
              planned={plan.files[file]!}
              corrected={options.mapping?.[file] !== undefined}
              onChange={(mapping) =>
                onOptions({ ...options, mapping: { ...options.mapping, [file]: mapping } })
              }
            />
          ),
        }))}
      />
    </Panel>
  );
}

interface Row {
  column: string;
  samples: string[];
  role: string;
  why: string;
  confidence: string;
}

interface TableProps {
  file: ImportFile;
  plan: ImportPlanView;
  planned: PlannedFile;
  corrected: boolean;
  onChange: (mapping: FileMapping) => void;
}

const columnColumn: Column<Row> = {
  key: 'column',
  header: 'Column, and what it holds',
  place: 'title',
  width: '30%',
  cell: (row) => (
    <span className="block min-w-0">
      <span className="font-mono text-sm font-semibold wrap-anywhere">{row.column}</span>
      <span className="line-clamp-1 text-sm font-normal wrap-anywhere text-ink-3">
        {row.samples.length === 0 ? 'empty in the first rows' : row.samples.join(' · ')}
      </span>
    </span>
  ),
};

const whyColumn: Column<Row> = {
  key: 'why',
  header: 'How sure, and why',
  place: 'plain',
  cell: (row) => (
    <span className="block text-sm text-pretty">
      <span className="font-semibold">{row.confidence}</span> <span className="text-ink-2">{row.why}</span>
    </span>
  ),
};

function FileMappingTable({ file, plan, planned, corrected, onChange }: TableProps) {
  const mapping = plan.mapping[file]!;
  const guess = plan.guesses.find((one) => one.file === file)!;
  const rows = planned.columns.map((column, index): Row => {
    const role = roleOf(mapping, column);
    const samples = [
      ...new Set(planned.samples.map((row) => row.cells[index]?.trim() ?? '').filter((cell) => cell !== '')),
    ].slice(0, 3);
    return { column, samples, role, ...meaningOf(guess, column, role, corrected) };
  });
  const missing = planned.fields.filter((field) => field.isRequired && !mapping.columns[field.field]);
  const columns: Column<Row>[] = [
    columnColumn,
    {
      key: 'field',
      header: 'Is',
      place: 'plain',
      width: '19rem',
      cell: (row) => (
        <FieldChoice
          row={row}
          planned={planned}
          mapping={mapping}
          onChoose={(role) => onChange(assign(mapping, planned.fields, row.column, role))}
        />
      ),
    },
    whyColumn,
  ];
  return (
    <div className="grid gap-3">
      {missing.length > 0 && (
        <Notice kind="warning">
          Still needed: {missing.map((field) => field.means).join(', ')}. Choose the column that holds it.
        </Notice>
      )}
      <DataTable
        caption={`Columns of ${planned.name}`}
        columns={columns}
        rows={rows}
        rowId={(row) => row.column}
        rowName={(row) => row.column}
      />
    </div>
  );
}

function FieldChoice({
  row,
  planned,
  mapping,
  onChoose,
}: {
  row: Row;
  planned: PlannedFile;
  mapping: FileMapping;
  onChoose: (role: string) => void;
}) {
  return (
    <select
      aria-label={`What ${row.column} is`}
      className="control w-full"
      value={row.role}
      onChange={(event) => onChoose(event.target.value)}
    >
      <option value={kept}>kept, not used</option>
      <option value={cost}>a cost: kept, never billed</option>
      <optgroup label="Fields">
        {planned.fields.map((field) => {
          const holder = mapping.columns[field.field];
          return (
            <option key={field.field} value={field.field}>
              {field.means}
              {field.isRequired ? ' (needed)' : ''}
              {holder && holder !== row.column ? `, now ${holder}` : ''}
            </option>
          );
        })}
      </optgroup>
    </select>
  );
}
