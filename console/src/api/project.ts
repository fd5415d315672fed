import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

export type Project = Schemas['ProjectView'];

export const projectQuery = queryOptions({
  queryKey: ['project'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/project', { signal })),
  meta: LIVE,
});

export const useProject = () => useQuery(projectQuery);

/** Asks for the secret key in full; it is not kept. */
export function useRevealSecretKey() {
  return useMutation({
    mutationFn: () => dataOf(api.POST('/api/v1/project/reveal-secret-key')),
    gcTime: 0,
  });
}
