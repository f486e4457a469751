/** Who works in this account, with which role and limit, and the invitation of another. A link to sign in goes by mail. */
import { useQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { useState } from 'react';
import { type Role, roleLabels } from '../../../../domain/access.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { request } from '../../api.ts';
import { asProblem } from '../../problem.ts';
import { sessionQuery } from '../../session.ts';
import { Failed } from '../parts/loaded.tsx';
import { InviteMember } from './invite-member.tsx';
import { SettingsFrame, useMay } from './settings-frame.tsx';

interface Member {
  id: string;
  userId: string;
  role: Role;
  name: string;
  email: string;
  approveLimitMinor: number | null;
  createdAt: string;
}

const columnsOf = (currency: string, self: string | undefined): Column<Member>[] => [
  {
    key: 'name',
    header: 'Name',
    place: 'title',
    cell: (row) => (
      <span className="font-semibold">
        {row.name}
        {row.userId === self && <span className="ms-1.5 font-normal text-ink-3">you</span>}
      </span>
    ),
  },
  {
    key: 'email',
    header: 'Mail',
    place: 'plain',
    cell: (row) => <span className="wrap-anywhere">{row.email}</span>,
  },
  {
    key: 'role',
    header: 'Role',
    place: 'value',
    cell: (row) => <span className="capitalize">{roleLabels[row.role] ?? row.role}</span>,
  },
  {
    key: 'limit',
    header: 'Approves up to',
    align: 'end',
    cell: (row) =>
      row.approveLimitMinor === null ? (
        <span className="text-ink-2">no limit of their own</span>
      ) : (
        <Money minor={row.approveLimitMinor} currency={currency} />
      ),
  },
  { key: 'since', header: 'Since', cell: (row) => <DateText at={row.createdAt} /> },
];

export function MembersScreen() {
  const [inviting, setInviting] = useState(false);
  const session = useQuery(sessionQuery);
  const mayInvite = useMay('member.manage');
  const query = useQuery({
    queryKey: ['settings', 'members'],
    queryFn: ({ signal }) => request<{ items: Member[] }>('GET', '/members', undefined, { signal }),
  });
  return (
    <SettingsFrame summary="People sign in with a link by mail. What each may do follows from the role.">
      <Panel
        title="Members"
        flush
        actions={
          mayInvite && (
            <Button icon={UserPlus} onClick={() => setInviting(true)}>
              Invite
            </Button>
          )
        }
      >
        <DataTable
          caption="Members"
          columns={columnsOf(session.data?.account.currency ?? 'USD', session.data?.user.id)}
          rows={query.data?.items ?? []}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          loading={query.isPending}
          instead={
            query.error ? (
              <Failed problem={asProblem(query.error)} onRetry={() => void query.refetch()} />
            ) : (
              <EmptyState icon={Users} title="Nobody yet">
                Invite the first person.
              </EmptyState>
            )
          }
        />
      </Panel>
      {inviting && (
        <InviteMember currency={session.data?.account.currency ?? 'USD'} onClose={() => setInviting(false)} />
      )}
    </SettingsFrame>
  );
}
