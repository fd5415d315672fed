import { Badge, Tooltip } from '@mantine/core';
import type { SyncHealth } from '../api/syncs';

const LOOKS: Record<SyncHealth['state'], { color: string; label: string }> = {
  ok: { color: 'green', label: 'OK' },
  disabled: { color: 'gray', label: 'Disabled' },
  rate_limited: { color: 'yellow', label: 'Rate limited' },
  failing: { color: 'orange', label: 'Failing' },
  credentials: { color: 'red', label: 'Credentials refused' },
  plan_restricted: { color: 'red', label: 'Plan restricted' },
  no_token: { color: 'red', label: 'No access token' },
};

/** How a sync fares, in one word; what to do, when it is pointed at. */
export function HealthBadge({ health }: { health: SyncHealth }) {
  const look = LOOKS[health.state];
  return (
    <Tooltip label={health.message} disabled={health.message === null} multiline maw={320}>
      <Badge color={look.color} leftSection={<Dot />}>
        {look.label}
      </Badge>
    </Tooltip>
  );
}

function Dot() {
  return (
    <svg width="6" height="6" aria-hidden="true">
      <circle cx="3" cy="3" r="3" fill="currentColor" />
    </svg>
  );
}
