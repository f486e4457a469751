/**
 * The buttons of the selection bar: each verb that takes at least one of the chosen rows, with how many it takes.
 * A verb that would take none is not offered.
 */
import { Button } from '../../../ui/button.tsx';
import type { BulkVerb } from './bulk-verbs.ts';
import type { BillingRow } from './invoice-columns.tsx';

interface BulkActionsProps {
  verbs: readonly BulkVerb[];
  chosen: readonly BillingRow[];
  pending: boolean;
  onPress: (verb: BulkVerb, rows: readonly BillingRow[]) => void;
}

export function BulkActions({ verbs, chosen, pending, onPress }: BulkActionsProps) {
  const offered = verbs
    .map((verb) => ({ verb, rows: chosen.filter(verb.takes) }))
    .filter(({ rows }) => rows.length > 0);
  if (offered.length === 0)
    return <span className="text-sm text-ink-2">Nothing can be done with these together.</span>;
  const idle = chosen.filter((row) => !offered.some(({ rows }) => rows.includes(row))).length;
  return (
    <>
      {idle > 0 && <span className="text-sm text-ink-2">{idle.toLocaleString()} without a step now</span>}
      {offered.map(({ verb, rows }) => (
        <Button
          key={verb.kind}
          size="small"
          variant="primary"
          loading={pending}
          onClick={() => onPress(verb, rows)}
        >
          {`${verb.label} (${rows.length.toLocaleString()})`}
        </Button>
      ))}
    </>
  );
}
