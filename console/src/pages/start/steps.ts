import type { Project } from '../../api/project';
import type { Sync } from '../../api/syncs';

/** One step on the way to the first delivered event. */
export type Step = {
  id: 'event' | 'sync' | 'enabled' | 'delivered';
  title: string;
  /** What it takes, or what was found. */
  says: string;
  done: boolean;
};

/** The steps, and which are done. */
export function stepsOf(
  project: Pick<Project, 'seen'>,
  syncs: readonly Pick<Sync, 'enabled' | 'totals'>[],
): Step[] {
  const arrived = project.seen.first_event_at !== null;
  const delivered = syncs.some((sync) => sync.totals.delivered > 0);
  return [
    {
      id: 'event',
      title: 'Send an event',
      says: arrived ? 'Events arrive.' : 'Waiting for the first event …',
      done: arrived,
    },
    {
      id: 'sync',
      title: 'Create a sync',
      says: 'A sync says which events, users and properties go to Intercom.',
      done: syncs.length > 0,
    },
    {
      id: 'enabled',
      title: 'Choose what it sends, and switch it on',
      says: 'Enter Intercom’s access token, pick the events, look at the preview, and save.',
      done: syncs.some((sync) => sync.enabled),
    },
    {
      id: 'delivered',
      title: 'See the first delivery',
      says: delivered
        ? 'An event has reached Intercom.'
        : 'Waiting for an event that the sync selects …',
      done: delivered,
    },
  ];
}
