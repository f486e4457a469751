/** Making a key: its name, what it may do, and then its value, once. Nobody can be given more than the maker has. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { SelectField, TextField } from '../../../ui/text-fields.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { errorOf, useSend } from '../parts/send.ts';

type Scope = 'read' | 'chosen' | 'all';

const scopes: { value: Scope; label: string }[] = [
  { value: 'read', label: 'Read everything, change nothing' },
  { value: 'chosen', label: 'Only what I choose' },
  { value: 'all', label: 'All that I may do' },
];

/** `invoice.read` grouped as invoice: [invoice.read, …], in the order of the table of permissions. */
function byNoun(permissions: readonly string[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const permission of permissions) {
    const noun = permission.split('.')[0]!;
    groups.set(noun, [...(groups.get(noun) ?? []), permission]);
  }
  return [...groups];
}

/** Null is everything that the maker may. */
function permissionsOf(scope: Scope, mine: readonly string[], chosen: ReadonlySet<string>): string[] | null {
  if (scope === 'all') return null;
  return mine.filter((permission) =>
    scope === 'read' ? permission.endsWith('.read') : chosen.has(permission),
  );
}

export function NewKey({ onClose }: { onClose: () => void }) {
  const mine = useQuery(sessionQuery).data?.permissions ?? [];
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const permissions = permissionsOf(scope, mine, chosen);
  const sending = useSend<{ name: string; permissions: string[] | null }, { id: string; value: string }>({
    call: (input, idempotencyKey) => request('POST', '/keys', input, { idempotencyKey }),
    topics: ['settings'],
  });
  if (sending.answer) return <MadeKey name={name} value={sending.answer.value} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title="New API key"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            loading={sending.isSending}
            disabled={name.trim() === '' || permissions?.length === 0}
            onClick={() => sending.send({ name: name.trim(), permissions })}
          >
            Make key
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <TextField
          label="Name"
          hint="What uses it, for example “Nightly export”."
          value={name}
          error={errorOf(sending.problem, 'name')}
          maxLength={100}
          autoComplete="off"
          onChange={setName}
        />
        <SelectField
          label="It may"
          choices={scopes}
          value={scope}
          onChange={(value) => setScope(value as Scope)}
        />
        {scope === 'chosen' && <Permissions mine={mine} chosen={chosen} onChange={setChosen} />}
        {scope === 'all' && (
          <Notice kind="warning">
            Such a key can also approve and send. Choose less where less is enough.
          </Notice>
        )}
        {sending.problem && !sending.problem.field && (
          <ErrorState problem={sending.problem} kept="No key was made." />
        )}
      </div>
    </Dialog>
  );
}

function Permissions({
  mine,
  chosen,
  onChange,
}: {
  mine: readonly string[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}) {
  return (
    <div className="grid gap-x-6 gap-y-3 sm:grid-cols-2">
      {byNoun(mine).map(([noun, permissions]) => (
        <fieldset key={noun} className="rounded-m border border-line px-3 pt-1 pb-2">
          <legend className="px-1 text-sm font-medium text-ink-2 capitalize">
            {noun.replaceAll('_', ' ')}
          </legend>
          <div className="flex flex-wrap gap-x-5">
            {permissions.map((permission) => (
              <Checkbox
                key={permission}
                label={permission.split('.')[1]!.replaceAll('_', ' ')}
                checked={chosen.has(permission)}
                onChange={(checked) => {
                  const next = new Set(chosen);
                  if (checked) next.add(permission);
                  else next.delete(permission);
                  onChange(next);
                }}
              />
            ))}
          </div>
        </fieldset>
      ))}
    </div>
  );
}

function MadeKey({ name, value, onClose }: { name: string; value: string; onClose: () => void }) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title={`“${name.trim()}” is ready`}
      description="This is the only time that the value is shown. Only a hash of it is kept."
      actions={
        <Button variant="primary" onClick={onClose}>
          I have copied it
        </Button>
      }
    >
      <div className="grid gap-3">
        <CodeBlock label="API key" code={value} />
        <p className="text-sm text-ink-2">
          Send it as the header “Authorization: Bearer” followed by the value.
        </p>
      </div>
    </Dialog>
  );
}
