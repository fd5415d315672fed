import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { newestEventsQuery, PAGE_LENGTH, readEvents, timeAt } from '../../api/events';
import { type LiveItem, onLive, useFeedState } from '../../api/live';
import { batched } from './batch';
import { type EventFilter, keyOf, queryOf } from './filters';
import { ENOUGH, lookBack } from './lookBack';
import { matches } from './matches';
import { begun, fed, letIn, older, type Rows, reread } from './rows';

/** How often what the feed tells is let into the list. */
const FLUSH_EVERY_MS = 250;

/** How reading older events stands. */
export type Looking = {
  state: 'idle' | 'looking' | 'failed';
  /** Of what failed. */
  error: unknown;
  /** How far it was looked back where little was found. */
  backTo: string | null;
};

const IDLE: Looking = { state: 'idle', error: null, backTo: null };

/**
 * The events that fit a filter: the newest ones, what the feed tells since, and older ones as they
 * are asked for. `hold` says whether the list is to stand still at this moment. A component that
 * uses it shows one filter all its life.
 */
export function useEventRows(filter: EventFilter, hold: () => boolean) {
  const newest = useQuery({
    ...newestEventsQuery(keyOf(filter), () => queryOf(filter, new Date())),
    // What was read before somebody left the page has no connection to what comes now.
    gcTime: 0,
  });
  const [rows, setRows] = useState<Rows | null>(null);
  const [looking, setLooking] = useState<Looking>(IDLE);
  const ended = useRef(new AbortController());

  useEffect(() => {
    const controller = new AbortController();
    ended.current = controller;
    return () => controller.abort();
  }, []);

  const lookFrom = useCallback(
    async (cursor: string) => {
      const { signal } = ended.current;
      setLooking({ ...IDLE, state: 'looking' });
      try {
        const { next, found } = await lookBack(cursor, {
          read: (cursor) =>
            readEvents({ ...queryOf(filter, new Date()), limit: PAGE_LENGTH, cursor }, signal),
          onPage: ({ data, next_cursor }) =>
            setRows((known) => (known === null ? known : older(known, data, next_cursor))),
        });
        const backTo = next !== null && found < ENOUGH ? await timeAt(next, signal) : null;
        setLooking({ ...IDLE, backTo });
      } catch (error) {
        if (!signal.aborted) setLooking({ state: 'failed', error, backTo: null });
      }
    },
    [filter],
  );

  const first = useEffectEvent(() => rows === null);
  const holds = useEffectEvent(hold);
  const { data: page } = newest;
  useEffect(() => {
    if (page === undefined) return;
    if (!first()) {
      // Asked here: React runs what changes a state while it renders, where this may not be asked.
      const still = holds();
      setRows((known) => known && reread(known, page.data, still));
      return;
    }
    setRows(begun(page.data, page.next_cursor));
    if (page.data.length < ENOUGH && page.next_cursor !== null) void lookFrom(page.next_cursor);
  }, [page, lookFrom]);

  const tell = useEffectEvent((items: LiveItem[]) => {
    const now = new Date();
    const how = { hold: hold(), wanted: (row: Rows['shown'][number]) => matches(row, filter, now) };
    setRows((known) => known && fed(known, items, how));
  });
  useEffect(() => {
    const batch = batched<LiveItem>(FLUSH_EVERY_MS, tell, (count) => ({ kind: 'missed', count }));
    const end = onLive(batch.add);
    return () => {
      end();
      batch.stop();
    };
  }, []);

  const lost = useFeedState() === 'lost';
  useEffect(() => {
    // While nobody listens the feed tells nothing: that is as good as skipped.
    if (lost) tell([{ kind: 'missed', count: 0 }]);
  }, [lost]);

  const again = async () => {
    const { data } = await newest.refetch();
    if (data !== undefined) setRows(begun(data.data, data.next_cursor));
  };
  return {
    newest,
    rows,
    looking,
    lookFurther: () => rows?.more && void lookFrom(rows.more),
    letIn: () => setRows((known) => known && letIn(known)),
    again: () => void again(),
  };
}
