/**
 * Changing a client. It sends the version that was read; when somebody was faster, both versions are kept in view: what
 * was typed stays, what changed meanwhile is named, and saving again is a choice and not an accident.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { Problem } from '../../problem.ts';
import { useSend } from '../parts/send.ts';
import { type ClientDetail, type ClientForm, changeClient, formOf } from './client.ts';
import { ClientFields } from './client-fields.tsx';

const words: Record<keyof ClientForm, string> = {
  name: 'name',
  contactName: 'contact person',
  email: 'mail address',
  phone: 'phone',
  lines: 'street',
  city: 'city',
  region: 'region',
  postcode: 'postcode',
  country: 'country',
  terms: 'terms',
  taxExemptReason: 'reason for no tax',
};

const differing = (a: ClientForm, b: ClientForm): (keyof ClientForm)[] =>
  (Object.keys(words) as (keyof ClientForm)[]).filter((name) => a[name] !== b[name]);

/** Saves; when somebody was faster, hands over what they saved before the refusal goes on. */
async function changeOrMeet(
  clientId: string,
  version: number,
  form: ClientForm,
  onMet: (theirs: ClientDetail) => void,
) {
  try {
    return await changeClient(clientId, version, form);
  } catch (fault) {
    if (fault instanceof Problem && fault.code === 'stale_version') {
      onMet(await request<ClientDetail>('GET', `/clients/${clientId}`));
    }
    throw fault;
  }
}

export function EditClient({ client, onClose }: { client: ClientDetail; onClose: () => void }) {
  const queries = useQueryClient();
  // The version is the one that the form was filled from, not the one that arrives behind it.
  const [base, setBase] = useState({ version: client.version, form: formOf(client) });
  const [form, setForm] = useState(base.form);
  const [theirs, setTheirs] = useState<ClientDetail | null>(null);
  const sending = useSend<ClientForm, { version: number }>({
    call: (input) => changeOrMeet(client.id, base.version, input, setTheirs),
    topics: ['clients', 'invoices', 'approvals'],
    onDone: () => {
      toast({ title: 'Client saved', description: form.name });
      onClose();
    },
  });
  const takeOver = (mine: boolean) => {
    if (!theirs) return;
    const fresh = formOf(theirs);
    const own = Object.fromEntries(differing(form, base.form).map((name) => [name, form[name]]));
    setBase({ version: theirs.version, form: fresh });
    setForm(mine ? { ...fresh, ...own } : fresh);
    setTheirs(null);
    sending.reset();
    void queries.invalidateQueries({ queryKey: ['clients'] });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="large"
      title="Edit client"
      description="Invoices that were issued keep the name and address that they were issued with."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            loading={sending.isSending}
            disabled={form.name.trim() === '' || theirs !== null}
            onClick={() => sending.send(form)}
          >
            Save
          </Button>
        </>
      }
    >
      <div className="grid gap-5">
        {theirs && (
          <Conflict theirs={theirs} changed={differing(formOf(theirs), base.form)} onTake={takeOver} />
        )}
        <ClientFields form={form} problem={sending.problem} onChange={setForm} />
        {sending.problem && !theirs && !sending.problem.field && (
          <ErrorState problem={sending.problem} kept="What you typed." />
        )}
      </div>
    </Dialog>
  );
}

function Conflict({
  theirs,
  changed,
  onTake,
}: {
  theirs: ClientDetail;
  changed: (keyof ClientForm)[];
  onTake: (mine: boolean) => void;
}) {
  const form = formOf(theirs);
  return (
    <Notice
      kind="warning"
      actions={
        <div className="flex flex-wrap gap-2">
          <Button size="small" onClick={() => onTake(false)}>
            Use theirs
          </Button>
          <Button size="small" onClick={() => onTake(true)}>
            Keep my changes on top
          </Button>
        </div>
      }
    >
      <p className="font-semibold">
        Somebody changed this client while you were typing. Nothing of yours was saved yet.
      </p>
      {changed.length > 0 && (
        <ul className="mt-1 list-disc ps-5">
          {changed.map((name) => (
            <li key={name}>
              {words[name]}: {form[name] === '' ? 'now empty' : `now “${form[name].replaceAll('\n', ', ')}”`}
            </li>
          ))}
        </ul>
      )}
    </Notice>
  );
}
