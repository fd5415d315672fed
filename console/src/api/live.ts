import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Schemas } from './client';
import { SESSION } from './session';

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

/** How long the feed stays silent before it is begun again, where the browser has given up. */
const CONNECT_AGAIN_MS = 3_000;

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

/** Follows `/events/live` as long as it is mounted, through every loss of the connection. */
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
    const stop = follow({
      tell: (item) => {
        happened = true;
        for (const listener of itemListeners) listener(item);
      },
      // What happened meanwhile was told to nobody.
      onOpen: () => void refresh(),
      // Most often because the session is over, which asking for it tells.
      onRefused: () => void queries.invalidateQueries({ queryKey: SESSION }),
    });
    return () => {
      clearInterval(busy);
      clearInterval(idle);
      stop();
      setState('connecting');
    };
  }, [queries]);
}

type Follower = { tell: (item: LiveItem) => void; onOpen: () => void; onRefused: () => void };

/** Hears the feed, and begins again where the browser gives up; returns its end. */
function follow(follower: Follower): () => void {
  const { tell, onOpen, onRefused } = follower;
  const source = new EventSource('/api/v1/events/live');
  let again: ReturnType<typeof setTimeout> | undefined;
  let stopNext: (() => void) | undefined;
  source.onopen = () => {
    setState('open');
    onOpen();
  };
  source.onerror = () => {
    setState('lost');
    // An answer that is no feed (of a proxy, or to a session that is over) ends it for good.
    if (source.readyState !== EventSource.CLOSED || again !== undefined) return;
    onRefused();
    again = setTimeout(() => {
      stopNext = follow(follower);
    }, CONNECT_AGAIN_MS);
  };
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
    clearTimeout(again);
    source.close();
    stopNext?.();
  };
}

function setState(next: FeedState) {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}
