import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';

/** Something that is, or was, wrong. */
export type Alert = Schemas['AlertView'];
/** Where messages go. */
export type Channel = Schemas['ChannelView'];
/** What became of a message. */
export type Told = Schemas['ToldView'];

/** The server looks about as often. */
const REFRESH_MS = 10_000;

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/alerts', { signal })),
  refetchInterval: REFRESH_MS,
});

export const useAlerts = () => useQuery(alertsQuery);

/** How many critical alerts are raised; none as long as nothing is known. */
export function useCriticalAlerts(): number {
  const raised = useAlerts().data?.data.filter(isCritical);
  return raised?.length ?? 0;
}

const isCritical = ({ state, severity }: Alert) => state === 'raised' && severity === 'critical';

/** Sends a test message by every channel. */
export function useTestAlerts() {
  return useMutation({ mutationFn: () => dataOf(api.POST('/api/v1/alerts/test')) });
}
