/**
 * The root of the signed-in app: reads the session, opens the live stream, fills the shell, and keeps titles and focus
 * right when the place changes. It draws no screen of its own.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { TimeZoneContext } from '../../ui/date-text.tsx';
import { Notice } from '../../ui/notice.tsx';
import { getAccount, request, setAccount } from '../api.ts';
import { type LiveStream, openLiveStream, useConnection } from '../live.ts';
import { asProblem, type Problem } from '../problem.ts';
import { sessionQuery } from '../session.ts';
import { applyTheme, readTheme, type Theme } from '../theme.ts';
import { AppShell } from './app-shell.tsx';
import type { ShellView } from './shell-view.ts';

const noInstallation = { sandbox: false, mailboxUrl: null, businessDay: null };

function useLiveStream(accountId: string | null, wanted: boolean): LiveStream | null {
  const queries = useQueryClient();
  const [stream, setStream] = useState<LiveStream | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const opened = openLiveStream(queries, accountId);
    setStream(opened);
    return () => {
      opened.close();
      setStream(null);
    };
  }, [queries, accountId, wanted]);
  return stream;
}

function SessionNotice({ problem }: { problem: Problem }) {
  return (
    <Notice kind="warning">
      <strong className="font-semibold">{problem.title}.</strong> {problem.detail} {problem.next}
    </Notice>
  );
}

/** Signed out, a screen would only say that it is empty, which nobody knows. A link that failed leaves its error in the address. */
function ToSignIn() {
  const navigate = useNavigate();
  const begun = useRef(false);
  useEffect(() => {
    // Once: while the sign-in page loads this one is still here, and the address is not the one that was asked for.
    if (begun.current) return;
    begun.current = true;
    const { pathname, search } = window.location;
    const asked = new URLSearchParams(search);
    const error = asked.get('error');
    asked.delete('error');
    asked.delete('error_description');
    const next = asked.size > 0 ? `${pathname}?${asked}` : pathname;
    const found = { ...(next === '/' ? {} : { next }), ...(error ? { error } : {}) };
    void navigate({ to: '/sign-in', search: found, replace: true });
  }, [navigate]);
  return null;
}

export function Root() {
  const queries = useQueryClient();
  const session = useQuery(sessionQuery);
  const [theme, setTheme] = useState<Theme>(readTheme);
  const accountId = session.data?.accountId ?? getAccount();
  const stream = useLiveStream(accountId, session.isSuccess);
  const connection = useConnection(stream);
  const signedOut = session.error !== null && asProblem(session.error).status === 401;
  const view: ShellView = {
    accounts: session.data?.accounts ?? [],
    accountId,
    user: session.data?.user ?? null,
    installation: session.data?.installation ?? noInstallation,
    approvalsWaiting: session.data?.approvalsWaiting ?? 0,
    connection,
    theme,
    onAccountChange: (next) => {
      setAccount(next);
      // Nothing of the old account may stay on screen, not even for the length of a request.
      void queries.resetQueries();
    },
    onThemeChange: (next) => {
      applyTheme(next);
      setTheme(next);
    },
    onSignOut: () => {
      void request('POST', '/session/end').finally(() => {
        setAccount(null);
        queries.clear();
        window.location.assign('/sign-in');
      });
    },
  };
  if (signedOut) return <ToSignIn />;
  return (
    <TimeZoneContext value={session.data?.account.timeZone}>
      <AppShell view={view} notice={session.error && <SessionNotice problem={asProblem(session.error)} />}>
        <Outlet />
      </AppShell>
    </TimeZoneContext>
  );
}
