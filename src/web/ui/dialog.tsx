/**
 * A modal question or form, and its sibling that comes from the side for detail beside a list.
 * Focus goes in, stays in and returns (Base UI). They hold no state: the screen opens and closes them.
 */
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the way on last. */
  actions?: ReactNode;
  size?: 'medium' | 'large';
  /** Where focus goes when the control that opened it is gone by then; null leaves it to the dialog. */
  focusAfter?: () => HTMLElement | null;
}

const backdrop =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-(--calm) data-ending-style:opacity-0 data-starting-style:opacity-0';

function Heading({ title, description }: { title: string; description?: ReactNode }) {
  return (
    <header className="flex items-start gap-3 px-5 pt-4 pb-3">
      <div className="min-w-0 flex-1">
        <Base.Title className="text-lg font-semibold">{title}</Base.Title>
        {description && (
          <Base.Description className="mt-0.5 text-pretty text-ink-2">{description}</Base.Description>
        )}
      </div>
      <Base.Close render={<IconButton icon={X} label="Close" />} />
    </header>
  );
}

function Actions({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-paper px-5 py-3 max-sm:[&>button]:flex-1">
      {children}
    </footer>
  );
}

export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  size = 'medium',
  focusAfter,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          finalFocus={focusAfter && (() => focusAfter() ?? true)}
          className={classNames(
            'popup fixed z-50 flex max-h-[92dvh] flex-col overflow-hidden rounded-l!',
            'inset-x-2 bottom-2 sm:inset-auto sm:top-1/2 sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2',
            size === 'medium' ? 'sm:max-w-lg' : 'sm:max-w-3xl',
          )}
        >
          <Heading title={title} description={description} />
          {children && <div className="overflow-y-auto px-5 pb-5">{children}</div>}
          {actions && <Actions>{actions}</Actions>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

export interface DrawerProps extends Omit<DialogProps, 'size' | 'focusAfter'> {
  side?: 'start' | 'end';
}

export function Drawer({
  open,
  onOpenChange,
  title,
  description,
  children,
  actions,
  side = 'end',
}: DrawerProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={classNames(
            'fixed inset-y-0 z-50 flex w-[min(30rem,calc(100vw-2.5rem))] flex-col bg-raised shadow-2',
            'transition-transform duration-(--calm)',
            side === 'end'
              ? 'end-0 border-s border-line data-ending-style:translate-x-full data-starting-style:translate-x-full'
              : 'start-0 border-e border-line data-ending-style:-translate-x-full data-starting-style:-translate-x-full',
          )}
        >
          <Heading title={title} description={description} />
          <div className="flex-1 overflow-y-auto px-5 pb-5">{children}</div>
          {actions && <Actions>{actions}</Actions>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
