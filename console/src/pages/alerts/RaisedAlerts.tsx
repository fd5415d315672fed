import { Anchor, Badge, Card, Group, Stack, Text, Title } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Alert } from '../../api/alerts';
import { Panel } from '../../components/Panel';
import { Time } from '../../components/Time';
import { mostUrgentFirst, SEVERITY_LOOKS, samplePath } from './looks';
import { ToldList } from './ToldList';

/** What is wrong at this moment. */
export function RaisedAlerts({ alerts }: { alerts: readonly Alert[] }) {
  return (
    <Panel title="At this moment">
      {alerts.length === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={20} color="var(--mantine-color-anchor)" aria-hidden="true" />
          <Text size="sm">Nothing is wrong: events are accepted and delivered.</Text>
        </Group>
      ) : (
        <Stack component="ul" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
          {mostUrgentFirst(alerts).map((alert) => (
            <li key={alert.id}>
              <Raised alert={alert} />
            </li>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Raised({ alert }: { alert: Alert }) {
  const { severity, title, reason, remedy, sync, raised_at, told } = alert;
  const look = SEVERITY_LOOKS[severity];
  return (
    <Card withBorder padding="md" bg="var(--ground)">
      <Stack gap="xs">
        <Group gap="xs">
          <Badge color={look.color}>{look.label}</Badge>
          <Text size="sm" c="dimmed">
            Since <Time at={raised_at} /> (<Time at={raised_at} as="ago" />)
          </Text>
        </Group>
        <Title order={3} size="h5" style={{ overflowWrap: 'anywhere' }}>
          {title}
        </Title>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          <strong>What to do:</strong> {remedy}
        </Text>
        <Group gap="md">
          {sync !== null && (
            <Anchor component={Link} size="sm" to={`/syncs/${sync.id}`} underline="always">
              Open {sync.name}
            </Anchor>
          )}
          <SampleLink alert={alert} />
        </Group>
        <ToldList told={told} />
      </Stack>
    </Card>
  );
}

/** The way to one delivery of many. */
export function SampleLink({ alert }: { alert: Alert }) {
  const path = samplePath(alert);
  if (path === null || alert.sample === null) return null;
  const { delivery_id, event_type, code } = alert.sample;
  const of = [event_type, code].filter((part) => part !== null).join(', ');
  return (
    <Anchor component={Link} size="sm" to={path} underline="always">
      Sample: delivery {delivery_id}
      {of !== '' && ` (${of})`}
    </Anchor>
  );
}
