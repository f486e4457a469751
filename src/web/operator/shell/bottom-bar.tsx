/**
 * The navigation of a phone: four places within the thumb's reach, the rest in a drawer behind "More".
 * It disappears at 1024 px, where the side navigation stands.
 */
import { Link } from '@tanstack/react-router';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { ConnectionDot } from '../../ui/connection-dot.tsx';
import { Drawer } from '../../ui/dialog.tsx';
import { AccountSwitcher } from './account-switcher.tsx';
import { navItems } from './nav-items.ts';
import type { ShellView } from './shell-view.ts';
import { NavList, WaitingCount } from './side-nav.tsx';
import { UserMenu } from './user-menu.tsx';

const cell =
  'relative grid flex-1 content-center justify-items-center gap-0.5 text-xs font-medium text-ink-2 -outline-offset-2';

export function BottomBar({ view }: { view: ShellView }) {
  const [open, setOpen] = useState(false);
  return (
    <nav
      aria-label="Main"
      data-print="hide"
      className="fixed inset-x-0 bottom-0 z-30 flex h-(--bottom-bar) border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {navItems
        .filter((item) => item.onBar)
        .map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: to === '/' }}
            activeProps={{ className: 'text-accent! font-semibold shadow-[inset_0_2px_0_var(--accent)]' }}
            className={cell}
          >
            <Icon aria-hidden size={21} strokeWidth={1.9} />
            {label}
            {to === '/approvals' && (
              <span className="absolute top-1 start-[calc(50%+0.5rem)]">
                <WaitingCount count={view.approvalsWaiting} />
              </span>
            )}
          </Link>
        ))}
      <button
        type="button"
        aria-haspopup="dialog"
        aria-expanded={open}
        className={cell}
        onClick={() => setOpen(true)}
      >
        <EllipsisVertical aria-hidden size={21} />
        More
      </button>
      <Drawer open={open} onOpenChange={setOpen} title="More">
        <div className="flex min-h-full flex-col gap-4">
          <AccountSwitcher view={view} />
          <nav aria-label="More places">
            <NavList
              view={view}
              items={navItems.filter((item) => !item.onBar)}
              onNavigate={() => setOpen(false)}
            />
          </nav>
          <div className="mt-auto grid gap-2 border-t border-line pt-3">
            <ConnectionDot state={view.connection} />
            <UserMenu view={view} />
          </div>
        </div>
      </Drawer>
    </nav>
  );
}
