/** Every gate with its policy, explained. Changing a policy is an audited act of an owner; it never opens a precondition. */
import { useQuery } from '@tanstack/react-query';
import type { GatePolicy, PolicyRow } from '../../../../domain/gates.ts';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Money } from '../../../ui/money.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { SelectField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useSend } from '../parts/send.ts';
import { gateMeanings, gatesInUse } from './gate-words.ts';
import { SettingsFrame, useMay } from './settings-frame.tsx';

interface GateRow {
  gate: string;
  title: string;
  default: GatePolicy;
  policies: (Omit<PolicyRow, 'fromMinor' | 'toMinor'> & {
    fromMinor: number | null;
    toMinor: number | null;
  })[];
}

const choices = [
  { value: 'approval', label: 'Needs an approval' },
  { value: 'open', label: 'Open: passes without asking' },
  { value: 'closed', label: 'Closed: nothing passes' },
];

export function GatesScreen() {
  const query = useQuery({
    queryKey: ['gates'],
    queryFn: ({ signal }) => request<{ items: GateRow[] }>('GET', '/gates', undefined, { signal }),
  });
  return (
    <SettingsFrame summary="A gate is the stop in front of a sensitive action. Whatever the policy says, an action that lacks something (an address, a way to pay) stays stopped.">
      <Loaded query={query}>{({ items }) => <Gates gates={items} />}</Loaded>
    </SettingsFrame>
  );
}

function Gates({ gates }: { gates: readonly GateRow[] }) {
  const inUse = gates.filter((row) => gatesInUse.includes(row.gate));
  const later = gates.filter((row) => !gatesInUse.includes(row.gate));
  return (
    <>
      <Panel title="Gates that stand in the way today" flush>
        <ul className="divide-y divide-line">
          {inUse.map((row) => (
            <GateItem key={row.gate} row={row} />
          ))}
        </ul>
      </Panel>
      {later.length > 0 && (
        <Panel
          title="Gates of actions that are not offered yet"
          description="Their policy can be set now and counts from the first day."
          flush
        >
          <ul className="divide-y divide-line">
            {later.map((row) => (
              <GateItem key={row.gate} row={row} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function GateItem({ row }: { row: GateRow }) {
  const mayChange = useMay('policy.perform');
  const currency = useQuery(sessionQuery).data?.account.currency ?? 'USD';
  const general =
    row.policies.find((policy) => policy.clientId === null && policy.fromMinor === null)?.policy ??
    row.default;
  const special = row.policies.filter((policy) => policy.clientId !== null || policy.fromMinor !== null);
  const sending = useSend<string, unknown>({
    call: (policy) => request('PUT', '/gates', { gate: row.gate, policy }),
    topics: ['gates', 'invoices'],
    onDone: (_answer, policy) =>
      toast({
        title: `${row.title}: ${choices.find((choice) => choice.value === policy)?.label.toLowerCase()}`,
      }),
  });
  return (
    <li className="grid items-start gap-x-6 gap-y-2 px-4 py-3.5 sm:grid-cols-[1fr_18rem]">
      <div>
        <h3 className="font-semibold">{row.title}</h3>
        <p className="text-pretty text-ink-2">
          {gateMeanings[row.gate] ?? 'A stop in front of a sensitive action.'}
        </p>
        {special.length > 0 && (
          <ul className="mt-1.5 text-sm text-ink-2">
            {special.map((policy) => (
              <li key={`${policy.clientId} ${policy.fromMinor}`}>
                {policy.clientId ? 'One client' : 'Every client'}
                {policy.fromMinor !== null && (
                  <>
                    , from <Money minor={policy.fromMinor} currency={currency} />
                  </>
                )}
                {policy.toMinor !== null && (
                  <>
                    {' '}
                    to below <Money minor={policy.toMinor} currency={currency} />
                  </>
                )}
                : {choices.find((choice) => choice.value === policy.policy)?.label.toLowerCase()}
              </li>
            ))}
          </ul>
        )}
        {sending.problem && (
          <div className="mt-3">
            <ErrorState problem={sending.problem} kept="The policy as it was." />
          </div>
        )}
      </div>
      <SelectField
        label={`Policy of “${row.title}”`}
        choices={choices}
        value={sending.isSending ? '' : general}
        placeholder={sending.isSending ? 'Saving …' : undefined}
        disabled={!mayChange || sending.isSending}
        onChange={(policy) => sending.send(policy)}
      />
    </li>
  );
}
