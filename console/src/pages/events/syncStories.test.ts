import { describe, expect, it } from 'vitest';
import type { EventStory } from '../../api/events';
import { syncStories } from './syncStories';
import { delivery, row, said } from './testEvents';

/** What a story shows of each sync: its sides, and the deliveries of each. */
function storyOf(syncs: EventStory['syncs'], deliveries: ReturnType<typeof delivery>[]) {
  const story: EventStory = {
    ...row(1, { syncs }),
    decided: true,
    copy_of: null,
    library: null,
    event: null,
    deliveries: deliveries.map((one) => ({ ...one, event_id: 1, exchanges: [] })),
  };
  return syncStories(story).map(({ syncId, sides }) => [
    syncId,
    sides.map((side) => `${side.kind}: ${side.deliveries.map(({ id }) => id).join()}`),
  ]);
}

describe('the story sync by sync', () => {
  it('has the event first, then the user, each with its own deliveries', () => {
    const syncs = [said({ verdict: 'selected' }, { verdict: 'selected' })];
    expect(storyOf(syncs, [delivery(5, { kind: 'user' }), delivery(6)])).toEqual([
      [1, ['event: 6', 'user: 5']],
    ]);
  });

  it('says nothing of users where the sync sends none, and knows a backfilled sync', () => {
    const backfilled = delivery(8, { sync_id: 2 });
    expect(storyOf([said({ verdict: 'not_selected' })], [backfilled])).toEqual([
      [1, ['event: ']],
      [2, ['event: 8']],
    ]);
  });
});
