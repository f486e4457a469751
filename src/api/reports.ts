/** Reads for the desk: dashboard, ageing, trial balance, journal, approvals, incidents, the log, settings, who am I. */
import { z } from 'zod';
import { day } from '../actions/input.ts';
import { gateNames, gateTitles } from '../domain/gates.ts';
import { chart } from '../domain/ledger.ts';
import { refuse } from '../domain/refusal.ts';
import { addDays } from '../domain/time.ts';
import { readAccounts, readMembers, readPolicies } from '../store/accounts.ts';
import { readApproval, readApprovals } from '../store/approvals.ts';
import { firstBrokenLink, readLog } from '../store/events.ts';
import {
  readAgeing,
  readAgeingThen,
  readBillingLag,
  readCashByMonth,
  sumByStatus,
} from '../store/invoice-lists.ts';
import { sumCandidates } from '../store/jobs.ts';
import { readJournal, readTrialBalance } from '../store/ledger.ts';
import { readIncidents } from '../store/queue.ts';
import { viewApproval, viewApprovals } from './approval-view.ts';
import { dayShape, decodeCursor, encodeCursor, idShape, instantShape } from './cursor.ts';
import { eventView, pageLimit, todayOf } from './invoices.ts';
import { readNames } from './people.ts';
import { type ReadContext, read } from './route.ts';

const onDay = z.strictObject({ on: day.optional() });

