import { Progress, Stack, Text } from '@mantine/core';
import { useId } from 'react';
import { count } from '../../../format/numbers';
import { plural } from '../../../format/words';
import { useDraft } from '../draft/context';
import { namesAdded, roomFor } from './eventNames';

const COLORS = { plenty: 'tide', scarce: 'yellow', none: 'red' } as const;

/** How much of the workspace's room for event names is in use, and what comes of a full one. */
export function EventNamesMeter() {
  const { sync, saved, draft } = useDraft();
  const { used, limit } = sync.event_names;
  const added = namesAdded(saved, draft);
  const room = roomFor(used + added, limit);
  const text = useId();
  return (
    <Stack gap={4}>
      <Text size="sm" id={text}>
        {count(used)} of {count(limit)} event names in use in this workspace
        {added > 0 && ` · up to ${count(added)} more with these changes`}
      </Text>
      <Progress.Root size="sm">
        <Progress.Section
          value={Math.min(100, (100 * used) / Math.max(1, limit))}
          color={COLORS[room]}
          aria-labelledby={text}
        />
        <Progress.Section
          value={Math.min(100, (100 * added) / Math.max(1, limit))}
          color={COLORS[room]}
          opacity={0.4}
          withAria={false}
        />
      </Progress.Root>
      {room !== 'plenty' && (
        <Text size="sm" c={room === 'none' ? 'var(--mantine-color-error)' : undefined}>
          {room === 'none'
            ? 'The workspace is full. '
            : `Room is left for ${count(limit - used - added)} ${plural(limit - used - added, 'name')}. `}
          Events whose name Intercom has no room for are discarded as “event type limit”; archive
          names in Intercom’s settings to make room, then retry them.
        </Text>
      )}
    </Stack>
  );
}
