/** The way in. The sign-in link from the server's first start or from a mail is the only one shown here so far. */
import { KeyRound } from 'lucide-react';
import { EmptyState } from '../../ui/empty-state.tsx';

export function SignInScreen() {
  return (
    <main className="mx-auto grid min-h-dvh max-w-md place-content-center px-4">
      <h1 tabIndex={-1} data-focus-target className="sr-only">
        Sign in
      </h1>
      <EmptyState icon={KeyRound} title="Sign in with your link">
        The server prints a sign-in link when it starts for the first time. Open that link in this browser.
      </EmptyState>
    </main>
  );
}
