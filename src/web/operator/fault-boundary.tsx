/**
 * The last net: a screen that throws shows what happened and a way on, and the rest of the app stays.
 * It does not report anywhere; the browser's console has the stack.
 */
import type { ErrorComponentProps } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button, buttonClass } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ErrorState } from '../ui/error-state.tsx';
import { asProblem } from './problem.ts';

function Reload() {
  return (
    <Button variant="primary" onClick={() => window.location.reload()}>
      Reload the page
    </Button>
  );
}

/** For the router: one screen failed. */
export function ScreenFault({ error, reset }: ErrorComponentProps) {
  return (
    <ErrorState
      problem={asProblem(error)}
      kept="Everything that was saved. Text typed here since may be lost."
      actions={
        <>
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
          <Reload />
        </>
      }
    />
  );
}

/** For the router: there is no such place. */
export function NoSuchPlace() {
  return (
    <EmptyState
      icon={SearchX}
      title="There is no such page"
      actions={
        <a href="/" className={buttonClass('primary')}>
          Go to Home
        </a>
      }
    >
      The address may be mistyped, or what it pointed to belongs to another account.
    </EmptyState>
  );
}

/** For everything outside the router: the whole app failed. */
export class FaultBoundary extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: null };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === null) return this.props.children;
    return (
      <main className="mx-auto max-w-xl p-6">
        <ErrorState
          problem={asProblem(this.state.fault)}
          kept="Everything that was saved."
          actions={<Reload />}
        />
      </main>
    );
  }
}
