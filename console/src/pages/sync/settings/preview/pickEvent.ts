import type { EventRow } from '../../../../api/events';
import { bareName, type Draft } from '../../draft/draft';

/** What tells an event in a list. */
export type EventFacts = Pick<
  EventRow,
  'id' | 'event_type' | 'user_id' | 'device_id' | 'received_at' | 'duplicate' | 'changed'
>;

/** As what a sync wants an event; `null` where it has nothing to do with it. */
export type Wanted = (event: EventFacts) => 'event' | 'user' | null;

const CONTROL = ['$identify', '$groupidentify'];

/**
 * Which events a draft wants, by what is known of them in a list: their type, and the user
 * properties that they changed. Its conditions are what the preview is for.
 */
export function wantedBy({ send_events: events, send_users: users }: Draft): Wanted {
  const { select } = events;
  const types = new Set(select === 'all' ? [] : select.map(({ event_type }) => event_type));
  const properties = new Set(users.user_properties.map(({ property }) => bareName(property)));
  const asEvent = ({ event_type }: EventFacts) =>
    select === 'all' ? !CONTROL.includes(event_type) : types.has(event_type);
  const asChange = ({ changed }: EventFacts) => changed.some((name) => properties.has(name));
  return (event) => {
    if (event.duplicate) return null;
    if (events.enabled && asEvent(event)) return 'event';
    return users.enabled && asChange(event) ? 'user' : null;
  };
}

/**
 * The event to show while nobody has picked one: the newest that is sent as an event, the newest
 * that changes a user, or the newest. The one that is shown stays, however much comes, until it is
 * not wanted and another is.
 */
export function chooseEvent<T extends EventFacts>(
  shown: T | null,
  recent: readonly T[],
  wanted: Wanted,
): T | null {
  const newest = (as: 'event' | 'user') => recent.find((event) => wanted(event) === as);
  const best = newest('event') ?? newest('user');
  if (shown !== null && (wanted(shown) !== null || best === undefined)) return shown;
  return best ?? recent[0] ?? null;
}

/** The event that an address picks (`?preview=4213`); `null` for none, and for what can't be one. */
export function readPick(search: URLSearchParams): number | null {
  const text = search.get('preview') ?? '';
  const id = Number(text);
  return /^\d+$/.test(text) && Number.isSafeInteger(id) ? id : null;
}

/** Who sent an event, in a word. */
export const senderOf = ({ user_id, device_id }: EventFacts) =>
  user_id ?? (device_id === null ? 'nobody known' : `device ${device_id}`);
