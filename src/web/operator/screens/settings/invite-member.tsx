/** Inviting a person: name, mail address, role, and for approvers a limit. The mail with the link leaves at once. */
import { useState } from 'react';
import { may, type Role } from '../../../../domain/access.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { MoneyField } from '../../../ui/money-field.tsx';
import { SelectField, TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import type { Problem } from '../../problem.ts';
import { errorOf, useSend } from '../parts/send.ts';

const roleChoices: { value: Role; label: string; means: string }[] = [
  { value: 'office', label: 'Office', means: 'Jobs, clients, invoices; may ask and approve sending.' },
  {
    value: 'workspace_owner',
    label: 'Workspace owner',
    means: 'Everything in this account, with members, keys and policies.',
  },
  { value: 'hub_admin', label: 'Hub admin', means: 'As an owner, and may open further accounts.' },
  {
    value: 'field_tech',
    label: 'Field tech',
    means: 'Sees jobs and clients, adds facts and photos, completes jobs. No money.',
  },
  {
    value: 'accountant',
    label: 'Accountant',
    means: 'Reads invoices, payments, books and log. Changes nothing.',
  },
];

interface Invitation {
  name: string;
  email: string;
  role: Role;
  approveLimitMinor: bigint | null;
}

const bodyOf = (form: Invitation) => ({
  ...form,
  name: form.name.trim(),
  email: form.email.trim(),
  approveLimitMinor: may(form.role, 'send.approve') ? form.approveLimitMinor : null,
});

const nobody: Invitation = { name: '', email: '', role: 'office', approveLimitMinor: null };

export function InviteMember({ currency, onClose }: { currency: string; onClose: () => void }) {
  const [form, setForm] = useState<Invitation>(nobody);
  const sending = useSend<Invitation, unknown>({
    call: (input, idempotencyKey) => request('POST', '/invitations', bodyOf(input), { idempotencyKey }),
    topics: ['settings'],
    onDone: () => {
      toast({
        title: `${form.name} was invited`,
        description: `The link went to ${form.email} and works for seven days.`,
      });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Invite a person"
      description="They get a mail with a link that signs them in."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            loading={sending.isSending}
            disabled={form.name.trim() === '' || form.email.trim() === ''}
            onClick={() => sending.send(form)}
          >
            Send invitation
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        <InviteFields form={form} problem={sending.problem} currency={currency} onChange={setForm} />
        {sending.problem && !sending.problem.field && (
          <ErrorState problem={sending.problem} kept="What you typed. Nobody was invited." />
        )}
      </div>
    </Dialog>
  );
}

interface InviteFieldsProps {
  form: Invitation;
  problem: Problem | null;
  currency: string;
  onChange: (form: Invitation) => void;
}

function InviteFields({ form, problem, currency, onChange }: InviteFieldsProps) {
  return (
    <>
      <TextField
        label="Name"
        value={form.name}
        error={errorOf(problem, 'name')}
        onChange={(name) => onChange({ ...form, name })}
        autoComplete="off"
      />
      <TextField
        label="Mail address"
        type="email"
        value={form.email}
        error={errorOf(problem, 'email')}
        onChange={(email) => onChange({ ...form, email })}
        autoComplete="off"
      />
      <SelectField
        label="Role"
        choices={roleChoices}
        value={form.role}
        error={errorOf(problem, 'role')}
        hint={roleChoices.find((choice) => choice.value === form.role)?.means}
        onChange={(role) => onChange({ ...form, role: role as Role })}
      />
      {may(form.role, 'send.approve') && (
        <MoneyField
          label="Approves up to"
          optional
          hint="Empty: no limit of their own."
          currency={currency}
          minor={form.approveLimitMinor}
          onChange={(approveLimitMinor) => onChange({ ...form, approveLimitMinor })}
        />
      )}
    </>
  );
}
