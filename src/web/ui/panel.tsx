/** A sheet on the page with a heading. It does not collapse and does not nest. */
import { type ReactNode, useId } from 'react';

export interface PanelProps {
  title?: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** For tables and lists that reach the edges. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, description, actions, flush, children }: PanelProps) {
  const titleId = useId();
  return (
    <section
      aria-labelledby={title ? titleId : undefined}
      className="overflow-clip rounded-l border border-line bg-surface shadow-1"
    >
      {title && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
          <div>
            <h2 id={titleId} className="text-lg font-semibold">
              {title}
            </h2>
            {description && <p className="text-sm text-ink-2">{description}</p>}
          </div>
          {actions}
        </div>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}
