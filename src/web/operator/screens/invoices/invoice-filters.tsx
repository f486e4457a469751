/**
 * The filters above the invoice list: views and statuses as links (so that each has an address), search, overdue,
 * readiness. They write the address and nothing else.
 */
import { Link, useNavigate } from '@tanstack/react-router';
import { Search, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type networkStatuses, readinessLabels } from '../../../../domain/labels.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { labelRows } from '../../../ui/label-words.ts';
import type { InvoiceSearch } from '../../list-search.ts';

const segment =
  'inline-flex min-h-(--control-small) items-center gap-1.5 rounded-m border px-2.5 text-sm font-medium whitespace-nowrap';
const idle = 'border-transparent text-ink-2 hover:bg-sunken hover:text-ink';
const chosen = 'border-accent-line bg-accent-soft text-accent';

export interface Segment {
  label: string;
  search: InvoiceSearch;
  count?: number;
  current: boolean;
}

function Segments({ segments }: { segments: readonly Segment[] }) {
  return (
    <nav aria-label="Invoice lists" className="-mx-1 overflow-x-auto">
      <ul className="flex w-max gap-1 p-1">
        {segments.map(({ label, search, count, current }) => (
          <li key={label}>
            <Link
              to="/invoices"
              search={search}
              activeOptions={{ exact: true, includeSearch: true }}
              activeProps={{}}
              aria-current={current ? 'page' : undefined}
              className={classNames(segment, current ? chosen : idle)}
            >
              {label}
              {count !== undefined && (
                <span className="figures text-xs opacity-80">{count.toLocaleString()}</span>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

export function segmentsOf(
  search: InvoiceSearch,
  counts: { statuses: Readonly<Record<string, number>>; candidates: number | undefined },
): Segment[] {
  const kept: InvoiceSearch = search.search ? { search: search.search } : {};
  const isPlain = !search.view && !search.status && !search.overdue && !search.owed && !search.readiness;
  return [
    { label: 'All', search: kept, current: isPlain },
    {
      label: 'Candidates',
      search: { ...kept, view: 'candidates' },
      count: counts.candidates,
      current: search.view === 'candidates',
    },
    ...(['Draft', 'Open', 'Failed', 'Paid', 'Void'] satisfies (typeof networkStatuses)[number][]).map(
      (status) => ({
        label: status,
        search: { ...kept, status },
        count: counts.statuses[status] ?? 0,
        current: search.status === status,
      }),
    ),
    { label: 'Owed', search: { ...kept, owed: true as const }, current: search.owed === true },
    { label: 'Overdue', search: { ...kept, overdue: true as const }, current: search.overdue === true },
  ];
}

const typingMs = 250;

export function SearchBox({
  value,
  label,
  onChange,
}: {
  value: string | undefined;
  label: string;
  onChange: (text: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? '');
  // The address may change without typing: back, a segment, "clear filters".
  useEffect(() => setTyped(value ?? ''), [value]);
  useEffect(() => {
    if (typed.trim() === (value ?? '')) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), typingMs);
    return () => clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <label className="relative block min-w-0 flex-1 basis-56">
      <span className="sr-only">{label}</span>
      <Search
        aria-hidden
        size={16}
        className="pointer-events-none absolute start-3 top-1/2 -translate-y-1/2 text-ink-3"
      />
      <input
        type="search"
        className="control ps-9!"
        placeholder={label}
        maxLength={100}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
    </label>
  );
}

interface FiltersProps {
  search: InvoiceSearch;
  counts: { statuses: Readonly<Record<string, number>>; candidates: number | undefined };
  /** What "client" and "job" filters are called, where known. */
  names: { client: string | undefined; job: string | undefined };
}

export function InvoiceFilters({ search, counts, names }: FiltersProps) {
  const navigate = useNavigate({ from: '/invoices' });
  const change = (part: Partial<InvoiceSearch>) =>
    void navigate({ to: '/invoices', search: { ...search, ...part }, replace: true });
  return (
    <div className="grid gap-3 pb-4">
      <Segments segments={segmentsOf(search, counts)} />
      <div className="flex flex-wrap items-center gap-2">
        <SearchBox
          value={search.search}
          label="Search number, client or title"
          onChange={(text) => change({ search: text })}
        />
        {search.view !== 'candidates' && (
          <label className="flex items-center gap-2">
            <span className="sr-only">Readiness</span>
            <select
              className="control w-auto!"
              value={search.readiness ?? ''}
              onChange={(event) =>
                change({ readiness: readinessLabels.find((label) => label === event.target.value) })
              }
            >
              <option value="">Any readiness</option>
              {readinessLabels.map((label) => (
                <option key={label} value={label}>
                  {labelRows[label].word}
                </option>
              ))}
            </select>
          </label>
        )}
        {search.clientId && (
          <Button size="small" icon={X} onClick={() => change({ clientId: undefined })}>
            {`Client: ${names.client ?? 'one'}`}
          </Button>
        )}
        {search.jobId && (
          <Button size="small" icon={X} onClick={() => change({ jobId: undefined })}>
            {`Job: ${names.job ?? 'one'}`}
          </Button>
        )}
      </div>
    </div>
  );
}
