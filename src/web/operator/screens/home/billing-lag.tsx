/** How long it takes from finished work to a mail that was accepted. It says so when too little was counted to say anything. */
import { KeyValue } from '../../../ui/key-value.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { Dashboard } from './dashboard-data.ts';

/** "3 h 20 min", "2 days 4 h": the two largest units. */
export function spanText(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'under a minute';
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} days` : `${days} days ${hours % 24} h`;
}

export function BillingLag({ lag }: { lag: Dashboard['billingLag'] }) {
  return (
    <Panel title="From done to sent" description="Jobs of the last 90 days.">
      {lag.counted === 0 || lag.medianSeconds === null ? (
        <p className="text-ink-3">No job of the last 90 days has been sent yet.</p>
      ) : (
        <KeyValue
          items={[
            {
              name: 'Median',
              value: <strong className="font-semibold">{spanText(lag.medianSeconds)}</strong>,
            },
            {
              name: 'Slowest 5 %',
              value: lag.slowestTenthSeconds === null ? '–' : `over ${spanText(lag.slowestTenthSeconds)}`,
            },
            {
              name: 'Counted',
              value: `${lag.counted.toLocaleString()} ${lag.counted === 1 ? 'job' : 'jobs'}`,
            },
          ]}
        />
      )}
    </Panel>
  );
}
