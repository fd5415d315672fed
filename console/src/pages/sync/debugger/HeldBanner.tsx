import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { Link } from 'react-router';
import { type SyncHealth, useSync } from '../../../api/syncs';
import { Time } from '../../../components/Time';
import { count } from '../../../format/numbers';
import { plural } from '../../../format/words';

/** What holds a sync until somebody acts. */
const HOLDS: readonly SyncHealth['state'][] = ['credentials', 'plan_restricted', 'no_token'];

/** Says that nothing is sent until somebody acts, and that nothing is lost by it. */
export function HeldBanner({ syncId }: { syncId: number }) {
  const sync = useSync(syncId);
  if (sync.data === undefined) return null;
  const { health, totals } = sync.data.sync;
  if (!HOLDS.includes(health.state)) return null;
  const waiting =
    totals.pending === 0
      ? 'Nothing waits at this moment.'
      : `${count(totals.pending)} ${plural(totals.pending, 'delivery waits', 'deliveries wait')}.`;
  return (
    <Alert color="red" icon={<IconPlayerPause />} title="Delivery is paused">
      <Stack gap="xs" align="flex-start">
        {health.message !== null && <Text size="sm">{health.message}</Text>}
        <Text size="sm">
          Nothing is lost and no attempt is spent. {waiting} Everything goes on by itself as soon as
          a test of the connection succeeds.
          {health.since !== null && (
            <>
              {' '}
              Paused since <Time at={health.since} />.
            </>
          )}
        </Text>
        <Button
          component={Link}
          to={`/syncs/${syncId}/settings#credentials`}
          variant="default"
          size="xs"
        >
          Check the credentials
        </Button>
      </Stack>
    </Alert>
  );
}
