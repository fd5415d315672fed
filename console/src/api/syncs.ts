import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

export type Sync = Schemas['SyncView'];
export type SyncDocument = Schemas['SyncDocumentWrite'];
export type SyncHealth = Schemas['Health'];

/** A sync, and the `ETag` of the version that was read. */
export type ReadSync = { sync: Sync; etag: string | null };

export const syncsQuery = queryOptions({
  queryKey: ['syncs'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/v1/syncs', { signal })),
  meta: LIVE,
});

export function syncQuery(id: number) {
  return queryOptions({
    queryKey: ['syncs', id],
    queryFn: async ({ signal }): Promise<ReadSync> => {
      const asked = api.GET('/api/v1/syncs/{id}', { params: { path: { id } }, signal });
      return readSync(await answerOf(asked));
    },
    meta: LIVE,
  });
}

export const useSyncs = () => useQuery(syncsQuery);

export const useSync = (id: number) => useQuery(syncQuery(id));

/** Creates a sync: disabled, since it has nothing to send yet. */
export function useCreateSync() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (document: SyncDocument) =>
      readSync(await answerOf(api.POST('/api/v1/syncs', { body: document }))),
    onSuccess: (created) => {
      queries.setQueryData(syncQuery(created.sync.id).queryKey, created);
      return queries.invalidateQueries({ queryKey: syncsQuery.queryKey, exact: true });
    },
  });
}

/** Replaces a sync's document, where `etag` is still its version; a 412 else. */
export function useReplaceSync(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ document, etag }: { document: SyncDocument; etag: string | null }) => {
      const params = { path: { id }, ...(etag === null ? {} : { header: { 'if-match': etag } }) };
      return readSync(await answerOf(api.PUT('/api/v1/syncs/{id}', { params, body: document })));
    },
    onSuccess: (replaced) => {
      queries.setQueryData(syncQuery(id).queryKey, replaced);
      return queries.invalidateQueries({ queryKey: syncsQuery.queryKey, exact: true });
    },
  });
}

/** Deletes a sync with its deliveries and counts. */
export function useDeleteSync(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => dataOf(api.DELETE('/api/v1/syncs/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      queries.removeQueries({ queryKey: syncQuery(id).queryKey });
      return queries.invalidateQueries({ queryKey: syncsQuery.queryKey, exact: true });
    },
  });
}

/** Asks Intercom who we are, with the token that is stored. */
export function useTestConnection(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      dataOf(api.POST('/api/v1/syncs/{id}/test-connection', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: syncsQuery.queryKey }),
  });
}

function readSync({ data, headers }: { data: Sync; headers: Headers }): ReadSync {
  return { sync: data, etag: headers.get('etag') };
}
