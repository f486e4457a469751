/** The fields of a client, for a new one and for a change. They hold no state and send nothing. */
import { SelectField, TextArea, TextField } from '../../../ui/text-fields.tsx';
import type { Problem } from '../../problem.ts';
import { errorOf } from '../parts/send.ts';
import { type ClientForm, termsChoices } from './client.ts';

export interface ClientFieldsProps {
  form: ClientForm;
  problem: Problem | null;
  /** Somebody tried to save without a name. */
  nameMissing?: boolean | undefined;
  onChange: (form: ClientForm) => void;
}

type Bind = (
  name: keyof ClientForm,
  field?: string,
) => { value: string; error: string | undefined; onChange: (value: string) => void };

export function ClientFields({ form, problem, nameMissing = false, onChange }: ClientFieldsProps) {
  const bind: Bind = (name, field = name) => ({
    value: form[name],
    error: errorOf(problem, field),
    onChange: (value: string) => onChange({ ...form, [name]: value }),
  });
  return (
    <div className="grid gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField
          label="Name"
          required
          autoComplete="off"
          {...bind('name')}
          {...(nameMissing ? { error: 'Say who is billed: a person or a company.' } : {})}
        />
        <TextField label="Contact person" optional autoComplete="off" {...bind('contactName')} />
        <TextField
          label="Mail address for invoices"
          optional
          type="email"
          autoComplete="off"
          hint={form.email === '' ? 'Without it, no invoice can be sent.' : undefined}
          {...bind('email')}
        />
        <TextField label="Phone" optional type="tel" autoComplete="off" {...bind('phone')} />
      </div>
      <AddressFields bind={bind} />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label="Terms"
          choices={termsChoices}
          placeholder="As the account says"
          {...bind('terms')}
        />
        <TextField
          label="Why no tax is charged"
          optional
          hint="Filling this in makes the client tax exempt. Printed on invoices, for example a certificate number."
          autoComplete="off"
          {...bind('taxExemptReason')}
        />
      </div>
    </div>
  );
}

function AddressFields({ bind }: { bind: Bind }) {
  return (
    <fieldset className="grid gap-4 sm:grid-cols-2">
      <legend className="sr-only">Billing address</legend>
      <div className="sm:col-span-2">
        <TextArea label="Street" optional rows={2} autoComplete="off" {...bind('lines', 'address.lines')} />
      </div>
      <TextField label="City" optional autoComplete="off" {...bind('city', 'address.city')} />
      <TextField label="State or region" optional autoComplete="off" {...bind('region', 'address.region')} />
      <TextField label="Postcode" optional autoComplete="off" {...bind('postcode', 'address.postcode')} />
      <TextField
        label="Country"
        optional
        maxLength={2}
        placeholder="Two letters, such as US"
        autoComplete="off"
        {...bind('country', 'address.country')}
      />
    </fieldset>
  );
}
