import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import type { paths } from './schema';

/** A change, and who made it. */
export type AuditEntry = Schemas['AuditView'];
export type AuditDifference = Schemas['AuditDifferenceView'];
/** What narrows the log. */
export type AuditQuery = NonNullable<paths['/api/v1/audit']['get']['parameters']['query']>;

const PAGE_LENGTH = 50;

/** How often the first page is asked for again; a longer list stays as it was read. */
const REFRESH_MS = 15_000;

/** The log; `query` is called at each reading, so that periods move. */
export function auditQuery(key: string, query: () => AuditQuery) {
  return infiniteQueryOptions({
    queryKey: ['audit', key],
    queryFn: ({ signal, pageParam }) =>
      dataOf(
        api.GET('/api/v1/audit', {
          params: { query: { ...query(), limit: PAGE_LENGTH, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? REFRESH_MS : false),
  });
}

export const useAudit = (key: string, query: () => AuditQuery) =>
  useInfiniteQuery(auditQuery(key, query));
