import type { Schemas } from '../../api/client';

type Counts = Schemas['CountsView'];

const sum = (byCategory: Record<string, number>) =>
  Object.values(byCategory).reduce((all, count) => all + count, 0);

/** What ended without being delivered. */
export const failedOf = (counts: Counts) => sum(counts.discarded) + sum(counts.expired);

/** How much settled in each step, whatever became of it. */
export function settledByStep(series: readonly Counts[]): number[] {
  return series.map((step) => step.delivered.first + step.delivered.after_retry + failedOf(step));
}
