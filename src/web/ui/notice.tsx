/**
 * A sentence that belongs to the page, not to an event: information, a warning, a success.
 * Something that just happened is a toast; a failure of this page is an ErrorState.
 */
import { CircleCheck, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { toneClasses } from './label-badge.tsx';

export type NoticeKind = 'info' | 'warning' | 'success';

const kinds: Record<NoticeKind, { icon: LucideIcon; tone: keyof typeof toneClasses }> = {
  info: { icon: Info, tone: 'blue' },
  warning: { icon: TriangleAlert, tone: 'amber' },
  success: { icon: CircleCheck, tone: 'green' },
};

export function Notice({
  kind = 'info',
  children,
  actions,
}: {
  kind?: NoticeKind;
  children: ReactNode;
  actions?: ReactNode;
}) {
  const { icon: Icon, tone } = kinds[kind];
  return (
    <div
      className={classNames(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-m border px-3.5 py-2.5',
        toneClasses[tone],
      )}
    >
      <Icon aria-hidden size={17} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 basis-60 text-ink">{children}</div>
      {actions}
    </div>
  );
}
