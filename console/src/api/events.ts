import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import { LIVE } from './live';
import type { paths } from './schema';

/** An event, and what each sync said to it. */
export type EventSeen = Schemas['EventView'];
/** An event in a list, with the deliveries that came of it. */
export type EventRow = Schemas['EventRowView'];
/** A piece of a list, newest first: short or empty, it may still have a next one. */
export type EventPage = Schemas['Page_EventRowView'];
/** An event with all that is known of it. */
export type EventStory = Schemas['EventStoryView'];
/** What narrows a list of events. */
export type EventQuery = NonNullable<paths['/api/v1/events']['get']['parameters']['query']>;
/** What became of an event, as a list can be narrowed by it. */
export type EventOutcome = NonNullable<EventQuery['outcome']>;

/** How many the first page shows, and each further one adds. */
export const PAGE_LENGTH = 100;

/** How many of the latest events tell who was seen lately. */
const LATEST = 100;

export function readEvents(query: EventQuery, signal?: AbortSignal): Promise<EventPage> {
  return dataOf(api.GET('/api/v1/events', { params: { query }, signal }));
}

/** The newest events that `query` asks for; it is called at each reading, so that periods move. */
export function newestEventsQuery(key: string, query: () => EventQuery) {
  return queryOptions({
    queryKey: ['events', 'newest', key],
    queryFn: ({ signal }) => readEvents({ ...query(), limit: PAGE_LENGTH }, signal),
    meta: LIVE,
  });
}

/** The latest events of all users. */
export const latestEventsQuery = queryOptions({
  queryKey: ['events', 'latest'],
  queryFn: async ({ signal }): Promise<EventRow[]> =>
    (await readEvents({ limit: LATEST }, signal)).data,
  meta: LIVE,
});

export function eventStoryQuery(id: number) {
  return queryOptions({
    queryKey: ['events', 'story', id],
    queryFn: ({ signal }): Promise<EventStory> =>
      dataOf(api.GET('/api/v1/events/{id}', { params: { path: { id } }, signal })),
    meta: LIVE,
  });
}

export const useLatestEvents = () => useQuery(latestEventsQuery);

export const useEventStory = (id: number) => useQuery(eventStoryQuery(id));

/**
 * When the event was received that a list would go on with at `cursor`: how far it has looked
 * back. `null` where there is none.
 */
export async function timeAt(cursor: string, signal?: AbortSignal): Promise<string | null> {
  const page = await readEvents({ cursor, limit: 1 }, signal);
  return page.data[0]?.received_at ?? null;
}
