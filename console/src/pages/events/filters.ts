import type { EventOutcome, EventQuery } from '../../api/events';
import { bounds, readWhen, WHEN_NAMES, type When, writeWhen } from '../../components/filter/when';

/** What narrows the list of events; `null` and `any` for what does not. */
export type EventFilter = {
  userId: string | null;
  eventType: string | null;
  insertId: string | null;
  deviceId: string | null;
  outcome: EventOutcome | null;
  syncId: number | null;
  when: When;
};

export const NO_FILTER: EventFilter = {
  userId: null,
  eventType: null,
  insertId: null,
  deviceId: null,
  outcome: null,
  syncId: null,
  when: { kind: 'any' },
};

export const OUTCOMES: readonly EventOutcome[] = [
  'delivered',
  'pending',
  'discarded',
  'expired',
  'filtered',
  'not_selected',
  'no_change',
  'duplicate',
];

/** The parameters of the address that are a filter's, by the API's own names. */
const TEXTS = [
  ['userId', 'user_id'],
  ['eventType', 'event_type'],
  ['insertId', 'insert_id'],
  ['deviceId', 'device_id'],
] as const;

const NAMES = [...TEXTS.map(([, name]) => name), 'outcome', 'sync_id', ...WHEN_NAMES];

/** Reads the filter in an address; what can't be read narrows nothing. */
export function readFilter(search: URLSearchParams): EventFilter {
  const text = (name: string) => search.get(name) || null;
  const sync = Number(text('sync_id') ?? Number.NaN);
  return {
    userId: text('user_id'),
    eventType: text('event_type'),
    insertId: text('insert_id'),
    deviceId: text('device_id'),
    outcome: OUTCOMES.find((outcome) => outcome === search.get('outcome')) ?? null,
    syncId: Number.isSafeInteger(sync) ? sync : null,
    when: readWhen(search),
  };
}

/** Puts a filter into an address in the place of the one that was there; the rest stays. */
export function writeFilter(search: URLSearchParams, filter: EventFilter): URLSearchParams {
  const written = new URLSearchParams(search);
  for (const name of NAMES) written.delete(name);
  for (const [key, name] of TEXTS) {
    const value = filter[key];
    if (value !== null && value !== '') written.set(name, value);
  }
  if (filter.outcome !== null) written.set('outcome', filter.outcome);
  if (filter.syncId !== null) written.set('sync_id', String(filter.syncId));
  writeWhen(written, filter.when);
  return written;
}

/** The filter as the API takes it at this moment. */
export function queryOf(filter: EventFilter, now: Date): EventQuery {
  const query: EventQuery = {};
  for (const [key, name] of TEXTS) {
    const value = filter[key];
    if (value !== null) query[name] = value;
  }
  if (filter.outcome !== null) query.outcome = filter.outcome;
  if (filter.syncId !== null) query.sync_id = filter.syncId;
  const { from, to } = bounds(filter.when, now);
  if (from !== null) query.from = from.toISOString();
  if (to !== null) query.to = to.toISOString();
  return query;
}

/** The filter as one text: the same for the same filter. */
export const keyOf = (filter: EventFilter) => writeFilter(new URLSearchParams(), filter).toString();

export const isNarrow = (filter: EventFilter) => keyOf(filter) !== '';
