/**
 * Views of one thing, one at a time (arrow keys, Base UI). Tabs that are pages of their own are links in the router,
 * not these.
 */
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export interface TabsProps {
  label: string;
  tabs: readonly { value: string; label: string; count?: number; panel: ReactNode }[];
  value?: string;
  onChange?: (value: string) => void;
}

export function Tabs({ label, tabs, value, onChange }: TabsProps) {
  const control = value === undefined ? { defaultValue: tabs[0]?.value } : { value };
  return (
    <Base.Root {...control} onValueChange={(next: string) => onChange?.(next)}>
      <Base.List aria-label={label} className="relative flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Base.Tab
            key={tab.value}
            value={tab.value}
            className="flex min-h-(--control) items-center gap-2 rounded-s px-3 font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink data-active:text-accent"
          >
            {tab.label}
            {tab.count !== undefined && (
              <span className="figures rounded-s bg-sunken px-1.5 text-xs text-ink-2">
                {tab.count.toLocaleString()}
              </span>
            )}
          </Base.Tab>
        ))}
        <Base.Indicator className="absolute bottom-0 left-(--active-tab-left) h-0.5 w-(--active-tab-width) bg-accent transition-all duration-(--calm)" />
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="pt-4 outline-offset-4">
          {tab.panel}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
