/** The fields of the account's settings, in three sheets. They hold no state and send nothing. */
import { Panel } from '../../../ui/panel.tsx';
import { SelectField, TextArea, TextField } from '../../../ui/text-fields.tsx';
import type { Problem } from '../../problem.ts';
import { termsChoices } from '../clients/client.ts';
import { errorOf } from '../parts/send.ts';
import { type AccountForm, numberExample } from './account-form.ts';

interface FieldsProps {
  form: AccountForm;
  problem: Problem | null;
  disabled: boolean;
  onChange: (form: AccountForm) => void;
}

const binder =
  ({ form, problem, disabled, onChange }: FieldsProps) =>
  (name: keyof AccountForm, field: string = name) => ({
    value: form[name],
    error: errorOf(problem, field),
    disabled,
    onChange: (value: string) => onChange({ ...form, [name]: value }),
  });

export function SellerFields(props: FieldsProps) {
  const bind = binder(props);
  return (
    <Panel title="Seller" description="Printed on every invoice.">
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label="Name of the account" hint="Shown in this app." required {...bind('name')} />
        <TextField label="Legal name" required {...bind('legalName', 'seller.legalName')} />
        <TextField label="Trade name" optional {...bind('tradeName', 'seller.tradeName')} />
        <TextField label="Tax number" optional {...bind('taxId', 'seller.taxId')} />
        <div className="sm:col-span-2">
          <TextArea label="Street" optional rows={2} {...bind('addressLines', 'seller.addressLines')} />
        </div>
        <TextField label="City" optional {...bind('city', 'seller.city')} />
        <TextField label="State or region" optional {...bind('region', 'seller.region')} />
        <TextField label="Postcode" optional {...bind('postcode', 'seller.postcode')} />
        <TextField
          label="Country"
          hint="Two letters, such as US."
          maxLength={2}
          {...bind('country', 'seller.country')}
        />
        <TextField
          label="Mail address"
          optional
          type="email"
          hint="Clients reply to it."
          {...bind('email', 'seller.email')}
        />
        <TextField label="Phone" optional type="tel" {...bind('phone', 'seller.phone')} />
        <TextField label="Website" optional {...bind('website', 'seller.website')} />
        <TextField
          label="Colour"
          hint="On mail, PDF and pay page."
          type="color"
          {...bind('accentColor', 'brand.accentColor')}
        />
        <div className="sm:col-span-2">
          <TextArea label="Footer" optional rows={2} {...bind('footer', 'brand.footer')} />
        </div>
      </div>
    </Panel>
  );
}

const categories = [
  { value: 'S', label: 'Standard rate' },
  { value: 'Z', label: 'Zero rate' },
  { value: 'E', label: 'Exempt' },
  { value: 'O', label: 'Outside of the tax' },
];

export function InvoicingFields(props: FieldsProps & { today: string }) {
  const bind = binder(props);
  const terms = termsChoices.some((choice) => choice.value === props.form.terms)
    ? termsChoices
    : [{ value: props.form.terms, label: props.form.terms }, ...termsChoices];
  return (
    <Panel title="Invoicing" description="For new drafts; a client's own terms go first.">
      <div className="grid gap-4 sm:grid-cols-3">
        <SelectField label="Terms" choices={terms} {...bind('terms')} />
        <div className="sm:col-span-2">
          <TextField
            label="Number of an invoice"
            hint={`Letters, digits, {year}, and {seq} or {seq:5}. ${numberExample(props.form.numberPattern, props.today)}`}
            {...bind('numberPattern')}
          />
        </div>
        <TextField label="Tax, in percent" inputMode="decimal" {...bind('taxRate', 'tax.rate')} />
        <TextField label="Name of the tax" {...bind('taxName', 'tax.name')} />
        <SelectField label="Kind of tax" choices={categories} {...bind('taxCategory', 'tax.category')} />
        <TextField label="Time zone" hint="Decides which day it is." {...bind('timeZone')} />
        <div className="sm:col-span-2">
          <TextArea
            label="Other ways to pay"
            optional
            rows={4}
            hint="Printed on invoices. One block per way: its name, then its lines; an empty line between two."
            placeholder={'Bank transfer\nIBAN …'}
            {...bind('payBy', 'paymentInstructions')}
          />
        </div>
      </div>
    </Panel>
  );
}

const releaseChoices = [
  { value: 'others', label: 'Another person approves, where there is one' },
  { value: 'self', label: 'Just me: who asks may also approve' },
];

export function ReleaseFields(props: FieldsProps) {
  const bind = binder(props);
  return (
    <Panel
      title="Who releases"
      description="A request may be approved by somebody with the right to approve."
    >
      <div className="max-w-md">
        <SelectField
          label="Approving one's own requests"
          choices={releaseChoices}
          hint={
            props.form.releases === 'self'
              ? 'Each such approval is marked “self-approved” in the log.'
              : 'Where nobody else could approve, one may approve one’s own; the log marks it.'
          }
          {...bind('releases')}
        />
      </div>
    </Panel>
  );
}
