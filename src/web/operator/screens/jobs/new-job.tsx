/**
 * A new job with its facts. Saving makes the job and nothing else: it is not completed and nothing is billed.
 * The form keeps what was typed when the API refuses, with the reason at the field it names.
 */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { errorOf, useSend } from '../parts/send.ts';
import { type ClientChoice, ClientPicker } from './client-picker.tsx';
import { type FactDraft, FactRows, factBodies, isBlank, netOf, newFact } from './fact-rows.tsx';
import { jobTopics } from './job-data.ts';
import { type DetailsForm, detailsBody, JobDetailFields } from './job-detail-fields.tsx';

interface JobForm extends DetailsForm {
  client: ClientChoice | null;
  facts: FactDraft[];
}

const emptyForm: JobForm = {
  client: null,
  title: '',
  site: '',
  crew: '',
  scheduledOn: '',
  purchaseOrder: '',
  facts: [newFact('first')],
};

const bodyOf = (form: JobForm) => ({
  clientId: form.client?.id,
  ...detailsBody(form),
  facts: factBodies(form.facts),
});

/** The form, whether somebody tried to save it, and the saving. */
function useJobForm(currency: string) {
  const navigate = useNavigate();
  const [form, setForm] = useState<JobForm>(emptyForm);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<JobForm>) => setForm((before) => ({ ...before, ...part }));
  const saving = useSend<JobForm, { id: string }>({
    topics: jobTopics,
    call: (input, idempotencyKey) => request('POST', '/jobs', bodyOf(input), { idempotencyKey }),
    onDone: ({ id }) => {
      toast({ title: 'Job saved', description: form.title });
      void navigate({ to: '/jobs/$jobId', params: { jobId: id } });
    },
  });
  const isWhole =
    form.client !== null &&
    form.title.trim() !== '' &&
    form.facts.every((fact) => isBlank(fact) || netOf(fact, currency).ok);
  const submit = () => {
    setTried(true);
    if (isWhole) saving.send(form);
  };
  return { form, tried, change, saving, isWhole, submit };
}

export function NewJob() {
  const currency = useQuery(sessionQuery).data?.account.currency ?? 'USD';
  const { form, tried, change, saving, isWhole, submit } = useJobForm(currency);
  const problem = saving.problem;
  return (
    <>
      <PageHeader
        title="New job"
        trail={
          <Link to="/jobs" className="underline-offset-3 hover:underline">
            Jobs
          </Link>
        }
      />
      <form
        className="grid gap-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {problem && <ErrorState problem={problem} kept="Everything you typed." />}
        <Panel title="The work">
          <WorkFields
            form={form}
            tried={tried}
            refused={(field) => errorOf(problem, field)}
            onChange={change}
          />
        </Panel>
        <Panel
          title="Facts"
          description="Labor, material, travel, fees and discounts. The invoice will be drafted from these."
        >
          <FactRows
            facts={form.facts}
            currency={currency}
            showFaults={tried}
            refused={(field) => errorOf(problem, field)}
            onChange={(facts) => change({ facts })}
          />
        </Panel>
        <Submit isSending={saving.isSending} isRefused={tried && !isWhole} />
      </form>
    </>
  );
}

function Submit({ isSending, isRefused }: { isSending: boolean; isRefused: boolean }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" loading={isSending}>
        Save job
      </Button>
      <Link to="/jobs" className={buttonClass('quiet')}>
        Cancel
      </Link>
      {isRefused && (
        <p role="alert" className="font-medium text-danger">
          Some fields above need a look first.
        </p>
      )}
    </div>
  );
}

interface WorkFieldsProps {
  form: JobForm;
  tried: boolean;
  refused: (field: string) => string | undefined;
  onChange: (part: Partial<JobForm>) => void;
}

function WorkFields({ form, tried, refused, onChange }: WorkFieldsProps) {
  const noClient =
    tried && form.client === null ? 'Choose who is billed, or add a new client.' : refused('clientId');
  const noTitle = tried && form.title.trim() === '' ? 'Say in a few words what the work is.' : undefined;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div className="sm:col-span-2">
        <ClientPicker value={form.client} error={noClient} onChange={(client) => onChange({ client })} />
      </div>
      <JobDetailFields form={form} noTitle={noTitle} refused={refused} onChange={onChange} />
    </div>
  );
}
