import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';

/** The receipt of a user's deletion. */
export type Deletion = Schemas['DeletionView'];
/** Users to be erased. */
export type DeletionWanted = Schemas['DeletionBody'];
export type DeletedContact = Schemas['ContactView'];

const DELETIONS = ['deletions'];

const PAGE_LENGTH = 50;

/** How often deletions that are on their way are asked about. */
const REFRESH_MS = 3_000;

/** The deletions, newest first; of one user where one is named. */
export function deletionsQuery(userId: string | null) {
  return infiniteQueryOptions({
    queryKey: [...DELETIONS, userId],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/deletions', {
          params: {
            query: { user_id: userId ?? undefined, limit: PAGE_LENGTH, cursor: pageParam },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(goesOn)) ? REFRESH_MS : false,
  });
}

export const useDeletions = (userId: string | null) => useInfiniteQuery(deletionsQuery(userId));

/** Whether something of a deletion is still to be done. */
export const goesOn = ({ status, intercom }: Deletion) =>
  status === 'pending' || intercom.some(({ outcome }) => outcome === 'pending');

/** Erases users. What was shown of them is asked for again. */
export function useEraseUsers() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wanted: DeletionWanted) => dataOf(api.POST('/api/v1/deletions', { body: wanted })),
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Lets an erased user come back. */
export function useLiftSuppression(id: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      dataOf(api.DELETE('/api/v1/deletions/{id}/suppression', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: DELETIONS }),
  });
}

/** Where users are erased, with an id filled in. */
export const erasePath = (userId: string) => `/privacy?${new URLSearchParams({ erase: userId })}`;
