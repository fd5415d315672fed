import { Button, Text } from '@mantine/core';
import { IconDownload, IconRotateClockwise } from '@tabler/icons-react';
import { useFailures } from '../../../api/deliveries';
import type { RetryTarget } from '../../../components/delivery/RetryDialog';
import { Panel } from '../../../components/Panel';
import { RoleButton } from '../../../components/RoleButton';
import type { Period } from '../../../components/usePeriod';
import { DeliveryList } from './DeliveryList';
import { downloadJson } from './download';
import { timesOf } from './timesOf';

type ExpiredPanelProps = {
  syncId: number;
  period: Period;
  onRetry: (target: RetryTarget) => void;
};

/** What was given up in the period, since its retries were used up. */
export function ExpiredPanel({ syncId, period, onRetry }: ExpiredPanelProps) {
  const failures = useFailures(syncId, period);
  const expired = failures.data?.filter(({ status }) => status === 'expired') ?? [];
  const retryAll = () => {
    const times = timesOf(period);
    onRetry({
      which: expired.map(({ category }) => ({ category, ...times })),
      what: 'what has expired in the period',
      failed: expired.reduce((sum, { count }) => sum + count, 0),
    });
  };
  return (
    <Panel
      title="Expired payloads"
      description="What was given up in this period: its retries were used up."
      aside={
        expired.length > 0 && (
          <RoleButton
            needs="editor"
            size="xs"
            variant="default"
            leftSection={<IconRotateClockwise size={16} aria-hidden />}
            onClick={retryAll}
          >
            Retry all that expired
          </RoleButton>
        )
      }
    >
      <DeliveryList
        syncId={syncId}
        filter={{ status: 'expired', period }}
        label="Expired deliveries"
        withReason
        onRetry={onRetry}
        empty={
          <Text size="sm" c="dimmed">
            Nothing has expired in this period.
          </Text>
        }
        actions={(shown) => (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => downloadJson(shown, `expired-deliveries-${syncId}.json`)}
          >
            Download as JSON
          </Button>
        )}
      />
    </Panel>
  );
}
