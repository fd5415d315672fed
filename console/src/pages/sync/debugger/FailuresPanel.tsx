import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconRotateClockwise } from '@tabler/icons-react';
import { type Failure, useFailures } from '../../../api/deliveries';
import type { RetryTarget } from '../../../components/delivery/RetryDialog';
import { EmptyState } from '../../../components/EmptyState';
import { Panel } from '../../../components/Panel';
import { QueryState } from '../../../components/QueryState';
import { RoleButton } from '../../../components/RoleButton';
import type { Period } from '../../../components/usePeriod';
import { count } from '../../../format/numbers';
import { plural } from '../../../format/words';
import { FailuresTable } from './FailuresTable';
import { timesOf } from './timesOf';

type FailuresPanelProps = {
  syncId: number;
  period: Period;
  onRetry: (target: RetryTarget) => void;
};

/** What failed in the period, by category. */
export function FailuresPanel({ syncId, period, onRetry }: FailuresPanelProps) {
  const failures = useFailures(syncId, period);
  const all = failures.data?.reduce((sum, failure) => sum + failure.count, 0) ?? 0;
  return (
    <Panel
      title="Failures"
      description="What was discarded or has expired in this period, by category. Its payload is kept as long as the log keeps events."
      aside={
        all > 0 && (
          <RoleButton
            needs="editor"
            size="xs"
            variant="default"
            leftSection={<IconRotateClockwise size={16} aria-hidden />}
            onClick={() =>
              onRetry({
                which: [timesOf(period)],
                what: 'all failures of the period',
                failed: all,
              })
            }
          >
            Retry all of the period
          </RoleButton>
        )
      }
    >
      <QueryState query={failures} loading={<Loading />}>
        {(list) =>
          list.length === 0 ? (
            <EmptyState icon={<IconCircleCheck />} title="Nothing has failed">
              Every delivery of this period has arrived or is still on its way.
            </EmptyState>
          ) : (
            <Stack gap="sm">
              <Text size="sm" className="numbers">
                {summary(list, all)}
              </Text>
              <FailuresTable syncId={syncId} period={period} failures={list} onRetry={onRetry} />
            </Stack>
          )
        }
      </QueryState>
    </Panel>
  );
}

function summary(failures: readonly Failure[], all: number): string {
  const categories = plural(failures.length, 'category', 'categories');
  return `${count(all)} ${plural(all, 'delivery', 'deliveries')} failed, in ${count(failures.length)} ${categories}.`;
}

function Loading() {
  return (
    <Stack gap="sm" aria-busy="true" role="status" aria-label="Loading the failures">
      {['first', 'second', 'third'].map((line) => (
        <Group key={line} gap="md" wrap="nowrap">
          <Skeleton height={22} width="30%" />
          <Skeleton height={22} width="50%" visibleFrom="md" />
          <Skeleton height={22} width="20%" />
        </Group>
      ))}
    </Stack>
  );
}
