/**
 * A menu of commands on a button: arrow keys, type-ahead, Escape (Base UI). Commands only: navigation is a link,
 * and an action that needs an approval stays visible on the page as a GatedButton instead of hiding in here.
 */
import { Menu as Base } from '@base-ui/react/menu';
import { Check, type LucideIcon } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';

const itemClass =
  'flex min-h-(--control-small) cursor-pointer items-center gap-2.5 rounded-s px-2.5 py-1.5 outline-none select-none data-highlighted:bg-sunken data-disabled:cursor-not-allowed data-disabled:text-ink-3';

export interface MenuProps {
  /** The button that opens it; it must take a ref and props. */
  trigger: ReactElement<Record<string, unknown>>;
  children: ReactNode;
  align?: 'start' | 'end';
  side?: 'top' | 'bottom';
}

export function Menu({ trigger, children, align = 'start', side = 'bottom' }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} side={side} className="z-50 outline-none">
          <Base.Popup className="popup max-h-[min(28rem,80dvh)] max-w-[calc(100vw-1rem)] min-w-52 overflow-y-auto p-1 outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export interface MenuItemProps {
  children: ReactNode;
  icon?: LucideIcon;
  danger?: boolean;
  disabled?: boolean;
  onSelect: () => void;
}

export function MenuItem({ children, icon: Icon, danger, disabled, onSelect }: MenuItemProps) {
  return (
    <Base.Item
      disabled={disabled}
      onClick={onSelect}
      className={classNames(itemClass, danger && 'text-danger')}
    >
      {Icon && <Icon aria-hidden size={16} className={danger ? undefined : 'text-ink-2'} />}
      {children}
    </Base.Item>
  );
}

export interface MenuChoicesProps {
  label: string;
  value: string;
  choices: readonly { value: string; label: string; note?: string; depth?: number }[];
  onChange: (value: string) => void;
}

/** One of several, with the current one ticked: accounts, themes. */
export function MenuChoices({ label, value, choices, onChange }: MenuChoicesProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
      <Base.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-3">{label}</Base.GroupLabel>
      {choices.map((choice) => (
        <Base.RadioItem key={choice.value} value={choice.value} closeOnClick className={itemClass}>
          <span
            className="grid min-w-0 flex-1"
            style={{ paddingInlineStart: `${(choice.depth ?? 0) * 0.875}rem` }}
          >
            <span className="truncate">{choice.label}</span>
            {choice.note && <span className="text-xs text-ink-3">{choice.note}</span>}
          </span>
          <Base.RadioItemIndicator className="text-accent">
            <Check aria-hidden size={16} />
          </Base.RadioItemIndicator>
        </Base.RadioItem>
      ))}
    </Base.RadioGroup>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="mx-1 my-1 h-px bg-line" />;
}
