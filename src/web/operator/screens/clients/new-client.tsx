/** A new client, typed in. The name is all that is needed; the rest can come later. */
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useSend } from '../parts/send.ts';
import { type ClientForm, createClient, emptyClient } from './client.ts';
import { ClientFields } from './client-fields.tsx';

export function NewClientScreen() {
  const [form, setForm] = useState<ClientForm>(emptyClient);
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const nameMissing = tried && form.name.trim() === '';
  const sending = useSend<ClientForm, { id: string }>({
    call: createClient,
    topics: ['clients'],
    onDone: ({ id }) => {
      toast({ title: 'Client saved', description: form.name });
      void navigate({ to: '/clients/$clientId', params: { clientId: id } });
    },
  });
  return (
    <>
      <PageHeader
        trail={
          <Link to="/clients" className="underline underline-offset-3">
            Clients
          </Link>
        }
        title="New client"
      />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (form.name.trim() !== '') sending.send(form);
        }}
      >
        <Panel>
          <div className="grid gap-5">
            <ClientFields
              form={form}
              problem={sending.problem}
              nameMissing={nameMissing}
              onChange={setForm}
            />
            {sending.problem && !sending.problem.field && (
              <ErrorState problem={sending.problem} kept="What you typed." />
            )}
            <div className="flex flex-wrap gap-2">
              <Button type="submit" variant="primary" loading={sending.isSending}>
                Save client
              </Button>
              <Link to="/clients" className={buttonClass('quiet')}>
                Cancel
              </Link>
              {nameMissing && <NameMissing />}
            </div>
          </div>
        </Panel>
      </form>
    </>
  );
}

const NameMissing = () => (
  <p role="alert" className="self-center font-medium text-danger">
    The name is missing.
  </p>
);
