import type { Schemas } from '../../api/client';
import type { EventStory } from '../../api/events';
import type { Verdict } from './fates';

type Delivery = EventStory['deliveries'][number];

/** What a sync said to an event, as an event and as a change of the user, and what it sent. */
export type SyncStory = {
  syncId: number;
  sides: { kind: Schemas['DeliveryKind']; verdict: Verdict | null; deliveries: Delivery[] }[];
};

/** The story sync by sync, in the order in which they decided; the event first, then the user. */
export function syncStories({ syncs, deliveries }: EventStory): SyncStory[] {
  const ids = new Set([...syncs, ...deliveries].map(({ sync_id }) => sync_id));
  return [...ids].map((syncId) => {
    const said = syncs.find(({ sync_id }) => sync_id === syncId);
    const sides = (['event', 'user'] as const).map((kind) => ({
      kind,
      verdict: said?.[kind] ?? null,
      deliveries: deliveries.filter((one) => one.sync_id === syncId && one.kind === kind),
    }));
    // A sync that sends no users says nothing of them.
    return { syncId, sides: sides.filter(told) };
  });
}

function told({ verdict, deliveries }: SyncStory['sides'][number]): boolean {
  return verdict !== null || deliveries.length > 0;
}
