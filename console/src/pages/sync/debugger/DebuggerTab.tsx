import { Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useParams } from 'react-router';
import { DeliveryDrawer } from '../../../components/delivery/DeliveryDrawer';
import { RetryDialog, type RetryTarget } from '../../../components/delivery/RetryDialog';
import { PeriodPicker } from '../../../components/PeriodPicker';
import { usePeriod } from '../../../components/usePeriod';
import { BackfillPanel } from './BackfillPanel';
import { ExpiredPanel } from './ExpiredPanel';
import { FailuresPanel } from './FailuresPanel';
import { HeldBanner } from './HeldBanner';
import { PendingPanel } from './PendingPanel';
import { RetryProgress } from './RetryProgress';

/** Failures are looked for over days rather than minutes. */
const PERIOD = '1w';

/** What failed, what waits, and what can be sent again. */
export function Component() {
  const syncId = Number(useParams().syncId);
  const { period, setPeriod } = usePeriod(PERIOD);
  const [target, setTarget] = useState<RetryTarget | null>(null);
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm">
        <Text size="sm" c="dimmed" style={{ flex: '1 1 260px' }}>
          What failed and why, what waits, and what can be sent again.
        </Text>
        <PeriodPicker period={period} onChange={setPeriod} />
      </Group>
      <HeldBanner syncId={syncId} />
      <RetryProgress syncId={syncId} />
      <FailuresPanel syncId={syncId} period={period} onRetry={setTarget} />
      <PendingPanel syncId={syncId} />
      <ExpiredPanel syncId={syncId} period={period} onRetry={setTarget} />
      <BackfillPanel syncId={syncId} />
      <RetryDialog syncId={syncId} target={target} onClose={() => setTarget(null)} />
      <DeliveryDrawer />
    </Stack>
  );
}
