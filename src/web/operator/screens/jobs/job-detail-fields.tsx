/** The fields of a job beside its client and its lines, for a new job and for a saved one. It sends nothing. */
import { DateField, TextField } from '../../../ui/text-fields.tsx';

export interface DetailsForm {
  title: string;
  site: string;
  crew: string;
  scheduledOn: string;
  purchaseOrder: string;
}

export const detailsBody = (form: DetailsForm) => ({
  title: form.title.trim(),
  site: form.site.trim() || null,
  crew: form.crew.trim() || null,
  scheduledOn: form.scheduledOn || null,
  purchaseOrder: form.purchaseOrder.trim() || null,
});

interface JobDetailFieldsProps {
  form: DetailsForm;
  /** What is wrong with the title before it is sent. */
  noTitle: string | undefined;
  refused: (field: string) => string | undefined;
  onChange: (part: Partial<DetailsForm>) => void;
}

/** Five fields for a grid of two columns. */
export function JobDetailFields({ form, noTitle, refused, onChange }: JobDetailFieldsProps) {
  return (
    <>
      <div className="sm:col-span-2">
        <TextField
          label="Title"
          value={form.title}
          maxLength={300}
          onChange={(title) => onChange({ title })}
          error={noTitle ?? refused('title')}
        />
      </div>
      <TextField
        label="Site"
        optional
        value={form.site}
        maxLength={300}
        onChange={(site) => onChange({ site })}
        error={refused('site')}
      />
      <TextField
        label="Crew"
        optional
        value={form.crew}
        maxLength={200}
        onChange={(crew) => onChange({ crew })}
        error={refused('crew')}
      />
      <DateField
        label="Scheduled"
        optional
        value={form.scheduledOn}
        onChange={(scheduledOn) => onChange({ scheduledOn })}
        error={refused('scheduledOn')}
      />
      <TextField
        label="Purchase order"
        optional
        value={form.purchaseOrder}
        maxLength={100}
        onChange={(purchaseOrder) => onChange({ purchaseOrder })}
        error={refused('purchaseOrder')}
      />
    </>
  );
}
