import type { LiveAttempt, LiveItem } from '../../api/live';
import type { Delivery, Row, Verdict } from './fates';

export const AT = '2026-11-25T07:16:32.122Z';

/** The sync that tests speak of. */
export const SYNC = 1;

/** An event of a list, on which no sync has said anything. */
export function row(id: number, change: Partial<Row> = {}): Row {
  return {
    id,
    offset: id,
    received_at: AT,
    time: AT,
    endpoint: 'http_v2',
    event_type: 'Order Completed',
    user_id: 'ann',
    device_id: 'device-1',
    insert_id: `insert-${id}`,
    duplicate: false,
    changed: [],
    syncs: [],
    deliveries: [],
    ...change,
  };
}

/** What a sync said to an event, and to the change of the user that it brought. */
export const said = (event: Verdict | null, user: Verdict | null = null, sync_id = SYNC) => ({
  sync_id,
  event,
  user,
});

export function delivery(id: number, change: Partial<Delivery> = {}): Delivery {
  return {
    id,
    sync_id: SYNC,
    kind: 'event',
    status: 'delivered',
    category: null,
    event_type: 'Order Completed',
    user_id: 'ann',
    received_at: AT,
    created_at: AT,
    settled_at: AT,
    next_attempt_at: null,
    attempts: 1,
    latency_ms: 250,
    notes: [],
    ...change,
  };
}

/** The feed tells an event: what came of it is not known yet. */
export function toldEvent(id: number, change: Partial<Row> = {}): LiveItem {
  const { deliveries: _unknown, ...event } = row(id, change);
  return { kind: 'event', event };
}

/** The feed tells an attempt of the delivery `id`. */
export function toldAttempt(id: number, change: Partial<LiveAttempt> = {}): LiveItem {
  const attempt: LiveAttempt = {
    id,
    sync_id: SYNC,
    kind: 'event',
    status: 'delivered',
    category: null,
    event_type: 'Order Completed',
    user_id: 'ann',
    at: AT,
    attempts: 1,
    requests: 1,
    latency_ms: 250,
    next_attempt_at: null,
    notes: [],
    ...change,
  };
  return { kind: 'delivery', attempt };
}
