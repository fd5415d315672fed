import { Badge, type MantineSize } from '@mantine/core';
import type { Schemas } from '../api/client';
import { categoryName } from '../format/words';

/** What became of an event: the outcome of a delivery, or why there is none. */
export type Fate =
  | Schemas['DeliveryStatus']
  | 'filtered'
  | 'not_selected'
  | 'no_change'
  | 'duplicate'
  | 'selected';

const COLORS: Record<Fate, string> = {
  delivered: 'tide',
  pending: 'yellow',
  discarded: 'red',
  expired: 'grape',
  filtered: 'gray',
  not_selected: 'gray',
  no_change: 'gray',
  duplicate: 'gray',
  selected: 'blue',
};

const WORDS: Record<Fate, string> = {
  delivered: 'Delivered',
  pending: 'Pending',
  discarded: 'Discarded',
  expired: 'Expired',
  filtered: 'Filtered',
  not_selected: 'Not selected',
  no_change: 'No change',
  duplicate: 'Duplicate',
  selected: 'Selected',
};

/** A fate in words, where no badge stands. */
export const fateName = (fate: Fate) => WORDS[fate];

type OutcomeBadgeProps = { fate: Fate; category?: string | null; size?: MantineSize };

export function OutcomeBadge({ fate, category, size }: OutcomeBadgeProps) {
  const reason = category ? ` · ${categoryName(category)}` : '';
  return (
    <Badge color={COLORS[fate]} size={size ?? 'md'}>
      {WORDS[fate]}
      {reason}
    </Badge>
  );
}
