/** Why a key no longer fits: each difference between what was asked for and what the document says now. */
import type { ReactNode } from 'react';
import { Money } from '../../../ui/money.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { ApprovalDetail } from './approval.ts';

export function WhatChanged({ approval }: { approval: ApprovalDetail }) {
  const isOpen = ['requested', 'approved', 'stale'].includes(approval.state);
  if (isOpen && approval.now === null) {
    return (
      <Notice kind="warning">
        The invoice was discarded or voided since. There is nothing left to send.
      </Notice>
    );
  }
  if (approval.changes.length === 0) return null;
  return (
    <Panel
      title="What changed since it was asked for"
      description="A key fits only what was asked for, so a new request is needed for what it says now."
    >
      <dl className="grid gap-3">
        {approval.changes.map((change) => {
          const shown = (value: string | null): ReactNode => {
            if (value === null) return <span className="text-ink-3">none</span>;
            return change.kind === 'money' ? <Money minor={value} currency={approval.currency} /> : value;
          };
          return (
            <div key={change.what} className="grid gap-x-4 sm:grid-cols-[12rem_1fr]">
              <dt className="text-ink-2">{change.what}</dt>
              {change.before === null && change.after === null ? (
                <dd>changed</dd>
              ) : (
                <dd className="flex flex-wrap gap-x-2 wrap-anywhere">
                  <del className="text-ink-3">
                    <span className="sr-only">was </span>
                    {shown(change.before)}
                  </del>
                  <ins className="font-semibold no-underline">
                    <span className="sr-only">is now </span>
                    {shown(change.after)}
                  </ins>
                </dd>
              )}
            </div>
          );
        })}
      </dl>
    </Panel>
  );
}
