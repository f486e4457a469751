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
  const navigate = useNavigate();
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
        onSubmit={(event) => {
          event.preventDefault();
          sending.send(form);
        }}
      >
        <Panel>
          <div className="grid gap-5">
            <ClientFields form={form} problem={sending.problem} onChange={setForm} />
            {sending.problem && !sending.problem.field && (
              <ErrorState problem={sending.problem} kept="What you typed." />
            )}
            <div className="flex gap-2">
              <Button
                type="submit"
                variant="primary"
                loading={sending.isSending}
                disabled={form.name.trim() === ''}
              >
                Save client
              </Button>
              <Link to="/clients" className={buttonClass('quiet')}>
                Cancel
              </Link>
            </div>
          </div>
        </Panel>
      </form>
    </>
  );
}
