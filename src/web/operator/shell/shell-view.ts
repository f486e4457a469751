/**
 * What the shell needs to know to draw itself. The session fills it in the app; the playground fills it by hand.
 */
import type { ConnectionState } from '../../ui/connection-dot.tsx';
import type { Theme } from '../theme.ts';

export interface AccountChoice {
  id: string;
  name: string;
  /** "Hub", "Workspace": shown beneath the name. */
  kind: string;
  practice: boolean;
  /** 0 at the top of the tree, for indentation. */
  depth: number;
}

export interface Installation {
  /** Sandbox gateways only: nothing real moves anywhere. */
  sandbox: boolean;
  /** Where the built-in mailbox is, in sandbox installs. */
  mailboxUrl: string | null;
  /** The business day of a sandbox whose clock was moved, 'YYYY-MM-DD'. */
  businessDay: string | null;
}

export interface ShellView {
  accounts: readonly AccountChoice[];
  accountId: string | null;
  user: { name: string; email: string; role: string } | null;
  installation: Installation;
  /** Approvals that wait for this reader. */
  approvalsWaiting: number;
  connection: ConnectionState;
  theme: Theme;
  onAccountChange: (accountId: string) => void;
  onThemeChange: (theme: Theme) => void;
  onSignOut: () => void;
}
