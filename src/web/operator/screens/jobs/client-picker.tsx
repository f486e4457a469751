/**
 * Who the job is for: type to search the clients on file, or add one without leaving the form.
 * A new client is on file as soon as it is saved here, whether or not the job is saved afterwards.
 */
import { Combobox } from '@base-ui/react/combobox';
import { useQuery } from '@tanstack/react-query';
import { Check, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Field, useFieldIds } from '../../../ui/field.tsx';
import { TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
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

export function ClientPicker({ value, error, onChange }: ClientPickerProps) {
  const [typed, setTyped] = useState('');
  const [adding, setAdding] = useState(false);
  const frame = { label: 'Client', ...(error ? { error } : {}) };
  const ids = useFieldIds(frame);
  // What stands in the field because it was chosen is not a search.
  const search = typed === value?.name ? '' : typed.trim();
  const found = useQuery({
    queryKey: ['clients', 'search', search],
    queryFn: ({ signal }) => request<{ items: ClientChoice[] }>('GET', withQuery('/clients', { search, limit: 20 }), undefined, { signal }),
  });
  const items = found.data?.items ?? [];
  const words = found.isLoading ? 'Searching' : found.isError ? 'The clients could not be read. Type again.' : items.length === 0 ? 'No client fits. Add a new one.' : '';
  return (
    <div className="flex flex-wrap items-end gap-2">
      <div className="min-w-0 flex-1 basis-56">
        <Field frame={frame} ids={ids}>
          <Combobox.Root
            items={items}
            filter={null}
            value={value}
            onValueChange={onChange}
            onInputValueChange={setTyped}
            itemToStringLabel={(client: ClientChoice) => client.name}
            isItemEqualToValue={(item: ClientChoice, other: ClientChoice) => item.id === other.id}
          >
            <Combobox.Input {...ids.control} className="control" placeholder="Type a name or mail address" autoComplete="off" />
            <Combobox.Portal>
              <Combobox.Positioner className="z-50 outline-none" sideOffset={4}>
                <Combobox.Popup className="popup max-h-[min(20rem,var(--available-height))] w-(--anchor-width) overflow-y-auto p-1">
                  <Combobox.Status className="px-2.5 py-1.5 text-sm text-ink-2 empty:hidden">{words}</Combobox.Status>
                  <Combobox.List>
                    {(client: ClientChoice) => (
                      <Combobox.Item
                        key={client.id}
                        value={client}
                        className="grid min-h-(--control-small) cursor-pointer grid-cols-[1rem_1fr] items-center gap-2 rounded-s px-2 py-1.5 outline-none data-highlighted:bg-sunken"
                      >
                        <Combobox.ItemIndicator className="text-accent">
                          <Check aria-hidden size={15} />
                        </Combobox.ItemIndicator>
                        <span className="col-start-2 grid min-w-0">
                          <span className="truncate">{client.name}</span>
                          <span className="truncate text-sm text-ink-3">{client.email ?? 'no mail address'}</span>
                        </span>
                      </Combobox.Item>
                    )}
                  </Combobox.List>
                </Combobox.Popup>
              </Combobox.Positioner>
            </Combobox.Portal>
          </Combobox.Root>
        </Field>
      </div>
      <Button icon={UserPlus} onClick={() => setAdding(true)}>
        New client
      </Button>
      {adding && <NewClient name={search} onClose={() => setAdding(false)} onMade={onChange} />}
    </div>
  );
}

function NewClient({ name, onClose, onMade }: { name: string; onClose: () => void; onMade: (client: ClientChoice) => void }) {
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
          <Button variant="primary" loading={saving.isSending} disabled={form.name.trim() === ''} onClick={() => saving.send(form)}>
            Save client
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {problem && !problem.field && <ErrorState problem={problem} kept="What you typed." />}
        <TextField label="Name" required autoComplete="off" maxLength={200} value={form.name} onChange={(value) => setForm({ ...form, name: value })} error={errorOf(problem, 'name')} />
        <TextField
          label="Mail address for invoices"
          optional
          type="email"
          autoComplete="off"
          value={form.email}
          hint={form.email === '' ? 'Without it, no invoice can be sent.' : undefined}
          onChange={(email) => setForm({ ...form, email })}
          error={errorOf(problem, 'email')}
        />
      </div>
    </Dialog>
  );
}
