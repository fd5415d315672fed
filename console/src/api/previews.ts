import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { api, dataOf, type Schemas } from './client';
import { type EventRow, type EventStory, readEvents } from './events';
import type { SyncDocument } from './syncs';

/** What a sync, or a draft of it, would do with an event. */
export type Preview = Schemas['PreviewView'];
export type PreviewRequest = Schemas['PreviewRequestView'];
export type ConditionFound = Schemas['ConditionView'];
/** What became of a test event: its preview, and what was sent. */
export type Trial = Schemas['TrialView'];
export type TrialDelivery = Trial['sent'][number];
/** What a draft would change, over the latest events. */
export type Changes = Schemas['ChangesView'];
export type Difference = Changes['differences'][number];

/** How many of the latest events there are to choose from. */
const RECENT = 50;

/** How many event types are searched for where the latest events have none of them. */
const MOST_TYPES = 4;

/** How many of the latest events of such a type. */
const PER_TYPE = 10;

/** How often events are looked for as long as there is none. */
const LOOK_AGAIN_MS = 5_000;

/** Answers are small, but somebody who types asks for many. */
const KEEP_ANSWERS_MS = 30_000;

/**
 * Recent events, newest first. Where the latest have none of `types`, the latest of those types
 * are among them.
 */
export function recentEventsQuery(types: readonly string[]) {
  const searched = types.slice(0, MOST_TYPES);
  return queryOptions({
    queryKey: ['events', 'recent', searched],
    queryFn: async ({ signal }): Promise<EventRow[]> => {
      const latest = (await readEvents({ limit: RECENT }, signal)).data;
      if (latest.some(({ event_type }) => searched.includes(event_type))) return latest;
      const found = await Promise.all(
        searched.map((type) => readEvents({ event_type: type, limit: PER_TYPE }, signal)),
      );
      return newestFirst([...latest, ...found.flatMap(({ data }) => data)]);
    },
    placeholderData: (previous) => previous,
    refetchInterval: ({ state }) => (state.data?.length === 0 ? LOOK_AGAIN_MS : false),
  });
}

/** An event as it was sent: once it is read, it never changes. */
export function sentEventQuery(id: number | null) {
  return queryOptions({
    queryKey: ['events', 'sent', id],
    queryFn: ({ signal }): Promise<EventStory> =>
      dataOf(api.GET('/api/v1/events/{id}', { params: { path: { id: id ?? 0 } }, signal })),
    enabled: id !== null,
    staleTime: ({ state }) => (state.data?.event == null ? 0 : Number.POSITIVE_INFINITY),
  });
}

/** What is to be previewed. */
export type PreviewQuestion = {
  sync: number;
  /** The event as it was sent, and its id, which stands for it. */
  event: { id: number; sent: unknown };
  /** A draft, or the version of the sync that is in force. */
  of: { draft: SyncDocument } | { version: number };
};

export function previewQuery(question: PreviewQuestion | null) {
  return queryOptions({
    queryKey: ['preview', question?.sync, question?.event.id, question?.of],
    queryFn: ({ signal }): Promise<Preview> => {
      if (question === null) throw new Error('there is nothing to preview');
      const { sync, event, of } = question;
      const document = 'draft' in of ? { document: of.draft } : {};
      return dataOf(
        api.POST('/api/v1/syncs/{id}/preview', {
          params: { path: { id: sync } },
          body: { event: event.sent, ...document },
          signal,
        }),
      );
    },
    enabled: question !== null,
    gcTime: KEEP_ANSWERS_MS,
  });
}

export const useRecentEvents = (types: readonly string[]) => useQuery(recentEventsQuery(types));

export const useSentEvent = (id: number | null) => useQuery(sentEventQuery(id));

export const usePreview = (question: PreviewQuestion | null) => useQuery(previewQuery(question));

/** Sends an event through the sync as it is saved. Nothing of it is kept. */
export function useSendTestEvent(sync: number) {
  return useMutation({
    mutationFn: (event: unknown): Promise<Trial> =>
      dataOf(
        api.POST('/api/v1/syncs/{id}/test-event', {
          params: { path: { id: sync } },
          body: { event },
        }),
      ),
  });
}

/** Tries a draft on the latest events. Sends nothing. */
export function useTryChanges(sync: number) {
  return useMutation({
    mutationFn: (document: SyncDocument): Promise<Changes> =>
      dataOf(
        api.POST('/api/v1/syncs/{id}/preview-changes', {
          params: { path: { id: sync } },
          body: { document },
        }),
      ),
  });
}

function newestFirst(rows: readonly EventRow[]): EventRow[] {
  const each = new Map(rows.map((row) => [row.id, row]));
  return [...each.values()].sort((a, b) => b.id - a.id);
}
