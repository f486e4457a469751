/**
 * What went out and what came in: deliveries, attempts to collect, payments; each with the id that proves it.
 * It says "accepted" only where a gateway's acceptance id stands beside it.
 */
import type { ReactNode } from 'react';
import { classNames } from '../../../ui/class-names.ts';
import { DateText } from '../../../ui/date-text.tsx';
import { toneClasses } from '../../../ui/label-badge.tsx';
import type { Tone } from '../../../ui/label-words.ts';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { Attempt, Delivery, InvoiceDetail, Payment } from './invoice-data.ts';

const tones: Record<string, Tone> = {
  accepted: 'green',
  delivered: 'green',
  succeeded: 'green',
  queued: 'neutral',
  created: 'neutral',
  in_flight: 'blue',
  processing: 'blue',
  action_required: 'amber',
  unknown: 'orange',
  bounced: 'red',
  failed: 'red',
  returned: 'red',
  canceled: 'violet',
};

function Mark({ state }: { state: string }) {
  return (
    <span
      className={classNames(
        'inline-flex h-5.5 items-center rounded-s border px-1.5 text-xs font-medium',
        toneClasses[tones[state] ?? 'neutral'],
      )}
    >
      {state.charAt(0).toUpperCase() + state.slice(1).replaceAll('_', ' ')}
    </span>
  );
}

function Evidence({ label, id }: { label: string; id: string }) {
  return (
    <p className="text-sm text-ink-3">
      {label} <code className="font-mono text-xs break-all">{id}</code>
    </p>
  );
}

function Row({ children }: { children: ReactNode }) {
  return <li className="grid gap-0.5 px-4 py-2.5">{children}</li>;
}

function Group({ title, empty, rows }: { title: string; empty: string; rows: readonly ReactNode[] }) {
  return (
    <section className="border-t border-line first:border-t-0">
      <h3 className="px-4 pt-2.5 text-sm font-semibold text-ink-2">{title}</h3>
      {rows.length === 0 ? (
        <p className="px-4 pt-0.5 pb-2.5 text-ink-3">{empty}</p>
      ) : (
        <ul className="divide-y divide-line">{rows}</ul>
      )}
    </section>
  );
}

const reasonOf = (reason: Delivery['reason'] | Attempt['reason']): string | undefined =>
  typeof reason === 'string' ? reason : (reason?.message ?? undefined);

function deliveryRow(row: Delivery, timeZone: string | undefined): ReactNode {
  const reason = reasonOf(row.reason);
  return (
    <Row key={row.id}>
      <p className="flex flex-wrap items-center gap-2">
        <Mark state={row.state} />
        <span className="wrap-anywhere">{row.recipient}</span>
        <span className="text-sm text-ink-3">
          {row.purpose}, <DateText at={row.acceptedAt ?? row.createdAt} timeZone={timeZone} />
        </span>
      </p>
      {reason && <p className="text-sm text-ink-2">{reason}</p>}
      {row.acceptanceId && <Evidence label="Acceptance" id={row.acceptanceId} />}
    </Row>
  );
}

function attemptRow(row: Attempt, currency: string, timeZone: string | undefined): ReactNode {
  const reason = reasonOf(row.reason);
  return (
    <Row key={row.id}>
      <p className="flex flex-wrap items-center gap-2">
        <Mark state={row.state} />
        <Money minor={row.amountMinor} currency={currency} />
        <span className="text-sm text-ink-3">
          {row.gateway}, <DateText at={row.changedAt} timeZone={timeZone} />
        </span>
      </p>
      {reason && <p className="text-sm text-ink-2">{reason}</p>}
      {row.gatewayRef && <Evidence label="Gateway" id={row.gatewayRef} />}
    </Row>
  );
}

function paymentRow(row: Payment, currency: string): ReactNode {
  return (
    <Row key={row.id}>
      <p className="flex flex-wrap items-center gap-2">
        <Mark state="succeeded" />
        <Money minor={row.allocatedMinor} currency={currency} emphasis="strong" />
        <span className="text-sm text-ink-3">
          {row.method}, settled <DateText day={row.settledOn} />
          {row.feeMinor !== null && (
            <>
              , fee <Money minor={row.feeMinor} currency={currency} />
            </>
          )}
        </span>
      </p>
      {row.gatewayRef && <Evidence label={row.gateway} id={row.gatewayRef} />}
      <Evidence label="Payment" id={row.id} />
    </Row>
  );
}

export function InvoiceTraces({
  invoice,
  timeZone,
}: {
  invoice: InvoiceDetail;
  timeZone: string | undefined;
}) {
  return (
    <Panel title="Sent and received" flush>
      <Group
        title="Deliveries"
        empty="Nothing has been sent."
        rows={invoice.deliveries.map((row) => deliveryRow(row, timeZone))}
      />
      <Group
        title="Attempts to collect"
        empty="Nobody has tried to pay yet."
        rows={invoice.attempts.map((row) => attemptRow(row, invoice.currency, timeZone))}
      />
      <Group
        title="Payments"
        empty="No money has arrived."
        rows={invoice.payments.map((row) => paymentRow(row, invoice.currency))}
      />
    </Panel>
  );
}
