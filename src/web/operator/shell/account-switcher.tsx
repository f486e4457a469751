/**
 * Which account one works in, and the way to another. With one account it is a name, not a control.
 * Switching reloads every query (the root does that); nothing of the old account stays on screen.
 */
import { ChevronsUpDown } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { AccountChoice, ShellView } from './shell-view.ts';

const AccountMenu = lazy(() =>
  import('./shell-menus.tsx').then((module) => ({ default: module.AccountMenu })),
);

function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className="size-8 shrink-0">
      <rect width="32" height="32" rx="7" fill="var(--accent)" />
      <path
        d="M22 11.5a7.5 7.5 0 1 0 0 9"
        fill="none"
        stroke="var(--accent-ink)"
        strokeWidth="3.2"
        strokeLinecap="round"
      />
      <path
        d="M13 16.2l2.6 2.8 5-6"
        fill="none"
        stroke="var(--accent-ink)"
        strokeOpacity="0.75"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

function Name({ account }: { account: AccountChoice | undefined }) {
  return (
    <span className="grid min-w-0 flex-1 text-start leading-tight">
      <span className="line-clamp-2 font-semibold">{account?.name ?? 'Closeout'}</span>
      <span className="truncate text-xs text-ink-3">
        {account ? `${account.kind}${account.practice ? ', practice' : ''}` : 'No account yet'}
      </span>
    </span>
  );
}

export function AccountSwitcher({ view }: { view: ShellView }) {
  const account = view.accounts.find((choice) => choice.id === view.accountId);
  if (view.accounts.length < 2) {
    return (
      <div className="flex items-center gap-2.5 px-2 py-1.5">
        <Mark />
        <Name account={account} />
      </div>
    );
  }
  const trigger = (
    <button type="button" className="flex w-full items-center gap-2.5 rounded-m px-2 py-1.5 hover:bg-sunken">
      <Mark />
      <Name account={account} />
      <span className="sr-only">Switch account</span>
      <ChevronsUpDown aria-hidden size={16} className="text-ink-3" />
    </button>
  );
  return (
    <Suspense fallback={trigger}>
      <AccountMenu view={view} trigger={trigger} />
    </Suspense>
  );
}
