/**
 * A failure told in full: what happened, what was kept, what to do next, and the code to quote.
 * It renders an RFC 9457 problem as the API sends it. It does not retry by itself and never shows a stack trace.
 */
import { ShieldAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { EvidenceList } from './evidence-list.tsx';
import { orList } from './gate.ts';

/** The members of a problem that people are shown; `operator/problem.ts` parses one from a response. */
export interface ProblemView {
  status: number;
  code: string;
  title: string;
  detail: string;
  next: string;
  evidence: readonly { fact: string; value: string | number | boolean | null; ref?: string }[];
  approvers: readonly string[];
}

export interface ErrorStateProps {
  problem: ProblemView;
  /** What survived, in a sentence: "Your draft is kept." */
  kept?: string;
  /** Buttons: try again, go back. */
  actions?: ReactNode;
}

/** A lawful no is amber, as every stop is; red is for what broke. */
const tones = {
  stopped: { edge: 'border-amber-line', head: 'bg-amber-bg text-amber-fg' },
  failed: { edge: 'border-red-line', head: 'bg-red-bg text-red-fg' },
} as const;

export function ErrorState({ problem, kept, actions }: ErrorStateProps) {
  const refusal = problem.status === 403 || problem.status === 409;
  const Icon = refusal ? ShieldAlert : TriangleAlert;
  const tone = refusal ? tones.stopped : tones.failed;
  return (
    <div role="alert" className={classNames('overflow-clip rounded-l border bg-surface shadow-1', tone.edge)}>
      <div className={classNames('flex items-start gap-3 border-b px-4 py-3', tone.edge, tone.head)}>
        <Icon aria-hidden size={20} className="mt-0.5 shrink-0" />
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{problem.title}</h2>
          {problem.detail !== problem.title && <p className="text-pretty text-ink">{problem.detail}</p>}
        </div>
      </div>
      <div className="grid gap-3.5 p-4">
        {problem.evidence.length > 0 && <EvidenceList items={problem.evidence} />}
        <dl className="grid gap-x-5 gap-y-1.5 sm:grid-cols-[auto_1fr]">
          {kept && <Line term="What was kept">{kept}</Line>}
          <Line term="What to do next">{problem.next}</Line>
          {problem.approvers.length > 0 && <Line term="Who may open it">{orList(problem.approvers)}</Line>}
          <Line term="Code">
            <code className="font-mono text-sm">
              {problem.code}
              {problem.status > 0 && ` (${problem.status})`}
            </code>
          </Line>
        </dl>
        {actions && <div className="flex flex-wrap gap-2 pt-0.5">{actions}</div>}
      </div>
    </div>
  );
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-3">{term}</dt>
      <dd className="mb-1 sm:mb-0">{children}</dd>
    </div>
  );
}
