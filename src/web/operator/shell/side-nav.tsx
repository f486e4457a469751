/** The navigation beside the content, from 1024 px on. */
import { Link } from '@tanstack/react-router';
import { ExternalLink, Inbox } from 'lucide-react';
import { ConnectionDot } from '../../ui/connection-dot.tsx';
import { AccountSwitcher } from './account-switcher.tsx';
import { type NavItem, navItems } from './nav-items.ts';
import type { ShellView } from './shell-view.ts';
import { UserMenu } from './user-menu.tsx';

export function SideNav({ view }: { view: ShellView }) {
  return (
    <header
      data-print="hide"
      className="sticky top-(--banner) hidden h-[calc(100dvh-var(--banner))] flex-col gap-4 overflow-y-auto border-e border-line px-3 py-4 lg:flex"
    >
      <AccountSwitcher view={view} />
      <nav aria-label="Main">
        <NavList view={view} items={navItems} />
      </nav>
      <div className="mt-auto grid gap-2">
        <div className="px-3">
          <ConnectionDot state={view.connection} />
        </div>
        <div className="border-t border-line pt-2">
          <UserMenu view={view} />
        </div>
      </div>
    </header>
  );
}

const linkClass =
  'group flex min-h-9 items-center gap-3 rounded-m px-3 font-medium text-ink-2 transition-colors duration-(--quick) hover:bg-sunken hover:text-ink pointer-coarse:min-h-11';
const activeClass = { className: 'bg-accent-soft text-accent! font-semibold' };

interface NavListProps {
  view: ShellView;
  items: readonly NavItem[];
  onNavigate?: () => void;
}

/** The places as a list, with the mailbox at its end in sandbox installs. Also used behind "More". */
export function NavList({ view, items, onNavigate }: NavListProps) {
  const { mailboxUrl } = view.installation;
  return (
    <ul className="grid gap-0.5">
      {items.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: to === '/' }}
            activeProps={activeClass}
            className={linkClass}
            onClick={onNavigate}
          >
            <Icon aria-hidden size={18} strokeWidth={1.9} />
            <span className="flex-1">{label}</span>
            {to === '/approvals' && <WaitingCount count={view.approvalsWaiting} />}
          </Link>
        </li>
      ))}
      {mailboxUrl && (
        <li className="mt-2 border-t border-line pt-2">
          <a href={mailboxUrl} target="_blank" rel="noreferrer" className={linkClass}>
            <Inbox aria-hidden size={18} strokeWidth={1.9} />
            <span className="flex-1">Mailbox</span>
            <ExternalLink aria-hidden size={14} />
            <span className="sr-only">(opens in a new tab)</span>
          </a>
        </li>
      )}
    </ul>
  );
}

export function WaitingCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="figures rounded-s bg-amber-bg px-1.5 text-xs font-semibold text-amber-fg">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> waiting</span>
    </span>
  );
}
