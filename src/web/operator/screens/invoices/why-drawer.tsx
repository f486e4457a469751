/**
 * Why the invoice is called what it is called: each label family with the smallest evidence that yields it.
 * The evidence is the API's; this file only gives facts their names and amounts their currency.
 */
import { useQuery } from '@tanstack/react-query';
import type { LabelFamily } from '../../../../domain/labels.ts';
import { Button } from '../../../ui/button.tsx';
import { Drawer } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { type EvidenceItem, EvidenceList } from '../../../ui/evidence-list.tsx';
import { moneyText } from '../../../ui/money-text.ts';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { asProblem } from '../../problem.ts';
import { type InvoiceSummary, whyQuery } from './invoice-data.ts';
import { Label } from './invoice-labels.tsx';

const families: { family: LabelFamily; title: string; asks: string }[] = [
  { family: 'readiness', title: 'Readiness', asks: 'Can the client pay it?' },
  { family: 'networkStatus', title: 'Network status', asks: 'Where does it stand for the network?' },
  { family: 'dueState', title: 'Due state', asks: 'Is it late?' },
  { family: 'ownerView', title: 'Owner view', asks: 'What does the owner see?' },
];

const factWords: Record<string, string> = {
  doc: 'Document',
  total: 'Total',
  credited: 'Credited',
  settled_by_gateway: 'Settled by the gateway',
  settled_by_person: 'Attested by a person',
  credit_applied: 'Client credit applied',
  refunded_still_owed: 'Refunded and still owed',
  under_review: 'Under review',
  lost: 'Lost or returned',
  forgiven: 'Forgiven',
  in_flight: 'In flight',
  link: 'Pay link',
  link_reopened: 'Link reopened by a person',
  accepted: 'Mail accepted',
  attempt_failed: 'Last attempt failed',
  due_on: 'Due on',
  today: 'Business day',
};
const amounts = new Set([
  'total',
  'credited',
  'settled_by_gateway',
  'settled_by_person',
  'credit_applied',
  'refunded_still_owed',
  'under_review',
  'lost',
  'forgiven',
  'in_flight',
]);

function readable(item: EvidenceItem, currency: string): EvidenceItem {
  const value =
    amounts.has(item.fact) && item.value !== null ? moneyText(String(item.value), currency) : item.value;
  const ref = item.ref?.trim();
  return { fact: factWords[item.fact] ?? item.fact.replaceAll('_', ' '), value, ...(ref ? { ref } : {}) };
}

interface WhyDrawerProps {
  invoice: InvoiceSummary;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function WhyDrawer({ invoice, open, onOpenChange }: WhyDrawerProps) {
  return (
    <Drawer
      open={open}
      onOpenChange={onOpenChange}
      title="Why it says what it says"
      description="Nobody sets these labels. Each follows from the facts below and from nothing else."
    >
      <div className="grid gap-6">
        {open && families.map((row) => <Family key={row.family} invoice={invoice} {...row} />)}
      </div>
    </Drawer>
  );
}

function Family({ invoice, family, title, asks }: { invoice: InvoiceSummary } & (typeof families)[number]) {
  const found = useQuery(whyQuery(invoice.id, family));
  return (
    <section className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-semibold">{title}</h3>
        {found.data &&
          (found.data.label ? (
            <Label word={found.data.label} />
          ) : (
            <span className="text-ink-3">Nothing to say yet</span>
          ))}
        <span className="w-full text-sm text-ink-2">{asks}</span>
      </div>
      {found.isLoading && <Skeleton height="2.25rem" />}
      {found.error && !found.data && (
        <ErrorState
          problem={asProblem(found.error)}
          actions={<Button onClick={() => void found.refetch()}>Try again</Button>}
        />
      )}
      {found.data && found.data.evidence.length > 0 && (
        <EvidenceList items={found.data.evidence.map((item) => readable(item, invoice.currency))} />
      )}
    </section>
  );
}
