import { Anchor, Badge, Box, Button, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Failure } from '../../../api/deliveries';
import { DeliveryTable } from '../../../components/delivery/DeliveryTable';
import { oneDelivery, type RetryTarget } from '../../../components/delivery/RetryDialog';
import type { Period } from '../../../components/usePeriod';
import { count } from '../../../format/numbers';
import { categoryName, plural } from '../../../format/words';
import { DeliveryList } from './DeliveryList';
import { mendIn } from './mends';

type FailureDetailProps = {
  syncId: number;
  period: Period;
  failure: Failure;
  onRetry: (target: RetryTarget) => void;
};

/** One category at full length: what it means, what to do, and what it struck. */
export function FailureDetail({ syncId, period, failure, onRetry }: FailureDetailProps) {
  const mend = mendIn(syncId, failure.category);
  return (
    // What is inside must not widen the table: it scrolls by itself.
    <Box p="md" bg="var(--ground)" style={{ contain: 'inline-size' }}>
      <Stack gap="lg">
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
          <Part title="What it means">
            <Text size="sm">{failure.meaning}</Text>
          </Part>
          <Part title="What to do">
            <Text size="sm">{failure.remedy}</Text>
            {mend !== null && (
              <Anchor component={Link} to={mend.to} size="sm">
                {mend.label}
              </Anchor>
            )}
          </Part>
        </SimpleGrid>
        <Part title="Event types">
          <Group component="ul" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
            {failure.event_types.map(({ event_type, count: n }) => (
              <Badge component="li" key={event_type} color="gray" size="lg" maw="100%">
                {event_type} · {count(n)}
              </Badge>
            ))}
          </Group>
        </Part>
        <Deliveries syncId={syncId} period={period} failure={failure} onRetry={onRetry} />
      </Stack>
    </Box>
  );
}

/** Some deliveries to look at, or all of them (`?list=all`). */
function Deliveries({ syncId, period, failure, onRetry }: FailureDetailProps) {
  const [search, setSearch] = useSearchParams();
  const { category, status, samples } = failure;
  const whole = search.get('list') === 'all';
  const show = (all: boolean) =>
    setSearch(
      (params) => {
        if (all) params.set('list', 'all');
        else params.delete('list');
        return params;
      },
      { replace: true },
    );
  const label = `Deliveries: ${categoryName(category)}`;
  return (
    <Part
      title={whole ? 'All deliveries' : 'Samples'}
      aside={
        failure.count > samples.length || whole ? (
          <Button size="compact-sm" variant="subtle" onClick={() => show(!whole)}>
            {whole
              ? 'Only samples'
              : `All ${count(failure.count)} ${plural(failure.count, 'delivery', 'deliveries')} of this category`}
          </Button>
        ) : null
      }
    >
      {whole ? (
        <DeliveryList
          syncId={syncId}
          filter={{ status, category, period }}
          label={label}
          onRetry={onRetry}
        />
      ) : (
        <DeliveryTable
          deliveries={samples}
          label={label}
          onRetry={({ id }) => onRetry(oneDelivery(id))}
        />
      )}
    </Part>
  );
}

type PartProps = { title: string; aside?: ReactNode; children: ReactNode };

function Part({ title, aside, children }: PartProps) {
  return (
    <div style={{ minWidth: 0 }}>
      <Group justify="space-between" gap="sm" mb={4}>
        <Title order={3} size="h6">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </div>
  );
}
