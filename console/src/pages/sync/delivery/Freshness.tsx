import { Group, Text } from '@mantine/core';
import { IconCircleDashed, IconCircleFilled } from '@tabler/icons-react';
import { type FeedState, useFeedState } from '../../../api/live';
import { Time } from '../../../components/Time';

const WORDS: Record<FeedState, string> = {
  open: 'Live',
  connecting: 'Connecting',
  lost: 'Not live',
};

type FreshnessProps = {
  /** When the figures were last read, in milliseconds. */
  readAt: number;
  /** Whether reading them again failed since. */
  stale: boolean;
};

/** How fresh the figures are. */
export function Freshness({ readAt, stale }: FreshnessProps) {
  const feed = useFeedState();
  const live = feed === 'open' && !stale;
  return (
    <Group gap={6} wrap="nowrap">
      {live ? (
        <IconCircleFilled size={8} color="var(--outcome-delivered)" aria-hidden />
      ) : (
        <IconCircleDashed size={10} color="var(--outcome-pending)" aria-hidden />
      )}
      <Text component="div" size="xs" c="dimmed">
        {stale ? 'Could not be read again' : WORDS[feed]}, as of{' '}
        <Time at={new Date(readAt).toISOString()} />
      </Text>
    </Group>
  );
}
