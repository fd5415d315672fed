import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';

export type Destination = Schemas['DestinationView'];

/** The catalog; it changes only with the server itself. */
export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/destinations', { signal })),
  staleTime: 5 * 60_000,
});

export const useDestinations = () => useQuery(destinationsQuery);
