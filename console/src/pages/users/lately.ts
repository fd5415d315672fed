import type { EventRow } from '../../api/events';

/** A user who was seen lately, and the newest of their events. */
export type SeenUser = { userId: string; lastSeen: string; lastEvent: string; events: number };

/** Who the latest events are about, whoever was seen last first. */
export function seenLately(events: readonly EventRow[]): SeenUser[] {
  const users = new Map<string, SeenUser>();
  for (const { user_id, received_at, event_type } of events) {
    if (user_id === null) continue;
    const known = users.get(user_id);
    if (known !== undefined) known.events += 1;
    else
      users.set(user_id, {
        userId: user_id,
        lastSeen: received_at,
        lastEvent: event_type,
        events: 1,
      });
  }
  return [...users.values()];
}
