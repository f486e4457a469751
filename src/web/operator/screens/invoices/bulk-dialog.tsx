/**
 * The question before a bulk verb and the report after it: what would happen, then row by row what went, and what
 * dropped out with its reason. It sends nothing itself.
 */
import { Link } from '@tanstack/react-router';
import { CircleCheck, CircleSlash } from 'lucide-react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Money } from '../../../ui/money.tsx';
import type { Problem } from '../../problem.ts';
import type { BulkOutcome } from './bulk-run.ts';
import type { BulkVerb } from './bulk-verbs.ts';
import { type BillingRow, rowMinor } from './invoice-columns.tsx';

export interface BulkJob {
  verb: BulkVerb;
  rows: readonly BillingRow[];
  outcomes: readonly BulkOutcome[] | null;
}

interface BulkDialogProps {
  job: BulkJob | null;
  pending: boolean;
  /** Silence or a fault of the server: pressing again repeats the same submission. */
  problem: Problem | null;
  onRun: () => void;
  onClose: () => void;
}

const questions: Record<BulkVerb['kind'], string> = {
  draft: 'One draft per job, each line from a fact of the job. Nothing is sent.',
  request: 'One request per invoice, bound to exactly what it says now.',
  approve: 'One decision over all of them. An invoice that changed since it was asked for drops out by name.',
  send: 'Each becomes a numbered invoice and goes to its client by mail, with a pay link.',
  'approve-and-send':
    'You approve each as it stands and it goes to its client by mail, with a pay link. It is recorded that you approved your own request.',
};

export function BulkDialog({ job, pending, problem, onRun, onClose }: BulkDialogProps) {
  if (!job) return null;
  const { verb, rows, outcomes } = job;
  const count = rows.length.toLocaleString();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={outcomes ? `${verb.label}: what happened` : `${verb.label}: ${count}`}
      description={outcomes ? undefined : questions[verb.kind]}
      actions={
        outcomes ? (
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" loading={pending} onClick={onRun}>
              {`${verb.label} (${count})`}
            </Button>
          </>
        )
      }
    >
      <div className="grid gap-4">
        {problem && !outcomes && <ErrorState problem={problem} kept="Every row, and your selection." />}
        {outcomes ? <Report verb={verb} outcomes={outcomes} /> : <Totals rows={rows} />}
      </div>
    </Dialog>
  );
}

function Totals({ rows }: { rows: readonly BillingRow[] }) {
  const clients = new Set(
    rows.map((row) => (row.kind === 'candidate' ? row.job.client.id : row.invoice.client.id)),
  );
  const sums = new Map<string, bigint>();
  for (const row of rows) sums.set(row.currency, (sums.get(row.currency) ?? 0n) + BigInt(rowMinor(row)));
  return (
    <p>
      {rows.length.toLocaleString()} {rows.length === 1 ? 'row' : 'rows'}, {clients.size.toLocaleString()}{' '}
      {clients.size === 1 ? 'client' : 'clients'},{' '}
      {[...sums].map(([currency, minor]) => (
        <Money key={currency} minor={minor} currency={currency} emphasis="strong" />
      ))}
    </p>
  );
}

function Report({ verb, outcomes }: { verb: BulkVerb; outcomes: readonly BulkOutcome[] }) {
  const went = outcomes.filter((row) => row.refusal === null);
  const dropped = outcomes.filter((row) => row.refusal !== null);
  return (
    <div className="grid gap-4" role="status">
      <p className="font-medium">
        {went.length.toLocaleString()} {verb.done}
        {dropped.length > 0 && `, ${dropped.length.toLocaleString()} dropped out`}.
      </p>
      {dropped.length > 0 && <OutcomeList title="Dropped out" rows={dropped} />}
      {went.length > 0 && <OutcomeList title={verb.done} rows={went} />}
    </div>
  );
}

function OutcomeList({ title, rows }: { title: string; rows: readonly BulkOutcome[] }) {
  return (
    <section className="grid gap-1.5">
      <h3 className="text-sm font-semibold text-ink-2 first-letter:uppercase">{title}</h3>
      <ul className="grid gap-px overflow-hidden rounded-m border border-line bg-line">
        {rows.map((row) => (
          <li key={row.id} className="flex items-start gap-2.5 bg-surface px-3 py-2">
            {row.refusal ? (
              <CircleSlash aria-hidden size={15} className="mt-1 shrink-0 text-amber-fg" />
            ) : (
              <CircleCheck aria-hidden size={15} className="mt-1 shrink-0 text-green-fg" />
            )}
            <span className="min-w-0">
              {row.invoiceId ? (
                <Link
                  to="/invoices/$invoiceId"
                  params={{ invoiceId: row.invoiceId }}
                  className="font-medium text-accent underline-offset-3 hover:underline"
                >
                  {row.name}
                </Link>
              ) : (
                <span className="font-medium">{row.name}</span>
              )}
              {row.refusal && (
                <span className="block text-sm text-ink-2">
                  {row.refusal.reason} {row.refusal.next}
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
