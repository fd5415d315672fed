import type { EventOutcome, EventQuery } from '../../api/events';
import { PERIODS } from '../../components/usePeriod';

/** One of the named periods, counted back from now; or from and to, either of which may be open. */
export type When =
  | { kind: 'any' }
  | { kind: 'last'; period: (typeof PERIODS)[number]['value'] }
  | { kind: 'between'; from: string | null; to: string | null };

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

const NAMES = [...TEXTS.map(([, name]) => name), 'outcome', 'sync_id', 'period', 'from', 'to'];

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
    when: readWhen(text('period'), text('from'), text('to')),
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

/** From when on, and before when, at this moment. */
export function bounds(when: When, now: Date): { from: Date | null; to: Date | null } {
  switch (when.kind) {
    case 'any':
      return { from: null, to: null };
    case 'last': {
      const ms = PERIODS.find(({ value }) => value === when.period)?.ms ?? 0;
      return { from: new Date(now.getTime() - ms), to: null };
    }
    case 'between':
      return { from: dateOf(when.from), to: dateOf(when.to) };
  }
}

/** `last hour`, `last 2 weeks`. */
export function lastName(period: (typeof PERIODS)[number]['value']): string {
  const label = PERIODS.find(({ value }) => value === period)?.label ?? period;
  return `last ${label.replace(/^1 /, '')}`;
}

/** The filter as one text: the same for the same filter. */
export const keyOf = (filter: EventFilter) => writeFilter(new URLSearchParams(), filter).toString();

export const isNarrow = (filter: EventFilter) => keyOf(filter) !== '';

function readWhen(period: string | null, from: string | null, to: string | null): When {
  const known = PERIODS.find(({ value }) => value === period);
  if (known !== undefined) return { kind: 'last', period: known.value };
  const between = { from: timeOf(from), to: timeOf(to) };
  if (period !== 'custom' || (between.from === null && between.to === null)) return { kind: 'any' };
  return { kind: 'between', ...between };
}

function writeWhen(search: URLSearchParams, when: When) {
  if (when.kind === 'last') search.set('period', when.period);
  if (when.kind !== 'between') return;
  search.set('period', 'custom');
  if (when.from !== null) search.set('from', when.from);
  if (when.to !== null) search.set('to', when.to);
}

/** A moment that can be read, as it was written. */
function timeOf(text: string | null): string | null {
  return dateOf(text) === null ? null : text;
}

function dateOf(text: string | null): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}
