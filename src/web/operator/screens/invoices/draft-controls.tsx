/**
 * What a draft allows besides sending: changing its words, discarding it. Amounts are not typed here; they come from
 * the job's facts.
 */
import { PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { parseTerms, termsCode, termsDaysOffered, termsLabel } from '../../../../domain/terms.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { SelectField, TextArea, TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import type { Problem } from '../../problem.ts';
import { errorOf, useSend } from '../parts/send.ts';
import { type InvoiceDetail, invoiceName } from './invoice-data.ts';

const topics = ['invoices', 'jobs', 'approvals', 'dashboard', 'session'];

export function DraftControls({ invoice }: { invoice: InvoiceDetail }) {
  const [open, setOpen] = useState<'edit' | 'discard' | null>(null);
  const allows = (action: string) => invoice.allowedActions.includes(action);
  return (
    <>
      {allows('edit') && (
        <Button icon={PencilLine} onClick={() => setOpen('edit')}>
          Change words
        </Button>
      )}
      {allows('discard') && (
        <Button variant="quiet" icon={Trash2} onClick={() => setOpen('discard')}>
          Discard draft
        </Button>
      )}
      {open === 'edit' && <EditDialog invoice={invoice} onClose={() => setOpen(null)} />}
      {open === 'discard' && <DiscardDialog invoice={invoice} onClose={() => setOpen(null)} />}
    </>
  );
}

/** What terms are called; an unknown code stays a code. */
export function termsWords(code: string): string {
  const terms = parseTerms(code);
  return terms.ok ? termsLabel(terms.value) : code;
}

function termsChoices(current: string): { value: string; label: string }[] {
  const codes = [
    ...termsDaysOffered.map((days) => termsCode({ kind: 'days', days })),
    termsCode({ kind: 'end_of_month', days: 0 }),
    termsCode({ kind: 'end_of_month', days: 15 }),
  ];
  return [...new Set([...codes, current])].map((value) => ({ value, label: termsWords(value) }));
}

interface Words {
  terms: string;
  purchaseOrder: string;
  note: string;
}

function EditDialog({ invoice, onClose }: { invoice: InvoiceDetail; onClose: () => void }) {
  const [words, setWords] = useState<Words>({
    terms: invoice.terms,
    purchaseOrder: invoice.purchaseOrder ?? '',
    note: invoice.note ?? '',
  });
  const saving = useSend<Words, { approvalsGoneStale: number }>({
    topics,
    call: ({ terms, purchaseOrder, note }) =>
      request('PATCH', `/invoices/${invoice.id}`, {
        version: invoice.version,
        terms,
        purchaseOrder: purchaseOrder.trim() || null,
        note: note.trim() || null,
      }),
    onDone: ({ approvalsGoneStale }) => {
      toast({
        title: 'Draft changed',
        ...(approvalsGoneStale > 0
          ? { description: 'Its approval no longer fits and has to be asked for again.' }
          : {}),
      });
      onClose();
    },
  });
  const { problem } = saving;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Change the words of the draft"
      description="Lines and amounts come from the job. A change here makes an approval that was given before stale."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" loading={saving.isSending} onClick={() => saving.send(words)}>
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem && !problem.field && <ErrorState problem={problem} kept="What you typed here." />}
        <WordsFields words={words} problem={problem} onChange={setWords} />
      </div>
    </Dialog>
  );
}

interface WordsFieldsProps {
  words: Words;
  problem: Problem | null;
  onChange: (words: Words) => void;
}

function WordsFields({ words, problem, onChange }: WordsFieldsProps) {
  const change = (part: Partial<Words>) => onChange({ ...words, ...part });
  return (
    <>
      <SelectField
        label="Terms"
        value={words.terms}
        choices={termsChoices(words.terms)}
        onChange={(terms) => change({ terms })}
        error={errorOf(problem, 'terms')}
      />
      <TextField
        label="Purchase order"
        optional
        value={words.purchaseOrder}
        maxLength={100}
        onChange={(purchaseOrder) => change({ purchaseOrder })}
        error={errorOf(problem, 'purchaseOrder')}
      />
      <TextArea
        label="Note to the client"
        optional
        rows={3}
        maxLength={2000}
        value={words.note}
        onChange={(note) => change({ note })}
        error={errorOf(problem, 'note')}
      />
    </>
  );
}

function DiscardDialog({ invoice, onClose }: { invoice: InvoiceDetail; onClose: () => void }) {
  const discarding = useSend<null, unknown>({
    topics,
    call: (_none, idempotencyKey) =>
      request('POST', `/invoices/${invoice.id}/discard`, {}, { idempotencyKey }),
    onDone: () => {
      toast({ title: 'Draft discarded', description: 'The job is a candidate again.' });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Discard ${invoiceName(invoice).toLowerCase()} for ${invoice.client.name}?`}
      description="Its facts become billable again. The draft stays in the log and cannot be brought back."
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" loading={discarding.isSending} onClick={() => discarding.send(null)}>
            Discard draft
          </Button>
        </>
      }
    >
      {discarding.problem && <ErrorState problem={discarding.problem} kept="The draft." />}
    </Dialog>
  );
}
