import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Bounds, boundsOf, type Period, stepOf } from '../components/usePeriod';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

export type SyncMetrics = Schemas['MetricsView'];

/** What names a period in a query's key: a named one is asked for as it then lies. */
const keyOf = (period: Period) => (period.fixed === null ? period.name : period.fixed);

function asked({ from, to }: Bounds, lengthMs: number) {
  return { from: from.toISOString(), to: to.toISOString(), step: stepOf(lengthMs).text };
}

/** How a sync fared in a period, or in the one that `shift` makes of it. */
export function syncMetricsQuery(
  id: number,
  period: Period,
  shift: { name: string; of: (bounds: Bounds) => Bounds } = AS_IT_IS,
) {
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

const AS_IT_IS = { name: 'period', of: (bounds: Bounds) => bounds };

export const useSyncMetrics = (id: number, period: Period) =>
  useQuery(syncMetricsQuery(id, period));

/** What came in during a period, for all syncs together. */
export function projectMetricsQuery(period: Period, shift = AS_IT_IS) {
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

export const useProjectMetrics = (period: Period) => useQuery(projectMetricsQuery(period));
