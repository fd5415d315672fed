import { bounds } from '../../components/filter/when';
import { allFates, type Row } from './fates';
import type { EventFilter } from './filters';

/** Whether an event is one that the API would find by `filter`. */
export function matches(row: Row, filter: EventFilter, now: Date): boolean {
  return (
    is(filter.userId, row.user_id) &&
    is(filter.eventType, row.event_type) &&
    is(filter.insertId, row.insert_id) &&
    is(filter.deviceId, row.device_id) &&
    isWithin(row, filter, now) &&
    hasFate(row, filter)
  );
}

function is(wanted: string | null, value: string | null): boolean {
  return wanted === null || wanted === value;
}

function isWithin(row: Row, { when }: EventFilter, now: Date): boolean {
  const received = new Date(row.received_at);
  const { from, to } = bounds(when, now);
  return (from === null || received >= from) && (to === null || received < to);
}

/** The outcome and the sync belong together: this outcome at that sync. */
function hasFate(row: Row, { outcome, syncId }: EventFilter): boolean {
  if (outcome === null && syncId === null) return true;
  return allFates(row).some(
    (one) =>
      (outcome === null || one.fate === outcome) && (syncId === null || one.syncId === syncId),
  );
}
