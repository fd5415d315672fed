import type { SyncMetrics } from '../../../api/metrics';

/** The counts of a time in which nothing happened. */
export const quiet: SyncMetrics['overall'] = {
  selected: { events: 0, users: 0 },
  delivered: { first: 0, after_retry: 0 },
  retried: {},
  discarded: {},
  expired: {},
  skipped: {},
  latency_ms: null,
  by_event_type: {},
};
