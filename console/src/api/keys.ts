import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';

/** A key of the project. */
export type Key = Schemas['KeyView'];
/** A key to be created. */
export type KeyWanted = Schemas['KeyBody'];

/** How often it is asked again which were used. */
const REFRESH_MS = 30_000;

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: async ({ signal }): Promise<Key[]> =>
    (await dataOf(api.GET('/api/v1/keys', { signal }))).data,
  refetchInterval: REFRESH_MS,
});

export const useKeys = () => useQuery(keysQuery);

/** Creates a key. A secret one in the answer is not kept longer than it is looked at. */
export function useCreateKey() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (key: KeyWanted): Promise<Key> => dataOf(api.POST('/api/v1/keys', { body: key })),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
    gcTime: 0,
  });
}

export function useRevokeKey(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/keys/{id}', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
}
