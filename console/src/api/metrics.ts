import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Bounds, before, boundsOf, type Period, stepOf } from '../components/usePeriod';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

export type SyncMetrics = Schemas['MetricsView'];
export type ProjectMetrics = Schemas['ProjectMetricsView'];

/** All categories together. */
export const total = (byCategory: Record<string, number>) =>
  Object.values(byCategory).reduce((all, count) => all + count, 0);

/** What names a period in a query's key: a named one is asked for as it then lies. */
const keyOf = (period: Period) => (period.fixed === null ? period.name : period.fixed);

function asked({ from, to }: Bounds, lengthMs: number) {
  return { from: from.toISOString(), to: to.toISOString(), step: stepOf(lengthMs).text };
}

/** Which period is asked for: the one that is shown, or another that is made of it. */
export type Shift = { name: string; of: (bounds: Bounds) => Bounds };

const AS_IT_IS: Shift = { name: 'period', of: (bounds) => bounds };

/** The period of the same length before. */
export const PERIOD_BEFORE: Shift = { name: 'before', of: before };

/** How a sync fared in a period, or in the one that `shift` makes of it. */
export function syncMetricsQuery(id: number, period: Period, shift: Shift = AS_IT_IS) {
  return queryOptions({
    queryKey: ['syncs', id, 'metrics', shift.name, keyOf(period)],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/syncs/{id}/metrics', {
          params: { path: { id }, query: asked(shift.of(boundsOf(period)), period.lengthMs) },
          signal,
        }),
      ),
    meta: LIVE,
  });
}

export const useSyncMetrics = (id: number, period: Period, shift?: Shift) =>
  useQuery(syncMetricsQuery(id, period, shift));

/** What came in during a period, for all syncs together. */
export function projectMetricsQuery(period: Period, shift: Shift = AS_IT_IS) {
  return queryOptions({
    queryKey: ['metrics', shift.name, keyOf(period)],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/metrics', {
          params: { query: asked(shift.of(boundsOf(period)), period.lengthMs) },
          signal,
        }),
      ),
    meta: LIVE,
  });
}

export const useProjectMetrics = (period: Period, shift?: Shift) =>
  useQuery(projectMetricsQuery(period, shift));
