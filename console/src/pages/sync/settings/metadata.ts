import { bareName, type PropertyDraft } from '../draft/draft';

/** What becomes of one selected property (product.md 5, metadata). */
export type KeyFate =
  | 'sent'
  /** Beyond what Intercom's API reference promises to keep. */
  | 'doubtful'
  /** Beyond `metadata_limit`. */
  | 'cut'
  /** An earlier property has the same key, and wins. */
  | 'taken';

export type Key = { key: string; fate: KeyFate };

export type MetadataPlan = {
  event: Key[];
  user: Key[];
  /** How many keys there are, each counted once. */
  count: number;
  /** Where the first key stands that is not sent. */
  cut: { list: 'event' | 'user'; before: number } | null;
};

/** The keys that Intercom's API reference promises to keep. */
export const PROMISED_KEYS = 10;

/** The most metadata keys that anyone at Intercom promises. */
export const MOST_KEYS = 20;

/** Intercom forbids these in keys; `_` stands in their place (product.md 5). */
const FORBIDDEN = '.$~`!@#%^&*\'{}|\\"\0';

/** The key as Intercom gets it. */
export const mendedKey = (key: string) =>
  [...key].map((letter) => (FORBIDDEN.includes(letter) ? '_' : letter)).join('');

/** What becomes of the selected properties: the event's first, then the user's. */
export function metadataPlan(
  eventProperties: readonly PropertyDraft[],
  userProperties: readonly PropertyDraft[],
  limit: number,
): MetadataPlan {
  const taken = new Set<string>();
  let cut: MetadataPlan['cut'] = null;
  const plan = (list: 'event' | 'user') => (entry: PropertyDraft, place: number) => {
    const name = list === 'event' ? entry.property : bareName(entry.property);
    const key = mendedKey(entry.as.trim() === '' ? name : entry.as.trim());
    // Intercom's keys are without case.
    const folded = key.toLowerCase();
    if (taken.has(folded)) return { key, fate: 'taken' as const };
    taken.add(folded);
    const fate = fateOf(taken.size, limit);
    if (fate === 'cut') cut ??= { list, before: place };
    return { key, fate };
  };
  const event = eventProperties.map(plan('event'));
  const user = userProperties.map(plan('user'));
  return { event, user, count: taken.size, cut };
}

function fateOf(place: number, limit: number): KeyFate {
  if (place > limit) return 'cut';
  return place > PROMISED_KEYS ? 'doubtful' : 'sent';
}
