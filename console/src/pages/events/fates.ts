import type { Schemas } from '../../api/client';
import type { EventRow, EventSeen } from '../../api/events';
import type { Fate } from '../../components/OutcomeBadge';

export type Delivery = Schemas['DeliveryView'];
export type Verdict = Schemas['VerdictView'];

/** An event of the list. What came of one that the feed told is not known yet: `null`. */
export type Row = EventSeen & { deliveries: Delivery[] | null };

/** What became of an event at one sync, as an event or as a change of the user. */
export type RowFate = {
  /** `null` for what was decided before any sync: a duplicate. */
  syncId: number | null;
  kind: Schemas['DeliveryKind'] | null;
  fate: Fate;
  category: string | null;
  /** The condition that did not hold, of what was filtered. */
  condition: string | null;
  latencyMs: number | null;
  attempts: number;
};

const NOTHING_MORE = { category: null, condition: null, latencyMs: null, attempts: 0 };

/** Which of the reasons for sending nothing says most. */
const TELLING: Fate[] = ['filtered', 'not_selected', 'no_change'];

/** Everything that became of an event, sync by sync: the event first, then the user. */
export function allFates(row: Row | EventRow): RowFate[] {
  if (row.duplicate) {
    return [{ ...NOTHING_MORE, syncId: null, kind: null, fate: 'duplicate' }];
  }
  const told = row.syncs.flatMap(({ sync_id, event, user }) => [
    ...fateOf(row, sync_id, 'event', event),
    ...fateOf(row, sync_id, 'user', user),
  ]);
  // A backfill makes deliveries for syncs that said nothing when the event came.
  const known = (one: Delivery) =>
    told.some(({ syncId, kind }) => syncId === one.sync_id && kind === one.kind);
  const later = (row.deliveries ?? []).filter((delivery) => !known(delivery));
  return [...told, ...later.map(delivered)];
}

/** What a list shows of it: what is sent, and one reason for each sync that sends nothing. */
export function shownFates(row: Row | EventRow): RowFate[] {
  const all = allFates(row);
  const syncs = [...new Set(all.map(({ syncId }) => syncId))];
  return syncs.flatMap((sync) => {
    const fates = all.filter(({ syncId }) => syncId === sync);
    const sent = fates.filter(({ fate }) => !TELLING.includes(fate));
    if (sent.length > 0) return sent;
    return fates.sort((a, b) => TELLING.indexOf(a.fate) - TELLING.indexOf(b.fate)).slice(0, 1);
  });
}

function fateOf(
  row: Row | EventRow,
  syncId: number,
  kind: Schemas['DeliveryKind'],
  verdict: Verdict | null | undefined,
): RowFate[] {
  if (verdict === null || verdict === undefined) return [];
  // The newest one: a backfill may have made another.
  const made = row.deliveries?.filter((one) => one.sync_id === syncId && one.kind === kind).at(-1);
  if (made !== undefined) return [delivered(made)];
  const nothing = { ...NOTHING_MORE, syncId, kind };
  switch (verdict.verdict) {
    case 'selected':
      // A delivery is made with the decision; one that is not there any more was kept for less long.
      return [{ ...nothing, fate: row.deliveries === null ? 'pending' : 'selected' }];
    case 'discarded':
      return [{ ...nothing, fate: 'discarded', category: verdict.category }];
    case 'filtered':
      return [{ ...nothing, fate: 'filtered', condition: verdict.condition }];
    default:
      return [{ ...nothing, fate: verdict.verdict }];
  }
}

function delivered(delivery: Delivery): RowFate {
  return {
    syncId: delivery.sync_id,
    kind: delivery.kind,
    fate: delivery.status,
    category: delivery.category,
    condition: null,
    latencyMs: delivery.latency_ms,
    attempts: delivery.attempts,
  };
}
