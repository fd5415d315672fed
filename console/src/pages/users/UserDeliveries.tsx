import { Anchor, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Delivery } from '../../api/deliveries';
import { useDeliveryInAddress } from '../../components/delivery/useDeliveryInAddress';
import { OutcomeBadge } from '../../components/OutcomeBadge';
import { Panel } from '../../components/Panel';
import { Time } from '../../components/Time';
import { duration } from '../../format/numbers';

type UserDeliveriesProps = {
  deliveries: readonly Delivery[];
  syncNames: ReadonlyMap<number, string>;
};

/** What Intercom was told of a user; each opens with its requests and answers. */
export function UserDeliveries({ deliveries, syncNames }: UserDeliveriesProps) {
  return (
    <Panel
      title="What Intercom was told"
      description="The latest deliveries through all syncs, each with its requests and answers."
    >
      {deliveries.length === 0 ? (
        <Text size="sm" c="dimmed">
          No sync has selected anything of this user yet.
        </Text>
      ) : (
        <Table aria-label="What Intercom was told">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">What</Table.Th>
              <Table.Th scope="col" visibleFrom="sm">
                When
              </Table.Th>
              {syncNames.size > 1 && (
                <Table.Th scope="col" visibleFrom="md">
                  Sync
                </Table.Th>
              )}
              <Table.Th scope="col">Outcome</Table.Th>
              <Table.Th scope="col" ta="right" visibleFrom="sm">
                Latency
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {deliveries.map((delivery) => (
              <Row key={delivery.id} delivery={delivery} syncNames={syncNames} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

type RowProps = { delivery: Delivery; syncNames: ReadonlyMap<number, string> };

function Row({ delivery, syncNames }: RowProps) {
  const { linkTo } = useDeliveryInAddress();
  const { id, kind, event_type, status, category, latency_ms } = delivery;
  const what = kind === 'user' ? 'User update' : event_type;
  return (
    <Table.Tr>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        <Anchor
          component={Link}
          to={linkTo(id)}
          size="sm"
          fw={500}
          aria-label={`Open delivery ${id}: ${what}`}
        >
          {what}
        </Anchor>
        <Text component="div" size="xs" c="dimmed" hiddenFrom="sm">
          <Time at={delivery.created_at} />
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Time at={delivery.created_at} />
      </Table.Td>
      {syncNames.size > 1 && (
        <Table.Td visibleFrom="md">
          {syncNames.get(delivery.sync_id) ?? `Sync ${delivery.sync_id}`}
        </Table.Td>
      )}
      <Table.Td>
        <OutcomeBadge fate={status} category={category} />
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {latency_ms === null ? '–' : duration(latency_ms)}
      </Table.Td>
    </Table.Tr>
  );
}
