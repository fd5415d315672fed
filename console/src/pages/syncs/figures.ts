import type { Schemas } from '../../api/client';
import { total } from '../../api/metrics';

type Counts = Schemas['CountsView'];

/** What ended without being delivered. */
export const failedOf = (counts: Counts) => total(counts.discarded) + total(counts.expired);

/** How much settled in each step, whatever became of it. */
export function settledByStep(series: readonly Counts[]): number[] {
  return series.map((step) => step.delivered.first + step.delivered.after_retry + failedOf(step));
}
