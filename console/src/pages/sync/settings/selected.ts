import type { Draft } from '../draft/draft';

/** The event types that a draft selects, each once. */
export function selectedTypes(draft: Draft): string[] | 'all' {
  const { select } = draft.send_events;
  return select === 'all' ? 'all' : [...new Set(select.map(({ event_type }) => event_type))];
}
