/**
 * What opens from the account switcher and the user's button. A chunk of its own: menus with their positioning weigh
 * a fifth of the app and are not needed for the first paint.
 */
import { LogOut } from 'lucide-react';
import type { ReactElement } from 'react';
import { Menu, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import type { Theme } from '../theme.ts';
import type { ShellView } from './shell-view.ts';

export interface ShellMenuProps {
  view: ShellView;
  trigger: ReactElement<Record<string, unknown>>;
}

export function AccountMenu({ view, trigger }: ShellMenuProps) {
  return (
    <Menu trigger={trigger}>
      <MenuChoices
        label="Work in"
        value={view.accountId ?? ''}
        choices={view.accounts.map(({ id, name, kind, practice, depth }) => ({
          value: id,
          label: name,
          note: practice ? `${kind}, practice` : kind,
          depth,
        }))}
        onChange={view.onAccountChange}
      />
    </Menu>
  );
}

const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function ReaderMenu({ view, trigger }: ShellMenuProps) {
  return (
    <Menu side="top" trigger={trigger}>
      {view.user && <p className="truncate px-2.5 pt-1.5 text-sm text-ink-2">{view.user.email}</p>}
      <MenuChoices
        label="Theme"
        value={view.theme}
        choices={themes}
        onChange={(value) => view.onThemeChange(value as Theme)}
      />
      {view.user && (
        <>
          <MenuSeparator />
          <MenuItem icon={LogOut} onSelect={view.onSignOut}>
            Sign out
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
