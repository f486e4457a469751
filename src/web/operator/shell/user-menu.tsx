/** Who is signed in, and the button to theme and sign-out. The menu itself loads after the first paint. */
import { ChevronUp, User } from 'lucide-react';
import { lazy, Suspense } from 'react';
import type { ShellView } from './shell-view.ts';

const ReaderMenu = lazy(() => import('./shell-menus.tsx').then((module) => ({ default: module.ReaderMenu })));

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return (
    (parts[0]?.[0] ?? '') + (parts.length > 1 ? (parts[parts.length - 1]?.[0] ?? '') : '')
  ).toUpperCase();
}

/** The table of roles would weigh on the first load; its words are these. */
const roleLabel = (role: string): string => role.replaceAll('_', ' ');

export function UserMenu({ view }: { view: ShellView }) {
  const name = view.user?.name ?? 'Not signed in';
  const trigger = (
    <button type="button" className="flex w-full items-center gap-2.5 rounded-m px-2 py-1.5 hover:bg-sunken">
      <span
        aria-hidden
        className="grid size-8 shrink-0 place-items-center rounded-full border border-line bg-surface text-xs font-semibold text-ink-2"
      >
        {view.user ? initials(name) : <User size={16} />}
      </span>
      <span className="grid min-w-0 flex-1 text-start leading-tight">
        <span className="truncate font-medium">{name}</span>
        {view.user && <span className="truncate text-xs text-ink-3">{roleLabel(view.user.role)}</span>}
      </span>
      <span className="sr-only">Theme and sign out</span>
      <ChevronUp aria-hidden size={16} className="text-ink-3" />
    </button>
  );
  return (
    <Suspense fallback={trigger}>
      <ReaderMenu view={view} trigger={trigger} />
    </Suspense>
  );
}
