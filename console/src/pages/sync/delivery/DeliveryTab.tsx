import { Alert, Button, Group, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { Link, useParams, useSearchParams } from 'react-router';
import {
  PERIOD_BEFORE,
  type SyncMetrics,
  useProjectMetrics,
  useSyncMetrics,
} from '../../../api/metrics';
import { useSync } from '../../../api/syncs';
import { ChartWithTable } from '../../../components/charts/ChartWithTable';
import { PeriodPicker } from '../../../components/PeriodPicker';
import { QueryState } from '../../../components/QueryState';
import { type Period, stepOf, usePeriod } from '../../../components/usePeriod';
import { count } from '../../../format/numbers';
import { BreakdownPanel } from './BreakdownPanel';
import { DeliveryTiles } from './DeliveryTiles';
import { EventTypesPanel } from './EventTypesPanel';
import { Freshness } from './Freshness';
import { figuresOf, isEmpty } from './figures';
import { PathPanel } from './PathPanel';
import { latency, latencySeries, outcomeSeries } from './series';

/** How a sync delivers: the path of what came in, figures, charts. */
export function Component() {
  const syncId = Number(useParams().syncId);
  const { period, setPeriod } = usePeriod();
  const metrics = useSyncMetrics(syncId, period);
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Stack gap={2} style={{ flex: '1 1 260px' }}>
          <Text size="sm" c="dimmed">
            What came in and what became of it, counted as it happens. What is older than five hours
            is kept by the hour.
          </Text>
          {metrics.data !== undefined && (
            <Freshness readAt={metrics.dataUpdatedAt} stale={metrics.isRefetchError} />
          )}
        </Stack>
        <PeriodPicker period={period} onChange={setPeriod} />
      </Group>
      <QueryState query={metrics} loading={<Loading />}>
        {(found) => <Delivery syncId={syncId} period={period} metrics={found} />}
      </QueryState>
    </Stack>
  );
}

type DeliveryProps = { syncId: number; period: Period; metrics: SyncMetrics };

function Delivery({ syncId, period, metrics }: DeliveryProps) {
  const [search] = useSearchParams();
  const project = useProjectMetrics(period);
  const metricsBefore = useSyncMetrics(syncId, period, PERIOD_BEFORE);
  const projectBefore = useProjectMetrics(period, PERIOD_BEFORE);
  const figures = figuresOf(metrics.overall, project.data);
  const before =
    metricsBefore.data === undefined
      ? null
      : figuresOf(metricsBefore.data.overall, projectBefore.data);
  const steps = metrics.series.map(({ start }) => new Date(start));
  const stepMs = stepOf(period.lengthMs).ms;
  return (
    <>
      {isEmpty(figures) && <Nothing syncId={syncId} />}
      <PathPanel
        syncId={syncId}
        figures={figures}
        before={before}
        pending={metrics.pending}
        period={periodOf(period, search)}
      />
      <DeliveryTiles figures={figures} before={before} />
      <ChartWithTable
        name="outcomes"
        title="Outcomes"
        description="How deliveries ended, step by step."
        chart={{ steps, stepMs, series: outcomeSeries(metrics.series) }}
        kind="stacked"
        blank="Nothing settled in this period."
        format={count}
      />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <ChartWithTable
          name="latency"
          title="Latency"
          description="From acceptance to Intercom's answer, in percentiles."
          chart={{ steps, stepMs, series: latencySeries(metrics.series) }}
          kind="lines"
          blank="Nothing was delivered in this period."
          format={latency}
        />
        <BreakdownPanel figures={figures} />
      </SimpleGrid>
      <EventTypesPanel syncId={syncId} byEventType={metrics.overall.by_event_type} />
    </>
  );
}

/** Says why there is nothing to see, and what to do. */
function Nothing({ syncId }: { syncId: number }) {
  const sync = useSync(syncId);
  const disabled = sync.data?.sync.health.state === 'disabled';
  return (
    <Alert icon={<IconInfoCircle />} color="gray" title="Nothing happened in this period">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {disabled
            ? 'The sync is switched off. Switch it on to send what comes in.'
            : 'No event came that this sync could have selected. Choose a longer period, or look at what arrives.'}
        </Text>
        <Button
          component={Link}
          variant="default"
          size="xs"
          to={disabled ? `/syncs/${syncId}/settings` : '/events'}
        >
          {disabled ? 'Open its settings' : 'See what arrives'}
        </Button>
      </Stack>
    </Alert>
  );
}

/** The period as another page's address takes it. */
function periodOf(period: Period, search: URLSearchParams): string {
  const params = new URLSearchParams({ period: period.name });
  for (const bound of ['from', 'to']) {
    const value = search.get(bound);
    if (period.fixed !== null && value !== null) params.set(bound, value);
  }
  return params.toString();
}

function Loading() {
  return (
    <Stack gap="lg" aria-busy="true" role="status" aria-label="Loading the figures">
      <Skeleton height={190} />
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        {['delivered', 'not', 'rate', 'latency'].map((tile) => (
          <Skeleton key={tile} height={104} />
        ))}
      </SimpleGrid>
      <Skeleton height={340} />
    </Stack>
  );
}
