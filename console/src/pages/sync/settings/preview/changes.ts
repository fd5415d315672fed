import type { Changes, Difference } from '../../../../api/previews';
import { count } from '../../../../format/numbers';
import { plural } from '../../../../format/words';

/** What the changes mean for the latest events, in a sentence. */
export function changesText(changes: Changes): string {
  const { same, newly_sent: more, no_longer_sent: fewer, changed } = changes;
  const all = same + more + fewer + changed;
  if (all === 0) return 'There is no event to try them on.';
  const events = `${count(all)} ${plural(all, 'event')}`;
  if (same === all) return `They make no difference to the latest ${events}.`;
  const parts = [
    more > 0 && `${count(more)} would be sent that ${plural(more, 'is', 'are')} not sent as saved`,
    fewer > 0 && `${count(fewer)} would no longer be sent`,
    changed > 0 && `${count(changed)} would come out differently`,
  ].filter((part) => part !== false);
  return `Of the latest ${events}, ${listed(parts)}.`;
}

/** The latest of the events that differ, newest first. */
export const latestOf = (differences: readonly Difference[], most: number) =>
  differences.slice(-most).reverse();

function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
