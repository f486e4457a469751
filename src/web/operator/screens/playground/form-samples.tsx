/** Playground: fields with hints and errors, files, import steps and progress. */
import { useState } from 'react';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { FileDrop } from '../../../ui/file-drop.tsx';
import { MoneyField } from '../../../ui/money-field.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ProgressBar, Steps } from '../../../ui/progress.tsx';
import { DateField, SelectField, TextArea, TextField } from '../../../ui/text-fields.tsx';

const methods = [
  { value: 'cheque', label: 'Cheque' },
  { value: 'bank', label: 'Bank transfer' },
  { value: 'cash', label: 'Cash' },
];

function Amounts() {
  const [minor, setMinor] = useState<bigint | null>(248_250n);
  const [wrong, setWrong] = useState<bigint | null>(500_000n);
  return (
    <>
      <MoneyField label="Amount" currency="USD" minor={minor} onChange={setMinor} hint="$2,482.50 is owed." />
      <MoneyField
        label="Refund"
        currency="USD"
        minor={wrong}
        onChange={setWrong}
        error="At most $2,482.50 can be refunded."
      />
    </>
  );
}

function Fields() {
  const [name, setName] = useState('Harbor View Apartments');
  const [mail, setMail] = useState('office@harborview');
  const [method, setMethod] = useState('');
  const [day, setDay] = useState('2026-03-12');
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(true);
  return (
    <form
      className="grid items-start gap-x-5 gap-y-4 sm:grid-cols-2"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextField label="Client" value={name} onChange={setName} autoComplete="off" />
      <TextField
        label="Billing e-mail"
        type="email"
        value={mail}
        onChange={setMail}
        error="This address has no domain ending. Write it as name@company.com."
        hint="Invoices and reminders go here."
      />
      <SelectField
        label="Paid by"
        placeholder="Choose how"
        choices={methods}
        value={method}
        onChange={setMethod}
      />
      <DateField label="Received on" value={day} onChange={setDay} />
      <Amounts />
      <div className="sm:col-span-2">
        <TextArea
          label="Note"
          optional
          value={note}
          onChange={setNote}
          placeholder="Seen by your office only"
          rows={3}
        />
      </div>
      <TextField
        label="Invoice number"
        value="INV-2026-0412"
        onChange={() => {}}
        readOnly
        hint="Given when issued."
      />
      <div className="self-center">
        <Checkbox
          label="Send a receipt"
          hint="To office@harborview.example.test"
          checked={checked}
          onChange={setChecked}
        />
      </div>
    </form>
  );
}

export function FormSamples() {
  const [files, setFiles] = useState<File[]>([
    new File(['x'.repeat(182_000)], 'jobs-2023.csv', { type: 'text/csv' }),
  ]);
  return (
    <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
      <Panel title="Record a payment">
        <Fields />
      </Panel>
      <Panel title="Import">
        <div className="grid grid-cols-1 gap-6">
          <Steps
            label="Import"
            steps={[
              { name: 'Files', state: 'done', note: '3 files' },
              { name: 'Columns', state: 'done', note: '14 matched' },
              { name: 'Rows', state: 'current', note: '1,514 jobs' },
              { name: 'Report', state: 'waiting' },
            ]}
          />
          <ProgressBar label="Reading rows" done={1_036} total={1_514} unit="jobs" failed={3} />
          <ProgressBar label="Reading clients" done={412} total={412} unit="clients" />
          <FileDrop
            label="Job files"
            files={files}
            onChange={setFiles}
            accept=".csv"
            multiple
            hint="CSV, up to 50 MB each."
          />
        </div>
      </Panel>
    </div>
  );
}
