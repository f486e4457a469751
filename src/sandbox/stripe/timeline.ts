/**
 * What business time brings by itself (a pending refund settles): rows with a due instant, run in order.
 * It decides nothing: each resource names its own handlers.
 */
import type { World } from './world.ts';

/** Handlers by kind; `ref` is the id of the object concerned. */
export type Timeline = Record<string, (world: World, ref: string) => void>;

/** Runs all that is due at `nowMs`, earliest first. @returns how many ran */
export function runDue(world: World, timeline: Timeline, nowMs: number): number {
  const due = [...world.tables.timeline.oldest()]
    .filter((row) => row.dueAtMs <= nowMs)
    .sort((a, b) => a.dueAtMs - b.dueAtMs);
  for (const row of due) {
    world.tables.timeline.remove(row.id);
    const run = timeline[row.kind];
    if (!run)
      throw new Error(`The journal names the timeline kind ${row.kind}, which this sandbox does not have.`);
    run(world, row.ref);
  }
  return due.length;
}
