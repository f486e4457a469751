/**
 * The head of a page: where one is, its name, its status, and only then what one can do (status stands before
 * every control, in the document and for the keyboard). The heading takes focus after navigation.
 */
import type { ReactNode } from 'react';

export interface PageHeaderProps {
  title: string;
  /** Links upward, for example to the list. */
  trail?: ReactNode;
  /** Labels and badges. */
  status?: ReactNode;
  /** One line beneath: client, amount, day. */
  summary?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, trail, status, summary, actions }: PageHeaderProps) {
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-5">
      <div className="min-w-0">
        {trail && <div className="mb-1 text-sm text-ink-2">{trail}</div>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 tabIndex={-1} data-focus-target className="text-2xl font-semibold tracking-tight">
            {title}
          </h1>
          {status}
        </div>
        {summary && <div className="mt-1 text-ink-2">{summary}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-start gap-2">{actions}</div>}
    </header>
  );
}
