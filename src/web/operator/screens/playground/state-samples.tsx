/** Playground: failures, refusals, notices, emptiness, loading. */
import { ReceiptText } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SkeletonPage } from '../../../ui/skeleton.tsx';
import { problemFromResponse, problemFromSilence } from '../../problem.ts';

const gateProblem = problemFromResponse(409, {
  code: 'gate_closed',
  title: 'Sending needs an approval',
  detail: 'INV-2026-0412 would ask Harbor View Apartments for $2,482.50.',
  next: 'Request an approval, have it approved, then send again.',
  approvers: ['Priya Raman', 'an owner'],
  evidence: [
    { fact: 'Policy for sending', value: 'approval' },
    { fact: 'Amount limit of your role', value: '$1,000.00' },
  ],
});

export function StateSamples() {
  return (
    <>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <ErrorState
          problem={gateProblem}
          kept="The draft and everything on it."
          actions={<Button variant="primary">Request approval</Button>}
        />
        <ErrorState
          problem={problemFromSilence(true)}
          kept="What you typed is still in the form."
          actions={<Button>Try again</Button>}
        />
      </div>
      <div className="grid gap-3">
        <Notice>The embedded database serves the first hour. Move to PostgreSQL before live money.</Notice>
        <Notice kind="warning" actions={<Button size="small">Add an address</Button>}>
          7 clients have no billing e-mail; their invoices cannot be sent.
        </Notice>
        <Notice kind="success">All 1,514 jobs came in: $2,289,400.00, equal to the file to the cent.</Notice>
      </div>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <Panel title="Empty">
          <EmptyState
            icon={ReceiptText}
            title="No invoices yet"
            actions={<Button variant="primary">Import jobs</Button>}
          >
            Complete a job and it appears here as a candidate, before any invoice exists.
          </EmptyState>
        </Panel>
        <Panel title="Loading a page">
          <SkeletonPage />
        </Panel>
      </div>
    </>
  );
}
