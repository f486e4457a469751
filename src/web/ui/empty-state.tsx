/**
 * Nothing here, said as a fact, with the reason and the one thing to do about it.
 * It is not for failures: those are ErrorState.
 */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  actions?: ReactNode;
}

export function EmptyState({ icon: Icon, title, children, actions }: EmptyStateProps) {
  return (
    <div className="mx-auto grid max-w-md justify-items-center gap-3 px-5 py-12 text-center">
      <span className="grid size-11 place-items-center rounded-m border border-line bg-paper text-ink-2">
        <Icon aria-hidden size={20} strokeWidth={1.75} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      <div className="text-pretty text-ink-2">{children}</div>
      {actions && <div className="mt-1 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
