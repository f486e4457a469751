/** The API keys of this account: what each may do, when it was used, and its end. A key's value is shown once, when it is made. */
import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ApiKey } from '../../../../api/auth/keys.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { asProblem } from '../../problem.ts';
import { Failed } from '../parts/loaded.tsx';
import { useSend } from '../parts/send.ts';
import { NewKey } from './new-key.tsx';
import { SettingsFrame } from './settings-frame.tsx';

const mayWords = (permissions: readonly string[] | null): string => {
  if (permissions === null) return 'all that its maker may';
  return permissions.length > 4
    ? `${permissions.slice(0, 4).join(', ')} and ${permissions.length - 4} more`
    : permissions.join(', ');
};

const columnsOf = (onRevoke: (key: ApiKey) => void): Column<ApiKey>[] => [
  {
    key: 'name',
    header: 'Key',
    place: 'title',
    cell: (row) => <span className="font-semibold">{row.name}</span>,
  },
  {
    key: 'start',
    header: 'Begins with',
    cell: (row) => <code className="font-mono text-sm">{row.start}…</code>,
  },
  {
    key: 'may',
    header: 'May do',
    cell: (row) => <span className="wrap-anywhere text-ink-2">{mayWords(row.permissions)}</span>,
  },
  { key: 'made', header: 'Made', cell: (row) => <DateText at={row.createdAt} /> },
  {
    key: 'used',
    header: 'Last used',
    cell: (row) =>
      row.lastUsedAt ? <DateText at={row.lastUsedAt} /> : <span className="text-ink-2">never</span>,
  },
  {
    key: 'actions',
    header: 'Actions',
    place: 'actions',
    cell: (row) => (
      <Button size="small" aria-label={`Revoke ${row.name}`} onClick={() => onRevoke(row)}>
        Revoke
      </Button>
    ),
  },
];

export function KeysScreen() {
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const query = useQuery({
    queryKey: ['settings', 'keys'],
    queryFn: ({ signal }) => request<{ items: ApiKey[] }>('GET', '/keys', undefined, { signal }),
  });
  return (
    <SettingsFrame summary="A key lets a program work in this account in your name, with no more than the permissions it was given.">
      <Panel
        title="API keys"
        flush
        actions={
          !query.isError && (
            <Button icon={Plus} onClick={() => setMaking(true)}>
              New key
            </Button>
          )
        }
      >
        <DataTable
          caption="API keys"
          columns={columnsOf(setRevoking)}
          rows={query.data?.items ?? []}
          rowId={(row) => row.id}
          rowName={(row) => row.name}
          loading={query.isPending}
          instead={
            query.error ? (
              <Failed problem={asProblem(query.error)} onRetry={() => void query.refetch()} />
            ) : (
              <EmptyState icon={KeyRound} title="No keys">
                A key is for programs: scripts, the command line, other systems.
              </EmptyState>
            )
          }
        />
      </Panel>
      {making && <NewKey onClose={() => setMaking(false)} />}
      {revoking && <RevokeKey apiKey={revoking} onClose={() => setRevoking(null)} />}
    </SettingsFrame>
  );
}

function RevokeKey({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const sending = useSend<string, unknown>({
    call: (id) => request('DELETE', `/keys/${encodeURIComponent(id)}`),
    topics: ['settings'],
    onDone: () => {
      toast({ title: `“${apiKey.name}” was revoked` });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Revoke “${apiKey.name}”?`}
      description="Whatever uses it is refused from then on. This cannot be undone; a new key can be made."
      actions={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" loading={sending.isSending} onClick={() => sending.send(apiKey.id)}>
            Revoke key
          </Button>
        </>
      }
    >
      {sending.problem && <ErrorState problem={sending.problem} kept="The key works as before." />}
    </Dialog>
  );
}
