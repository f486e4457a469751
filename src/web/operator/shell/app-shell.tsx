/**
 * The frame around every screen: skip link, banner, navigation (beside on a desktop, below on a phone), content.
 * It draws what it is given and fetches nothing.
 */
import type { ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { BottomBar } from './bottom-bar.tsx';
import { EnvironmentBanner, environmentOf } from './environment-banner.tsx';
import type { ShellView } from './shell-view.ts';
import { SideNav } from './side-nav.tsx';

export const mainId = 'main';

export function AppShell({
  view,
  notice,
  children,
}: {
  view: ShellView;
  notice?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      className={classNames(
        'min-h-dvh',
        environmentOf(view) === 'live' ? '[--banner:0px]' : '[--banner:2rem]',
      )}
    >
      <a
        href={`#${mainId}`}
        className="fixed start-3 top-3 z-60 -translate-y-20 rounded-m bg-accent px-4 py-2 font-semibold text-accent-ink focus:translate-y-0"
      >
        Skip to content
      </a>
      <EnvironmentBanner view={view} />
      <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <SideNav view={view} />
        <div className="min-w-0">
          <main
            id={mainId}
            tabIndex={-1}
            data-focus-target
            className="mx-auto max-w-6xl px-4 pt-5 pb-[calc(var(--bottom-bar)+2.5rem)] sm:px-6 lg:px-10 lg:pt-8"
          >
            {notice && <div className="mb-5">{notice}</div>}
            {children}
          </main>
        </div>
      </div>
      <BottomBar view={view} />
    </div>
  );
}
