/** The sheet that every way in stands on: the product's name, a heading, the form. It is outside the shell on purpose. */
import type { ReactNode } from 'react';

export function SignInFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}) {
  return (
    <main className="mx-auto grid min-h-dvh w-full max-w-md content-center px-4 py-10">
      <p className="mb-5 text-lg font-semibold tracking-tight text-accent">Closeout</p>
      <div className="rounded-l border border-line bg-surface p-6 shadow-1">
        <h1 tabIndex={-1} data-focus-target className="text-xl font-semibold tracking-tight">
          {title}
        </h1>
        {lead && <p className="mt-1 text-pretty text-ink-2">{lead}</p>}
        <div className="mt-5 grid gap-4">{children}</div>
      </div>
    </main>
  );
}

/** What went wrong, announced at once. */
export function Fault({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="rounded-m border border-red-line bg-red-bg px-3.5 py-2.5 text-ink">
      {children}
    </p>
  );
}
