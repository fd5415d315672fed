import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Schemas } from './client';

/** An event that was decided on. */
export type LiveEvent = Schemas['EventView'];
/** An attempt to deliver that ended. */
export type LiveAttempt = Schemas['AttemptView'];
/** What the feed tells. */
export type LiveItem =
  | { kind: 'event'; event: LiveEvent }
  | { kind: 'delivery'; attempt: LiveAttempt }
  | { kind: 'missed'; count: number };

/** Marks a query whose answer changes as events come: the feed has it asked for again. */
export const LIVE = { live: true };

/** How often such queries are asked again at most, however much comes. */
const REFRESH_EVERY_MS = 2_000;

/** How often they are asked again while the feed is silent: pending deliveries fall due quietly. */
const REFRESH_IDLE_MS = 15_000;

/** Whether the feed is being heard. */
export type FeedState = 'connecting' | 'open' | 'lost';

let state: FeedState = 'connecting';
const stateListeners = new Set<() => void>();
const itemListeners = new Set<(item: LiveItem) => void>();

/** Calls `listener` with each item; returns its end. */
export function onLive(listener: (item: LiveItem) => void): () => void {
  itemListeners.add(listener);
  return () => itemListeners.delete(listener);
}

export function useFeedState(): FeedState {
  return useSyncExternalStore(
    (listener) => {
      stateListeners.add(listener);
      return () => stateListeners.delete(listener);
    },
    () => state,
  );
}

/** Follows `/events/live` as long as it is mounted; the browser connects again by itself. */
export function useLiveFeed() {
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = () =>
      queries.invalidateQueries({ predicate: (query) => query.meta?.live === true });
    let happened = false;
    const busy = setInterval(() => {
      if (!happened || document.hidden) return;
      happened = false;
      void refresh();
    }, REFRESH_EVERY_MS);
    const idle = setInterval(() => {
      if (!document.hidden) void refresh();
    }, REFRESH_IDLE_MS);
    const tell = (item: LiveItem) => {
      happened = true;
      for (const listener of itemListeners) listener(item);
    };
    const source = new EventSource('/api/v1/events/live');
    source.onopen = () => setState('open');
    source.onerror = () => setState('lost');
    source.addEventListener('event', ({ data }) => {
      tell({ kind: 'event', event: JSON.parse(data) as LiveEvent });
    });
    source.addEventListener('delivery', ({ data }) => {
      tell({ kind: 'delivery', attempt: JSON.parse(data) as LiveAttempt });
    });
    source.addEventListener('missed', ({ data }) => {
      tell({ kind: 'missed', count: (JSON.parse(data) as { count: number }).count });
    });
    return () => {
      clearInterval(busy);
      clearInterval(idle);
      source.close();
      setState('connecting');
    };
  }, [queries]);
}

function setState(next: FeedState) {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}
