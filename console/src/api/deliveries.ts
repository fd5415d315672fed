import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { boundsOf, type Period } from '../components/usePeriod';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';

export type Delivery = Schemas['Page_DeliveryView']['data'][number];
/** A delivery with what is behind it and each exchange. */
export type DeliveryPage = Schemas['DeliveryPageView'];
export type DeliveryStatus = Schemas['DeliveryStatus'];
/** What failed for one reason. */
export type Failure = Schemas['FailureView'];
/** What waits to be sent. */
export type Queue = Schemas['QueueView'];
export type Category = Schemas['CategoryView'];
/** Which failed deliveries are put back: those that fit all that is given. */
export type Which = Schemas['RetryBody'];
export type PutBack = Schemas['RetryView'];
export type Backfill = Schemas['BackfillView'];
export type BackfillTimes = Schemas['BackfillBody'];

/** What narrows a list of deliveries. */
export type DeliveryFilter = {
  status?: DeliveryStatus;
  category?: string;
  period: Period;
};

const PAGE_LENGTH = 25;

/** How often the first page of a list is asked for again; longer lists stay as they were read. */
const LIST_REFRESH_MS = 10_000;

/** How often a backfill that runs is asked about. */
const BACKFILL_REFRESH_MS = 2_000;

export function deliveryQuery(id: number) {
  return queryOptions({
    queryKey: ['deliveries', 'one', id],
    queryFn: ({ signal }): Promise<DeliveryPage> =>
      dataOf(api.GET('/api/v1/deliveries/{id}', { params: { path: { id } }, signal })),
    meta: LIVE,
  });
}

export function deliveriesQuery(sync: number, { status, category, period }: DeliveryFilter) {
  return infiniteQueryOptions({
    queryKey: ['deliveries', 'list', sync, status, category, keyOf(period)],
    queryFn: ({ signal, pageParam }) => {
      const query = { status, category, ...within(period), limit: PAGE_LENGTH, cursor: pageParam };
      return dataOf(
        api.GET('/api/v1/syncs/{id}/deliveries', {
          params: { path: { id: sync }, query },
          signal,
        }),
      );
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.length === 1 ? LIST_REFRESH_MS : false),
  });
}

export function failuresQuery(sync: number, period: Period) {
  return queryOptions({
    queryKey: ['failures', sync, keyOf(period)],
    queryFn: async ({ signal }): Promise<Failure[]> => {
      const params = { path: { id: sync }, query: within(period) };
      return (await dataOf(api.GET('/api/v1/syncs/{id}/failures', { params, signal }))).data;
    },
    meta: LIVE,
  });
}

export function queueQuery(sync: number) {
  return queryOptions({
    queryKey: ['queue', sync],
    queryFn: ({ signal }): Promise<Queue> => readQueue(sync, signal),
    meta: LIVE,
  });
}

/** What each category means, and what to do; the same for every sync. */
export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: async ({ signal }): Promise<Category[]> =>
    (await dataOf(api.GET('/api/v1/categories', { signal }))).data,
  staleTime: Number.POSITIVE_INFINITY,
});

export function backfillsQuery(sync: number) {
  return queryOptions({
    queryKey: ['backfills', sync],
    queryFn: async ({ signal }): Promise<Backfill[]> => {
      const params = { path: { id: sync } };
      return (await dataOf(api.GET('/api/v1/syncs/{id}/backfills', { params, signal }))).data;
    },
    refetchInterval: ({ state }) =>
      state.data?.some((backfill) => backfill.state === 'running') ? BACKFILL_REFRESH_MS : false,
  });
}

export const useDelivery = (id: number) => useQuery(deliveryQuery(id));

export const useDeliveries = (sync: number, filter: DeliveryFilter) =>
  useInfiniteQuery(deliveriesQuery(sync, filter));

export const useFailures = (sync: number, period: Period) => useQuery(failuresQuery(sync, period));

export const useQueue = (sync: number) => useQuery(queueQuery(sync));

export const useCategories = () => useQuery(categoriesQuery);

export const useBackfills = (sync: number) => useQuery(backfillsQuery(sync));

/** What waits at this moment, past every cache. */
export function readQueue(sync: number, signal?: AbortSignal): Promise<Queue> {
  return dataOf(api.GET('/api/v1/syncs/{id}/queue', { params: { path: { id: sync } }, signal }));
}

/** How many a retry would put back. */
async function countRetry(sync: number, which: Which, signal?: AbortSignal): Promise<number> {
  const params = { path: { id: sync }, query: { dry_run: true } };
  const asked = api.POST('/api/v1/syncs/{id}/retry', { params, body: which, signal });
  return (await dataOf(asked)).count;
}

/** Puts failed deliveries back; fewer than fit when the server's time ran out. */
export function putBack(sync: number, which: Which): Promise<PutBack> {
  const params = { path: { id: sync } };
  return dataOf(api.POST('/api/v1/syncs/{id}/retry', { params, body: which }));
}

/** How many a retry in several requests would put back in all; they must not overlap. */
export async function countRetries(sync: number, which: readonly Which[], signal?: AbortSignal) {
  const counts = await Promise.all(which.map((one) => countRetry(sync, one, signal)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Counts first: what a retry would put back, as long as somebody looks at it. */
export function useRetryCount(sync: number, which: readonly Which[]) {
  return useQuery({
    queryKey: ['retry-count', sync, which],
    queryFn: ({ signal }) => countRetries(sync, which, signal),
    staleTime: 0,
    gcTime: 0,
  });
}

export function usePutBack(sync: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (which: Which) => putBack(sync, which),
    onSettled: () => deliveriesChanged(queries),
  });
}

/** Has all asked for again that tells how deliveries stand. */
export function deliveriesChanged(queries: QueryClient): Promise<unknown> {
  const keys = ['deliveries', 'failures', 'queue', 'syncs', 'metrics'];
  return Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

export function useStartBackfill(sync: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (times: BackfillTimes): Promise<Backfill> =>
      dataOf(
        api.POST('/api/v1/syncs/{id}/backfill', { params: { path: { id: sync } }, body: times }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: backfillsQuery(sync).queryKey }),
  });
}

export function useCancelBackfill(sync: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (backfill: number): Promise<Backfill> =>
      dataOf(
        api.DELETE('/api/v1/syncs/{id}/backfills/{backfill_id}', {
          params: { path: { id: sync, backfill_id: backfill } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: backfillsQuery(sync).queryKey }),
  });
}

/** A period as a part of a key: one that ends now stays the same as time passes. */
function keyOf({ name, fixed }: Period) {
  return fixed === null ? name : `${fixed.from.toISOString()}/${fixed.to.toISOString()}`;
}

/** The period's bounds as parameters; a period that ends now has no end. */
function within(period: Period): { from: string; to?: string } {
  const from = boundsOf(period).from.toISOString();
  return period.fixed === null ? { from } : { from, to: period.fixed.to.toISOString() };
}
