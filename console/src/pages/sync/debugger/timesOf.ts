import { boundsOf, type Period } from '../../../components/usePeriod';

/** The period as a retry takes it: what comes after this moment is left alone. */
export function timesOf(period: Period): { from: string; to: string } {
  const { from, to } = boundsOf(period);
  return { from: from.toISOString(), to: to.toISOString() };
}
