import { Box, Group, Stack, Text } from '@mantine/core';
import type { Queue } from '../../../api/deliveries';
import { count } from '../../../format/numbers';

type Within = Queue['upcoming'][number]['within'];

const WORDS: Record<Within, string> = {
  now: 'Now',
  '1m': 'Within 1 minute',
  '10m': 'Within 10 minutes',
  '1h': 'Within 1 hour',
  later: 'Later',
  behind_earlier: 'Behind an earlier one of the same user',
};

/** When what waits is tried next, as bars. */
export function Upcoming({ queue }: { queue: Queue }) {
  const most = Math.max(1, ...queue.upcoming.map((step) => step.count));
  return (
    <Stack component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
      {queue.upcoming.map(({ within, count: n }) => (
        <li key={within}>
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <Text size="sm">{WORDS[within]}</Text>
            <Text size="sm" className="numbers">
              {count(n)}
            </Text>
          </Group>
          <Box h={6} mt={2} bg="var(--line)" style={{ borderRadius: 3, overflow: 'hidden' }}>
            <Box h="100%" w={`${(n / most) * 100}%`} bg="var(--outcome-pending)" />
          </Box>
        </li>
      ))}
    </Stack>
  );
}
