import type { SyncDocument } from '../../../api/syncs';

/** From this share on the meter warns. */
const NEARLY_FULL = 0.8;

export type Room = 'plenty' | 'scarce' | 'none';

export function roomFor(used: number, limit: number): Room {
  if (used >= limit) return 'none';
  return used >= limit * NEARLY_FULL ? 'scarce' : 'plenty';
}

/** How many event names a draft selects that the saved document does not. */
export function namesAdded(saved: SyncDocument, draft: SyncDocument): number {
  const before = selected(saved);
  return [...selected(draft)].filter((name) => !before.has(name)).length;
}

/** Names as Intercom tells events apart: without case, `.` and `$` as `-`. */
function selected({ enabled, send_events }: SyncDocument): Set<string> {
  const select = send_events?.select;
  if (!enabled || !send_events?.enabled || select === undefined || select === 'all') {
    return new Set();
  }
  return new Set(select.map(({ event_type }) => event_type.replaceAll(/[.$]/g, '-').toLowerCase()));
}
