/**
 * Bringing jobs in: choose files, correct what the columns mean, read what would land, import. Every change is planned
 * again by the server, so what is shown is what would happen. Nothing is stored before Import is pressed.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { FileInput } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { FileDrop } from '../../../ui/file-drop.tsx';
import { Money } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SkeletonPage } from '../../../ui/skeleton.tsx';
import { asProblem } from '../../problem.ts';
import { useSend } from '../parts/send.ts';
import {
  type ChosenFiles,
  fileWords,
  fingerprint,
  type ImportFile,
  type ImportOptions,
  type ImportPlanView,
  importFiles,
  planImport,
  startImport,
} from './import.ts';
import { ImportReport } from './import-report.tsx';
import { MappingPanel } from './mapping-panel.tsx';
import { NotationPanel } from './notation-panel.tsx';
import { nothingWords, whatLands } from './what-lands.ts';

export function NewImportScreen() {
  const [files, setFiles] = useState<ChosenFiles>({});
  const [options, setOptions] = useState<ImportOptions>({});
  const plan = useQuery({
    queryKey: ['import-plan', fingerprint(files), options],
    queryFn: ({ signal }) => planImport(files, options, signal),
    enabled: files.jobs !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const choose = (file: ImportFile, chosen: File | undefined) => {
    const { [file]: _old, ...others } = files;
    setFiles(chosen ? { ...others, [file]: chosen } : others);
    // Corrections were about the columns of the old file.
    setOptions((now) => ({
      ...now,
      mapping: Object.fromEntries(Object.entries(now.mapping ?? {}).filter(([name]) => name !== file)),
    }));
  };
  return (
    <>
      <PageHeader
        trail={
          <Link to="/imports" className="underline underline-offset-3">
            Imports
          </Link>
        }
        title="New import"
        summary="Each job lands once, however often it is imported. A bad row is named and stops nothing else."
      />
      <div className="grid grid-cols-1 gap-5">
        <FilesPanel files={files} onChoose={choose} />
        {files.jobs && plan.isError && (
          <ErrorState
            problem={asProblem(plan.error)}
            kept="Nothing was imported; the files are as they were."
          />
        )}
        {files.jobs && plan.isPending && <SkeletonPage label="Reading the files" />}
        {files.jobs && plan.data && !plan.isError && (
          <Planned
            plan={plan.data}
            files={files}
            options={options}
            isStale={plan.isPlaceholderData}
            onOptions={setOptions}
          />
        )}
      </div>
    </>
  );
}

interface FilesPanelProps {
  files: ChosenFiles;
  onChoose: (file: ImportFile, chosen: File | undefined) => void;
}

function FilesPanel({ files, onChoose }: FilesPanelProps) {
  return (
    <Panel title="1. Files">
      <div className="grid gap-5 lg:grid-cols-3">
        {importFiles.map((file) => (
          <FileDrop
            key={file}
            label={fileWords[file].name}
            hint={fileWords[file].hint}
            optional={file !== 'jobs'}
            accept=".csv,.tsv,.txt,text/csv"
            files={files[file] ? [files[file]] : []}
            onChange={(chosen) => onChoose(file, chosen[0])}
          />
        ))}
      </div>
    </Panel>
  );
}

interface PlannedProps {
  plan: ImportPlanView;
  files: ChosenFiles;
  options: ImportOptions;
  /** True while a newer plan is being made. */
  isStale: boolean;
  onOptions: (options: ImportOptions) => void;
}

function Planned({ plan, files, options, isStale, onOptions }: PlannedProps) {
  const given = importFiles.flatMap((file) => (files[file] && plan.files[file] ? [file] : []));
  return (
    <>
      <MappingPanel plan={plan} files={given} options={options} onOptions={onOptions} />
      <NotationPanel plan={plan} options={options} onOptions={onOptions} />
      <section
        aria-label="What would land"
        aria-busy={isStale}
        className={isStale ? 'opacity-60 transition-opacity' : 'transition-opacity'}
      >
        <div className="grid grid-cols-1 gap-5">
          {plan.refusal && (
            <Notice kind="warning">
              <strong className="font-semibold">Nothing would land yet.</strong> {plan.refusal.reason}{' '}
              {plan.refusal.next}
            </Notice>
          )}
          {plan.report && (
            <ImportReport
              report={plan.report}
              problems={plan.report.problems}
              problemsTotal={plan.report.problemsTotal}
              tense="would"
            />
          )}
        </div>
      </section>
      {plan.report && <ImportBar plan={plan} files={files} options={options} isStale={isStale} />}
    </>
  );
}

function ImportBar({ plan, files, options, isStale }: Omit<PlannedProps, 'onOptions'>) {
  const navigate = useNavigate();
  const sending = useSend<string, { importId: string }>({
    // The print stands for the files, which have no text of their own: the same files and options keep their key.
    call: (_print, key) => startImport(files, options, key),
    topics: ['imports'],
    onDone: ({ importId }) => void navigate({ to: '/imports/$importId', params: { importId } }),
  });
  const came = plan.report!.came;
  const lands = whatLands(plan.report!);
  return (
    <div className="sticky bottom-[calc(var(--bottom-bar)+0.5rem)] z-10 grid gap-3 rounded-l border border-line bg-raised p-3 ps-4 shadow-2">
      {sending.problem && <ErrorState problem={sending.problem} kept="Nothing was imported." />}
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <p>
          {lands !== 'some' ? (
            nothingWords(plan.report!)
          ) : (
            <>
              <span className="font-semibold">{came.jobs.landed.toLocaleString()} jobs</span>,{' '}
              <Money minor={came.landedMinor} currency={plan.currency} emphasis="strong" />
            </>
          )}
        </p>
        {lands !== 'none' && (
          <Button
            variant="primary"
            icon={FileInput}
            loading={sending.isSending}
            disabled={isStale}
            onClick={() => sending.send(`${fingerprint(files)} ${JSON.stringify(options)}`)}
          >
            {lands === 'here' ? 'Import anyway' : 'Import'}
          </Button>
        )}
      </div>
    </div>
  );
}
