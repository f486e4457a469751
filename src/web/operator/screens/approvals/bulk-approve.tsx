/**
 * One approval over many: first what leaves, then one answer per row. What changed meanwhile drops out by name and
 * stops none of its neighbours. It asks in lists of at most 200, which is what one transaction takes.
 */
import { Link } from '@tanstack/react-router';
import { Ban, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { useSend } from '../parts/send.ts';
import { type ApprovalView, type BulkAnswer, contentOf, decideMany, decisionTopics } from './approval.ts';
import { SumOf } from './sum-of.tsx';

const mostAtOnce = 200;
const whatLeaves =
  'This is all that may leave: one mail each, with the invoice as a PDF. You approve each of them as it stands now.';

export function BulkApprove({
  rows: given,
  onClose,
}: {
  rows: readonly ApprovalView[];
  onClose: () => void;
}) {
  // The list behind shrinks as rows are decided; what was asked about must stay readable.
  const [rows] = useState(() => given.slice(0, mostAtOnce));
  const sending = useSend<readonly string[], BulkAnswer>({
    call: (ids, key) => decideMany(ids, { decision: 'approve' }, key),
    topics: decisionTopics,
  });
  const answers = new Map(sending.answer?.items.map((item) => [item.approvalId, item]));
  const question = rows.length === 1 ? 'Approve one' : `Approve ${rows.length} at once`;
  const approved = [...answers.values()].filter((item) => item.refusal === null).length;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title={sending.answer ? `${approved} of ${rows.length} approved` : question}
      description={sending.answer ? 'Each row says what came of it.' : whatLeaves}
      actions={
        sending.answer ? (
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        ) : (
          <>
            <Button onClick={onClose}>Not now</Button>
            <Button
              variant="primary"
              loading={sending.isSending}
              onClick={() => sending.send(rows.map((row) => row.id))}
            >
              {`Approve ${rows.length}`}
            </Button>
          </>
        )
      }
    >
      {sending.problem && <ErrorState problem={sending.problem} kept="Nothing was decided." />}
      <ul className="grid gap-px overflow-hidden rounded-m border border-line bg-line">
        {rows.map((row) => (
          <BulkRow key={row.id} row={row} answer={answers.get(row.id)} />
        ))}
      </ul>
      <p className="mt-3 flex justify-between gap-4 font-semibold">
        <span>Together</span>
        <SumOf rows={rows} />
      </p>
    </Dialog>
  );
}

function BulkRow({ row, answer }: { row: ApprovalView; answer: BulkAnswer['items'][number] | undefined }) {
  const Icon = answer?.refusal ? Ban : CircleCheck;
  return (
    <li className="grid grid-cols-[1fr_auto] gap-x-4 bg-surface px-3 py-2">
      <span className="min-w-0">
        <span className="font-medium">{contentOf(row).client}</span>
        <span className="block text-sm wrap-anywhere text-ink-2">
          {row.plan.effects.map((effect) => effect.to).join(', ')}
        </span>
      </span>
      <Money minor={row.amountMinor} currency={row.currency} emphasis="strong" />
      {answer && (
        <p
          className={`col-span-2 mt-1 flex items-start gap-1.5 text-sm ${answer.refusal ? 'text-danger' : 'text-green-fg'}`}
        >
          <Icon aria-hidden size={15} className="mt-0.5 shrink-0" />
          <span>
            {answer.refusal ? `${answer.refusal.reason} ${answer.refusal.next}` : 'Approved.'}{' '}
            {answer.refusal && (
              <Link
                to="/approvals/$approvalId"
                params={{ approvalId: row.id }}
                className="font-medium underline"
              >
                Look at it
              </Link>
            )}
          </span>
        </p>
      )}
    </li>
  );
}
