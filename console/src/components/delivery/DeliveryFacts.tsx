import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import type { DeliveryPage } from '../../api/deliveries';
import { useSync } from '../../api/syncs';
import { count, duration } from '../../format/numbers';
import { type Fact, Facts } from '../Facts';
import { Time } from '../Time';

/** The facts of a delivery: of what and whom, when, and how often it was tried. */
export function DeliveryFacts({ delivery }: { delivery: DeliveryPage }) {
  return <Facts facts={[...ofWhat(delivery), ...when(delivery), ...howOften(delivery)]} />;
}

function ofWhat({ event_type, kind, user_id, sync_id }: DeliveryPage): Fact[] {
  const user =
    user_id === null ? (
      'None known'
    ) : (
      <Anchor component={Link} inherit to={`/users/${encodeURIComponent(user_id)}`}>
        {user_id}
      </Anchor>
    );
  return [
    { name: 'Event type', value: kind === 'user' ? `${event_type} (user change)` : event_type },
    { name: 'User', value: user },
    { name: 'Sync', value: <SyncLink id={sync_id} /> },
  ];
}

function when({ created_at, settled_at, status, latency_ms }: DeliveryPage): Fact[] {
  const facts: Fact[] = [{ name: 'Created', value: <Time at={created_at} as="full" /> }];
  if (settled_at !== null) {
    const name = status === 'delivered' ? 'Delivered' : 'Given up';
    facts.push({ name, value: <Time at={settled_at} as="full" /> });
  }
  if (latency_ms !== null) facts.push({ name: 'Latency', value: duration(latency_ms) });
  return facts;
}

function howOften({ attempts, status, next_attempt_at }: DeliveryPage): Fact[] {
  const facts: Fact[] = [{ name: 'Attempts', value: count(attempts) }];
  if (status === 'pending') {
    const next =
      next_attempt_at === null ? 'When its turn comes' : <Time at={next_attempt_at} as="ago" />;
    facts.push({ name: 'Next attempt', value: next });
  }
  return facts;
}

function SyncLink({ id }: { id: number }) {
  const sync = useSync(id);
  return (
    <Anchor component={Link} inherit to={`/syncs/${id}`}>
      {sync.data?.sync.name ?? `Sync ${id}`}
    </Anchor>
  );
}