export const deskReads = [
  read(
    '/me',
    'account.read',
    { summary: 'Who is calling, in which account, with which permissions', tag: 'accounts' },
    me,
  ),
  read(
    '/session',
    'account.read',
    { summary: 'What the shell of the app shows: who, where, what waits', tag: 'accounts' },
    sessionOf,
  ),
  read(
    '/dashboard',
    'report.read',
    { summary: 'Cash first: open, overdue, collected, time to cash', tag: 'reports' },
    dashboard,
  ),
  read(
    '/reports/ageing',
    'report.read',
    { summary: 'What is owed by how long it is overdue', tag: 'reports', query: onDay },
    async (context, query) => {
      const today = await todayOf(context);
      const on = query.on ?? today;
      const then = on < today ? readAgeingThen : readAgeing;
      return { on, buckets: await then(context.tx, context.actor.accountId, on) };
    },
  ),
  read(
    '/reports/trial-balance',
    'report.read',
    { summary: 'Balances of all ledger accounts on a day', tag: 'reports', query: onDay },
    async (context, query) => {
      const on = query.on ?? (await todayOf(context));
      const rows = await readTrialBalance(context.tx, context.actor.accountId, on);
      return {
        on,
        accounts: rows.map((row) => ({
          ...row,
          label: chart[row.ledgerAccount as keyof typeof chart]?.label ?? row.ledgerAccount,
          type: chart[row.ledgerAccount as keyof typeof chart]?.type ?? null,
        })),
      };
    },
  ),
  read(
    '/reports/journal',
    'report.read',
    {
      summary: 'Journal entries, newest first',
      tag: 'reports',
      query: z.strictObject({
        invoiceId: z.string().max(40).optional(),
        cursor: z.string().max(400).optional(),
        limit: pageLimit,
      }),
    },
    async (context, query) => {
      const cursor = decodeCursor(query.cursor, [dayShape, idShape]);
      if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
      const rows = await readJournal(context.tx, context.actor.accountId, {
        invoiceId: query.invoiceId ?? null,
        before: cursor.parts && { postedOn: cursor.parts[0]!, id: cursor.parts[1]! },
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      return {
        items,
        nextCursor: rows.length > query.limit && last ? encodeCursor([last.postedOn, last.id]) : null,
      };
    },
  ),
  read(
    '/approvals',
    'approval.read',
    {
      summary: 'Approvals, newest first',
      tag: 'approvals',
      query: z.strictObject({
        state: z.enum(['requested', 'approved', 'denied', 'expired', 'consumed', 'stale']).optional(),
        cursor: z.string().max(400).optional(),
        limit: pageLimit,
      }),
    },
    async (context, query) => {
      const cursor = decodeCursor(query.cursor, [instantShape, idShape]);
      if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
      const rows = await readApprovals(context.tx, context.actor.accountId, {
        state: query.state ?? null,
        subjectId: null,
        before: cursor.parts && { requestedAt: cursor.parts[0]!, id: cursor.parts[1]! },
        limit: query.limit + 1,
      });
      const items = rows.slice(0, query.limit);
      const last = items.at(-1);
      return {
        items: await viewApprovals(context, items),
        nextCursor: rows.length > query.limit && last ? encodeCursor([last.requestedAt, last.id]) : null,
      };
    },
  ),
  read(
    '/approvals/{approvalId}',
    'approval.read',
    { summary: 'One approval with the plan that it opens', tag: 'approvals' },
    async (context) => {
      const row = await readApproval(context.tx, context.actor.accountId, context.params.approvalId!);
      if (!row) refuse('not_found');
      return viewApproval(context, row);
    },
  ),
  read(
    '/gates',
    'account.read',
    { summary: 'Every gate with the policies of this account', tag: 'gates' },
    async (context) => {
      const rows = await readPolicies(context.tx, context.actor.accountId);
      return {
        items: gateNames.map((gate) => ({
          gate,
          title: gateTitles[gate],
          default: 'approval',
          policies: rows.filter((row) => row.gate === gate),
        })),
      };
    },
  ),
  read(
    '/incidents',
    'incident.read',
    { summary: 'Failures that a person must see, open ones first', tag: 'incidents' },
    async (context) => ({
      items: (await readIncidents(context.tx, context.actor.accountId)).map(
        ({ accountId: _account, ...row }) => row,
      ),
    }),
  ),
  read(
    '/audit',
    'event.read',
    {
      summary: 'The log, newest first',
      tag: 'audit',
      query: z.strictObject({ cursor: z.string().max(400).optional(), limit: pageLimit }),
    },
    async (context, query) => {
      const cursor = decodeCursor(query.cursor, [/^\d{1,18}$/, /^\d{1,9}$/]);
      if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
      const rows = await readLog(
        context.tx,
        context.actor.accountId,
        cursor.parts && { linkNo: BigInt(cursor.parts[0]!), ordinal: Number(cursor.parts[1]!) },
        query.limit + 1,
      );
      const items = rows.slice(0, query.limit);
      const names = await readNames(
        context.tx,
        context.actor.accountId,
        items.map((row) => row.actorId),
      );
      const last = items.at(-1);
      return {
        items: items.map((row) => ({ ...eventView(row), actorName: names.get(row.actorId) ?? null })),
        nextCursor:
          rows.length > query.limit && last
            ? encodeCursor([last.linkNo.toString(), String(last.ordinal)])
            : null,
      };
    },
  ),
  read(
    '/audit/verify',
    'event.read',
    { summary: 'Recomputes the chain and names its first broken link', tag: 'audit' },
    async (context) => {
      const fault = await firstBrokenLink(context.tx, context.actor.accountId);
      return { whole: fault === undefined, firstBroken: fault ?? null };
    },
  ),
  read(
    '/settings',
    'settings.read',
    { summary: 'The settings of the account', tag: 'accounts' },
    async (context) => {
      const [row] = await readAccounts(context.tx, [context.actor.accountId]);
      if (!row) refuse('not_found');
      return row;
    },
  ),
  read(
    '/members',
    'member.read',
    { summary: 'The members of the account', tag: 'accounts' },
    async (context) => ({
      items: (await readMembers(context.tx, context.actor.accountId)).map(
        ({ accountId: _account, removedAt: _removed, ...row }) => row,
      ),
    }),
  ),
];

async function me(context: ReadContext): Promise<unknown> {
  const { session, actor, house } = context;
  return {
    user: {
      id: session.caller.userId,
      name: actor.name,
      email: session.caller.email,
      via: session.caller.via,
    },
    account: session.memberships.find((row) => row.accountId === actor.accountId),
    accounts: session.memberships.map((row) => ({
      id: row.accountId,
      name: row.accountName,
      kind: row.accountKind,
      role: row.role,
      parentId: row.parentId,
    })),
    role: actor.role,
    permissions: [...actor.permissions],
    install: {
      database: house.database.kind,
      live: house.ways.payment?.live ?? false,
      mail: house.ways.mail,
      payment: house.ways.payment?.gateway ?? null,
      now: house.environment.business.now(),
      clockAheadMs: house.environment.business.aheadMs(),
      today: await todayOf(context),
    },
  };
}

async function sessionOf(context: ReadContext): Promise<unknown> {
  const { session, actor, house } = context;
  const waiting = actor.permissions.has('approval.read')
    ? await readApprovals(context.tx, actor.accountId, {
        state: 'requested',
        subjectId: null,
        before: null,
        limit: 100,
      })
    : [];
  const [account] = await readAccounts(context.tx, [actor.accountId]);
  const depthOf = (parentId: string | null): number => {
    const parent = session.memberships.find((row) => row.accountId === parentId);
    return parent ? 1 + depthOf(parent.parentId) : 0;
  };
  return {
    user: { id: actor.id, name: actor.name, email: session.caller.email, role: actor.role },
    permissions: [...actor.permissions],
    accounts: session.memberships.map((row) => ({
      id: row.accountId,
      name: row.accountName,
      kind: row.accountKind,
      role: row.role,
      practice: row.practice,
      depth: depthOf(row.parentId),
    })),
    accountId: actor.accountId,
    account: account && {
      currency: account.currency,
      locale: account.locale,
      timeZone: account.timeZone,
      terms: account.terms,
      releases: account.releases,
    },
    installation: {
      sandbox: !(house.ways.payment?.live ?? false),
      mailboxUrl: house.ways.mail === 'mailbox' ? '/mailbox' : null,
      businessDay: await todayOf(context),
      now: house.environment.business.now(),
      clockAheadMs: house.environment.business.aheadMs(),
      database: house.database.kind,
      mail: house.ways.mail,
    },
    approvalsWaiting: waiting.length,
  };
}

async function dashboard(context: ReadContext): Promise<unknown> {
  const { accountId } = context.actor;
  const today = await todayOf(context);
  const candidates = await sumCandidates(context.tx, accountId);
  const waiting = await readApprovals(context.tx, accountId, {
    state: 'requested',
    subjectId: null,
    before: null,
    limit: 200,
  });
  return {
    today,
    statuses: await sumByStatus(context.tx, accountId),
    ageing: await readAgeing(context.tx, accountId, today),
    months: await readCashByMonth(context.tx, accountId, `${addDays(today, -365).slice(0, 7)}-01`),
    billingLag: await readBillingLag(context.tx, accountId, addDays(today, -90)),
    candidates: { ...candidates, isMore: false },
    approvalsWaiting: waiting.length,
    incidentsOpen: (await readIncidents(context.tx, accountId)).filter((row) => row.state === 'open').length,
  };
}
