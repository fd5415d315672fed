import { Group, List, Stack, Text } from '@mantine/core';
import type { TrialDelivery } from '../../../../api/previews';
import { Meaning } from '../../../../components/delivery/Meaning';
import { Exchange } from '../../../../components/Exchange';
import { OutcomeBadge } from '../../../../components/OutcomeBadge';
import { sentence } from '../../draft/faults';
import { Marked } from './Marked';

const SENT_AS = { event: 'As an event', user: 'As a change of the user' };

/** What was sent of a test event, and what Intercom said. */
export function TrialView({ sent }: { sent: readonly TrialDelivery[] }) {
  return sent.map((delivery) => (
    <Stack key={delivery.kind} gap="sm">
      <Group gap="xs">
        <Text fw={500}>{SENT_AS[delivery.kind]}</Text>
        <OutcomeBadge fate={delivery.status} category={delivery.category} />
      </Group>
      <Meaning status={delivery.status} category={delivery.category} />
      {delivery.notes.length > 0 && (
        <List size="sm">
          {delivery.notes.map((note) => (
            <List.Item key={note}>
              <Marked text={sentence(note)} />
            </List.Item>
          ))}
        </List>
      )}
      {delivery.exchanges.map((exchange) => (
        <Exchange key={exchange.started_at + exchange.request.url} exchange={exchange} />
      ))}
    </Stack>
  ));
}
