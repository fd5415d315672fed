import { Group, SimpleGrid, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { type Queue, useCategories, useQueue } from '../../../api/deliveries';
import { Panel } from '../../../components/Panel';
import { QueryState } from '../../../components/QueryState';
import { Time } from '../../../components/Time';
import { count } from '../../../format/numbers';
import { plural, sentence } from '../../../format/words';
import { Upcoming } from './Upcoming';

/** What waits to be sent: why, since when, and when it is tried next. */
export function PendingPanel({ syncId }: { syncId: number }) {
  const queue = useQueue(syncId);
  return (
    <Panel
      title="Pending"
      description="What has not been sent yet, or waits to be tried again, whatever the period."
    >
      <QueryState query={queue} loading={<Loading />}>
        {(waiting) =>
          waiting.pending === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing is waiting: all that the sync has selected has settled.
            </Text>
          ) : (
            <Waiting queue={waiting} />
          )
        }
      </QueryState>
    </Panel>
  );
}

function Waiting({ queue }: { queue: Queue }) {
  return (
    <Stack gap="md">
      <Group gap="xs" align="baseline">
        <Text fz={26} fw={600} lh={1.3} className="numbers">
          {count(queue.pending)}
        </Text>
        <Text size="sm" c="dimmed">
          {plural(queue.pending, 'delivery is', 'deliveries are')} pending
          {queue.retrying > 0 && `, ${count(queue.retrying)} of them put back by a retry`}.
          {queue.next_attempt_at !== null && <NextAttempt at={queue.next_attempt_at} />}
        </Text>
      </Group>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
        <ByCategory queue={queue} />
        <div>
          <Title order={3} size="h6" mb="xs">
            By next attempt
          </Title>
          <Upcoming queue={queue} />
        </div>
      </SimpleGrid>
    </Stack>
  );
}

function NextAttempt({ at }: { at: string }) {
  if (new Date(at) <= new Date()) return ' The next attempt is due.';
  return (
    <>
      {' '}
      Next attempt <Time at={at} as="ago" />.
    </>
  );
}

function ByCategory({ queue }: { queue: Queue }) {
  const categories = useCategories();
  const meaningOf = (name: string | null) =>
    name === null
      ? 'Selected, and about to be sent for the first time.'
      : categories.data?.find(({ category }) => category === name)?.meaning;
  return (
    <div>
      <Title order={3} size="h6" mb="xs">
        By category
      </Title>
      <Table aria-label="Pending deliveries by category">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Category</Table.Th>
            <Table.Th scope="col" ta="right">
              Count
            </Table.Th>
            <Table.Th scope="col">Oldest</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {queue.by_category.map(({ category, count: n, oldest }) => (
            <Table.Tr key={category ?? ''}>
              <Table.Th scope="row" fw={400}>
                <Text size="sm" fw={600}>
                  {category === null ? 'Not sent yet' : sentence(category)}
                </Text>
                <Text size="xs" c="dimmed">
                  {meaningOf(category)}
                </Text>
              </Table.Th>
              <Table.Td ta="right" className="numbers">
                {count(n)}
              </Table.Td>
              <Table.Td>
                <Time at={oldest} as="ago" />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Loading() {
  return (
    <Stack gap="md" aria-busy="true" role="status" aria-label="Loading what is pending">
      <Skeleton height={32} width={220} />
      <Skeleton height={120} />
    </Stack>
  );
}
