/**
 * Says, on every page, when nothing here is real: a practice account or a sandbox install, and which day it is there.
 * It is striped and worded; it cannot be dismissed, because forgetting it is the danger.
 */
import { FlaskConical } from 'lucide-react';
import { DateText } from '../../ui/date-text.tsx';
import type { ShellView } from './shell-view.ts';

/** What a reader must never forget about where they are. */
export function environmentOf(view: ShellView): 'practice' | 'sandbox' | 'live' {
  const account = view.accounts.find((choice) => choice.id === view.accountId);
  if (account?.practice) return 'practice';
  return view.installation.sandbox ? 'sandbox' : 'live';
}

export function EnvironmentBanner({ view }: { view: ShellView }) {
  const { businessDay } = view.installation;
  const kind = environmentOf(view);
  if (kind === 'live') return null;
  return (
    <aside
      aria-label="Environment"
      data-print="hide"
      className="stripes flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b border-amber-line bg-amber-bg px-4 py-1 text-sm text-amber-fg lg:sticky lg:top-0 lg:z-20 lg:h-(--banner)"
    >
      <span className="flex items-center gap-1.5 font-semibold">
        <FlaskConical aria-hidden size={15} />
        {kind === 'practice' ? 'Practice account' : 'Sandbox'}
      </span>
      <span>
        Nothing real moves
        <span className="max-sm:hidden">: test cards only, and mail goes to the built-in mailbox</span>.
      </span>
      {businessDay && (
        <span className="sm:ms-auto">
          Business day <DateText day={businessDay} />
        </span>
      )}
    </aside>
  );
}
