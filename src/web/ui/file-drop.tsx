/**
 * A place for files: drop them, or press and choose. The control is a native file input under a label, so the
 * keyboard and screen readers need nothing special. It does not read or send the files.
 */
import { FileText, Upload, X } from 'lucide-react';
import { type DragEvent, useId, useState } from 'react';
import { IconButton } from './button.tsx';
import { classNames } from './class-names.ts';
import { Field, type FieldFrame, useFieldIds } from './field.tsx';

export interface FileDropProps extends FieldFrame {
  files: readonly File[];
  onChange: (files: File[]) => void;
  /** As in <input accept>: ".csv,text/csv". Dropped files of another kind are left out and named. */
  accept?: string;
  multiple?: boolean;
}

function fits(file: File, accept: string | undefined): boolean {
  if (!accept) return true;
  return accept.split(',').some((part) => {
    const want = part.trim().toLowerCase();
    if (want.startsWith('.')) return file.name.toLowerCase().endsWith(want);
    return want.endsWith('/*') ? file.type.startsWith(want.slice(0, -1)) : file.type === want;
  });
}

function sizeText(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1_000)).toLocaleString()} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function FileDrop({ files, onChange, accept, multiple = false, ...given }: FileDropProps) {
  const [over, setOver] = useState(false);
  const [refused, setRefused] = useState<string>();
  const frame: FieldFrame = { ...given, error: given.error ?? refused };
  const ids = useFieldIds(frame);
  const take = (list: FileList | null) => {
    const all = [...(list ?? [])];
    const fitting = all.filter((file) => fits(file, accept));
    const others = all.filter((file) => !fits(file, accept)).map((file) => file.name);
    setRefused(
      others.length > 0 ? `Left out, because it is not ${accept}: ${others.join(', ')}.` : undefined,
    );
    if (fitting.length > 0) onChange(multiple ? [...files, ...fitting] : fitting.slice(0, 1));
  };
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <Field frame={frame} ids={ids}>
      <label
        htmlFor={ids.id}
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={(event) => {
          drag(event, false);
          take(event.dataTransfer.files);
        }}
        className={classNames(
          'flex cursor-pointer items-center gap-3 rounded-m border border-dashed px-4 py-5 transition-colors duration-(--quick)',
          'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-(--focus)',
          over ? 'border-accent bg-accent-soft' : 'border-line-strong bg-paper hover:border-ink-2',
        )}
      >
        <Upload aria-hidden size={20} className="shrink-0 text-ink-2" />
        <span>
          <span className="font-semibold text-accent">Choose {multiple ? 'files' : 'a file'}</span>{' '}
          <span className="text-ink-2">or drop {multiple ? 'them' : 'it'} here</span>
        </span>
        <input
          {...ids.control}
          aria-label={frame.label}
          type="file"
          accept={accept}
          multiple={multiple}
          className="sr-only"
          onChange={(event) => {
            take(event.target.files);
            // The same file chosen again must fire again.
            event.target.value = '';
          }}
        />
      </label>
      {files.length > 0 && <FileList files={files} onChange={onChange} />}
    </Field>
  );
}

function FileList({ files, onChange }: { files: readonly File[]; onChange: (files: File[]) => void }) {
  const prefix = useId();
  return (
    <ul className="grid gap-1.5">
      {files.map((file, index) => (
        <li
          key={`${prefix}${file.name}${file.size}${file.lastModified}`}
          className="flex items-center gap-2.5 rounded-m border border-line bg-surface ps-3"
        >
          <FileText aria-hidden size={16} className="shrink-0 text-ink-2" />
          <span className="min-w-0 flex-1 truncate">{file.name}</span>
          <span className="figures text-sm text-ink-3">{sizeText(file.size)}</span>
          <IconButton
            icon={X}
            label={`Remove ${file.name}`}
            onClick={() => onChange(files.filter((_, at) => at !== index))}
          />
        </li>
      ))}
    </ul>
  );
}
