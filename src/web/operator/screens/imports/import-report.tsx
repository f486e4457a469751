/**
 * What an import would bring or has brought, to the cent, and what it did not: the same report before and after.
 * It computes nothing; every figure was counted by the law of imports.
 */
import { CircleCheck } from 'lucide-react';
import { EvidenceList } from '../../../ui/evidence-list.tsx';
import { Money } from '../../../ui/money.tsx';
import { moneyText } from '../../../ui/money-text.ts';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { StatRow, StatTile } from '../../../ui/stat-tile.tsx';
import type { ImportProblem, ImportReportJson } from './import.ts';
import { ProblemList } from './problem-list.tsx';

type Report = Omit<ImportReportJson, 'problems'>;

export interface ImportReportProps {
  report: Report;
  problems: readonly ImportProblem[];
  problemsTotal: number;
  tense: 'would' | 'has';
  onMoreProblems?: (() => void) | undefined;
}

export function ImportReport({ report, problems, problemsTotal, tense, onMoreProblems }: ImportReportProps) {
  return (
    <>
      <Figures report={report} tense={tense} />
      <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
        <Panel title="To the cent">
          <Sums report={report} />
        </Panel>
        <Panel title="By month">
          <Months report={report} />
        </Panel>
      </div>
      {report.next.length > 0 && (
        <Notice>
          <ul className={report.next.length > 1 ? 'grid list-disc gap-1 ps-4' : ''}>
            {report.next.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {report.assumptions.length > 0 && (
        <Panel title="Taken for granted" description="The files do not say, so this was assumed.">
          <ul className="grid list-disc gap-1 ps-4 text-ink-2">
            {report.assumptions.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Panel>
      )}
      {problemsTotal > 0 ? (
        <ProblemList problems={problems} total={problemsTotal} onMore={onMoreProblems} />
      ) : (
        <p className="flex items-center gap-2 text-green-fg">
          <CircleCheck aria-hidden size={17} />
          Every row of the files could be read.
        </p>
      )}
    </>
  );
}

function Figures({ report, tense }: Pick<ImportReportProps, 'report' | 'tense'>) {
  const { came, currency } = report;
  const money = (minor: number) => <Money minor={minor} currency={currency} />;
  return (
    <StatRow>
      <StatTile
        name={tense === 'would' ? 'Jobs that would land' : 'Jobs that landed'}
        value={came.jobs.landed.toLocaleString()}
        note={
          came.jobs.alreadyHere > 0
            ? `${came.jobs.alreadyHere.toLocaleString()} here already, left as they are`
            : `${came.facts.landed.toLocaleString()} service lines`
        }
        tone="blue"
      />
      <StatTile
        name="Worth"
        value={money(came.landedMinor)}
        note={came.alreadyHereMinor > 0 ? <>and {money(came.alreadyHereMinor)} here already</> : undefined}
        tone="blue"
      />
      <StatTile
        name="Ready to invoice"
        value={money(came.candidates.amountMinor)}
        note={`${came.candidates.count.toLocaleString()} completed jobs`}
        tone="amber"
      />
      <StatTile
        name="Rows left out"
        value={report.skippedRows.toLocaleString()}
        note={report.skippedRows === 0 ? 'none' : 'each is named below'}
        tone={report.skippedRows === 0 ? 'green' : 'red'}
      />
    </StatRow>
  );
}

function Sums({ report }: { report: Report }) {
  const { came, files, totals, currency } = report;
  const text = (minor: number) => moneyText(minor, currency);
  const count = (n: number, one: string, many: string) => `${n.toLocaleString()} ${n === 1 ? one : many}`;
  const items = [
    {
      fact:
        files.lines.rows === 0
          ? 'Jobs billed at their own totals'
          : `Service lines of the files, ${count(files.lines.rows, 'row', 'rows')}`,
      value: text(totals.linesMinor),
    },
    ...(totals.orphansMinor === 0
      ? []
      : [{ fact: 'less lines of unknown jobs', value: text(totals.orphansMinor) }]),
    ...(totals.ofSkippedJobsMinor === 0
      ? []
      : [{ fact: 'less lines of jobs that were left out', value: text(totals.ofSkippedJobsMinor) }]),
    { fact: 'What can be billed', value: text(totals.factsMinor) },
    { fact: 'The jobs’ own totals', value: text(totals.jobsMinor) },
    { fact: 'Jobs whose lines differ from their total', value: report.differing.total.toLocaleString() },
    ...(came.history.count === 0
      ? []
      : [
          {
            fact: `History, ${count(came.history.count, 'job', 'jobs')}`,
            value: text(came.history.amountMinor),
          },
        ]),
    ...(came.toLookAt.count === 0
      ? []
      : [
          {
            fact: `To look at first, ${count(came.toLookAt.count, 'job', 'jobs')}`,
            value: text(came.toLookAt.amountMinor),
          },
        ]),
    {
      fact: 'New clients',
      value: `${came.clients.landed.toLocaleString()}${came.clients.alreadyHere > 0 ? ` and ${came.clients.alreadyHere.toLocaleString()} here already` : ''}`,
    },
  ];
  return <EvidenceList items={items} />;
}

function Months({ report }: { report: Report }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="Jobs by month"
      className="max-h-[29rem] overflow-y-auto"
    >
      <table className="w-full">
        <caption className="sr-only">Jobs by month of completion</caption>
        <thead className="text-sm text-ink-3">
          <tr>
            <th scope="col" className="pb-1.5 text-start font-medium">
              Month
            </th>
            <th scope="col" className="pb-1.5 text-end font-medium">
              Jobs
            </th>
            <th scope="col" className="pb-1.5 text-end font-medium">
              Worth
            </th>
          </tr>
        </thead>
        <tbody>
          {report.byMonth.map((row) => (
            <tr key={row.month} className="border-t border-line">
              <th scope="row" className="figures py-1.5 text-start font-normal">
                {row.month}
              </th>
              <td className="figures py-1.5 text-end">{row.jobs.toLocaleString()}</td>
              <td className="py-1.5 text-end">
                <Money minor={row.factsMinor} currency={report.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
