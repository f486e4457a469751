/**
 * Who the job is for: search the clients on file, or add one without leaving the form.
 * A new client is on file as soon as it is saved here, whether or not the job is saved afterwards.
 */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import type { Problem } from '../../problem.ts';
import { type ClientForm, createClient, emptyClient } from '../clients/client.ts';
import { withQuery } from '../parts/pages.ts';
import { errorOf, useSend } from '../parts/send.ts';

export interface ClientChoice {
  id: string;
  name: string;
  email: string | null;
}

interface ClientPickerProps {
  value: ClientChoice | null;
  error?: string;
  onChange: (client: ClientChoice | null) => void;
}

const shownMax = 6;

export function ClientPicker({ value, error, onChange }: ClientPickerProps) {
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  if (value) {
    return (
      <div className="grid gap-1.5">
        <span className="font-medium">Client</span>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-m border border-accent-line bg-accent-soft px-3 py-2">
          <span className="grid min-w-0 flex-1 wrap-anywhere">
            <strong className="font-semibold">{value.name}</strong>
            <span className="text-sm text-ink-2">
              {value.email ?? 'No mail address yet; without it no invoice can be sent.'}
            </span>
          </span>
          <Button size="small" onClick={() => onChange(null)}>
            Change client
          </Button>
        </div>
      </div>
    );
  }
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-0 flex-1 basis-56">
          <TextField
            label="Client"
            type="search"
            autoComplete="off"
            placeholder="Search a name or mail address"
            value={typed}
            onChange={setTyped}
            error={error}
          />
        </div>
        <Button icon={UserPlus} onClick={() => setAdding(true)}>
          New client
        </Button>
      </div>
      <Found search={typed.trim()} onChange={onChange} />
      {adding && <NewClient name={typed.trim()} onClose={() => setAdding(false)} onMade={onChange} />}
    </div>
  );
}

/** The first clients that fit, as buttons in the page: no list that floats, nothing that a phone's keyboard hides. */
function Found({ search, onChange }: { search: string; onChange: (client: ClientChoice) => void }) {
  const found = useQuery({
    queryKey: ['clients', 'search', search],
    queryFn: ({ signal }) =>
      request<{ items: ClientChoice[] }>(
        'GET',
        withQuery('/clients', { search, limit: shownMax }),
        undefined,
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  const items = found.data?.items ?? [];
  if (found.isError)
    return (
      <p className="text-sm text-danger">The clients could not be read. Type again, or reload the page.</p>
    );
  return (
    <>
      <p role="status" className="text-sm text-ink-2 empty:hidden">
        {found.data &&
          items.length === 0 &&
          (search === '' ? 'No clients yet. Add the first one.' : 'No client fits. Add a new one.')}
        {items.length === shownMax && 'The first clients that fit; type to see others.'}
      </p>
      {items.length > 0 && (
        <ul aria-label="Clients that fit" className="flex flex-wrap gap-2">
          {items.map((client) => (
            <li key={client.id} className="max-w-full">
              <button
                type="button"
                onClick={() => onChange(client)}
                className="grid max-w-full rounded-m border border-line-strong bg-surface px-3 py-1.5 text-start hover:border-ink-2 hover:bg-paper"
              >
                <span className="truncate font-medium">{client.name}</span>
                <span className="truncate text-sm text-ink-3">{client.email ?? 'no mail address'}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NewClient({
  name,
  onClose,
  onMade,
}: {
  name: string;
  onClose: () => void;
  onMade: (client: ClientChoice) => void;
}) {
  const [form, setForm] = useState<ClientForm>({ ...emptyClient, name });
  const saving = useSend<ClientForm, { id: string }>({
    topics: ['clients'],
    call: createClient,
    onDone: ({ id }) => {
      toast({ title: 'Client saved', description: form.name });
      onMade({ id, name: form.name.trim(), email: form.email.trim() || null });
      onClose();
    },
  });
  const { problem } = saving;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="New client"
      description="The rest (address, terms) can be added on the client’s own page."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            loading={saving.isSending}
            disabled={form.name.trim() === ''}
            onClick={() => saving.send(form)}
          >
            Save client
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem && !problem.field && <ErrorState problem={problem} kept="What you typed." />}
        <NewClientFields form={form} problem={problem} onChange={setForm} />
      </div>
    </Dialog>
  );
}

interface NewClientFieldsProps {
  form: ClientForm;
  problem: Problem | null;
  onChange: (form: ClientForm) => void;
}

function NewClientFields({ form, problem, onChange }: NewClientFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        required
        autoComplete="off"
        maxLength={200}
        value={form.name}
        onChange={(value) => onChange({ ...form, name: value })}
        error={errorOf(problem, 'name')}
      />
      <TextField
        label="Mail address for invoices"
        optional
        type="email"
        autoComplete="off"
        value={form.email}
        hint={form.email === '' ? 'Without it, no invoice can be sent.' : undefined}
        onChange={(email) => onChange({ ...form, email })}
        error={errorOf(problem, 'email')}
      />
    </>
  );
}
