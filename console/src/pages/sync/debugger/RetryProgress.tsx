import { Alert, Button, Card, CloseButton, Group, Progress, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useSync } from '../../../api/syncs';
import { fraction, type RetryRun, timeLeft } from '../../../components/delivery/retryProgress';
import { closeRetry, resumeRetry, useRetryRun } from '../../../components/delivery/retryRuns';
import { retryWarning } from '../../../components/delivery/retryWarning';
import { count, duration } from '../../../format/numbers';
import { plural } from '../../../format/words';

/** How far the retry that is on its way has come. */
export function RetryProgress({ syncId }: { syncId: number }) {
  const run = useRetryRun(syncId);
  if (run === null) return null;
  return (
    <Card withBorder padding="md" component="section" aria-label="Retry">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap" align="flex-start" gap="sm">
          <div>
            <Text fw={600} size="sm">
              {run.alone ? `Retry of ${run.what}` : 'Retry'}
            </Text>
            <Text size="sm" className="numbers">
              {progressText(run)}
            </Text>
          </div>
          {run.phase !== 'putting_back' && (
            <CloseButton
              aria-label="Hide the progress of the retry"
              onClick={() => closeRetry(syncId)}
            />
          )}
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={fraction(run) * 100}
            aria-label={`Retry of ${run.what}`}
            aria-valuetext={progressText(run)}
          />
        </Progress.Root>
        <Remark syncId={syncId} run={run} />
      </Stack>
    </Card>
  );
}

/** What stands below the bar: why it is slow, what came of it, or how to go on. */
function Remark({ syncId, run }: { syncId: number; run: RetryRun }) {
  const sync = useSync(syncId);
  if (run.phase === 'interrupted') return <Interrupted syncId={syncId} run={run} />;
  if (run.phase === 'done') {
    return (
      <Text size="sm" role="status">
        {resultText(run)}
      </Text>
    );
  }
  const warning = sync.data === undefined ? null : retryWarning(sync.data.sync.health);
  const left = timeLeft(run, Date.now());
  return (
    <Text size="xs" c="dimmed">
      {warning !== null && `${warning} `}
      {warning === null && left !== null && `${leftText(left)} left. `}
      {run.phase === 'putting_back'
        ? 'Keep the console open until all are put back.'
        : 'You can leave this page: it goes on by itself.'}
    </Text>
  );
}

function Interrupted({ syncId, run }: { syncId: number; run: RetryRun }) {
  const queries = useQueryClient();
  return (
    <Alert color="orange" role="alert" title="Not all were put back">
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          {run.problem ?? 'The page was closed before the server had put all of them back.'} Those
          that were put back are sent.
        </Text>
        <Button size="xs" variant="default" onClick={() => void resumeRetry(queries, syncId)}>
          Put back the rest
        </Button>
      </Stack>
    </Alert>
  );
}

/** `About 4 min 10 s`. */
const leftText = (ms: number) => (ms < 10_000 ? 'A few seconds' : `About ${duration(ms)}`);

/** `312 of 1,204 settled`. */
export function progressText(run: RetryRun): string {
  switch (run.phase) {
    case 'putting_back':
      return `Putting back: ${count(run.putBack)} of ${count(run.wanted)}`;
    case 'interrupted':
      return `${count(run.putBack)} of ${count(run.wanted)} put back`;
    case 'sending':
      return `${count(run.settled)} of ${count(run.putBack)} settled`;
    case 'done':
      return `All ${count(run.putBack)} settled`;
  }
}

/** What came of a retry, as far as it can be told. */
export function resultText({ failedAgain, putBack, which }: RetryRun): string {
  if (failedAgain === null) {
    return 'Those that failed again are listed below; the others arrived.';
  }
  // A few that were on their way at the time may have failed along with them.
  const failed = Math.min(failedAgain, putBack);
  if (which.some(({ category }) => category != null)) {
    if (failed === 0) return 'None failed again for the same reason.';
    return `${count(failed)} failed again for the same reason.`;
  }
  if (failed === 0) return `All ${count(putBack)} arrived.`;
  const arrived = putBack - failed;
  return `${count(arrived)} ${plural(arrived, 'delivery', 'deliveries')} arrived, ${count(failed)} failed again.`;
}
