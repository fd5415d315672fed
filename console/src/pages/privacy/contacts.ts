import type { DeletedContact, Deletion } from '../../api/deletions';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';

type Look = { color: string; label: string };

/** What Intercom said, in a word. */
export const CONTACT_LOOKS: Record<DeletedContact['outcome'], Look> = {
  deleted: { color: 'green', label: 'Deleted' },
  not_found: { color: 'gray', label: 'No such contact' },
  pending: { color: 'blue', label: 'On its way' },
  failed: { color: 'red', label: 'Failed' },
};

/** How a deletion stands as a whole; a contact that stayed must not look like success. */
export function lookOf({ status, intercom }: Pick<Deletion, 'status' | 'intercom'>): Look {
  if (intercom.some(({ outcome }) => outcome === 'failed')) {
    return { color: 'red', label: 'Intercom failed' };
  }
  if (status === 'pending' || intercom.some(({ outcome }) => outcome === 'pending')) {
    return { color: 'blue', label: 'On its way' };
  }
  return { color: 'green', label: 'Erased' };
}

/** `12 events, 3 deliveries and the profile`. */
export function erasedText({ events, deliveries, profile }: Deletion['erased']): string {
  if (events === 0 && deliveries === 0 && !profile) return 'Nothing was stored of the user';
  const counts = [
    `${count(events)} ${plural(events, 'event')}`,
    `${count(deliveries)} ${plural(deliveries, 'delivery', 'deliveries')}`,
  ];
  return profile ? `${counts.join(', ')} and the profile` : `${counts.join(' and ')}; no profile`;
}
