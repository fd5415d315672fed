import { Anchor, Card, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import { useSyncMetrics } from '../../api/metrics';
import type { Sync } from '../../api/syncs';
import { Sparkline } from '../../components/charts/Sparkline';
import { HealthBadge } from '../../components/HealthBadge';
import { readPeriod } from '../../components/usePeriod';
import { duration, share, shortCount } from '../../format/numbers';
import { failedOf, settledByStep } from './figures';

/** What the list looks at. */
const LAST_HOUR = readPeriod('1h', null, null);

/** The syncs, one a row. */
export function SyncTable({ syncs }: { syncs: readonly Sync[] }) {
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer
        minWidth={300}
        scrollAreaProps={{ tabIndex: 0, 'aria-label': 'Syncs' }}
      >
        <Table highlightOnHover verticalSpacing="sm" horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Sync</Table.Th>
              <Table.Th scope="col">Health</Table.Th>
              <Table.Th scope="col" visibleFrom="md">
                Settled each minute
              </Table.Th>
              <Table.Th scope="col" ta="right" visibleFrom="sm">
                Delivery rate
              </Table.Th>
              <Table.Th scope="col" ta="right" visibleFrom="sm">
                p95 latency
              </Table.Th>
              <Table.Th scope="col" ta="right" visibleFrom="xs">
                Pending
              </Table.Th>
              <Table.Th scope="col" ta="right" visibleFrom="xs">
                Failed
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {syncs.map((sync) => (
              <SyncRow key={sync.id} sync={sync} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  );
}

function SyncRow({ sync }: { sync: Sync }) {
  const metrics = useSyncMetrics(sync.id, LAST_HOUR);
  const overall = metrics.data?.overall;
  const delivered =
    overall === undefined ? 0 : overall.delivered.first + overall.delivered.after_retry;
  const failed = overall === undefined ? 0 : failedOf(overall);
  const latency = overall?.latency_ms?.p95;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={400}>
        <Anchor
          component={Link}
          to={`/syncs/${sync.id}`}
          fw={500}
          style={{ overflowWrap: 'anywhere' }}
        >
          {sync.name}
        </Anchor>
        <Text size="xs" c="dimmed" className="numbers">
          Intercom · {sync.id}
        </Text>
      </Table.Th>
      <Table.Td>
        <HealthBadge health={sync.health} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Sparkline
          values={settledByStep(metrics.data?.series ?? [])}
          label={`Deliveries settled each minute of the last hour: ${delivered + failed} in all`}
        />
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {share(delivered, delivered + failed)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="sm">
        {latency === undefined ? '–' : duration(latency)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="xs">
        {shortCount(sync.totals.pending)}
      </Table.Td>
      <Table.Td ta="right" className="numbers" visibleFrom="xs">
        {failed === 0 ? (
          shortCount(failed)
        ) : (
          <Anchor
            component={Link}
            to={`/syncs/${sync.id}/debugger?period=1h`}
            aria-label={`${shortCount(failed)} failed in ${sync.name}: see why`}
          >
            {shortCount(failed)}
          </Anchor>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
