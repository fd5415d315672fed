import { Skeleton, Stack } from '@mantine/core';
import { useAlerts } from '../../api/alerts';
import { Page } from '../../components/Page';
import { QueryState } from '../../components/QueryState';
import { AlertHistory } from './AlertHistory';
import { ChannelsPanel } from './ChannelsPanel';
import { RaisedAlerts } from './RaisedAlerts';

/** What is wrong at this moment, what was, and who is told. */
export function Component() {
  const alerts = useAlerts();
  return (
    <Page
      title="Alerts"
      subtitle="Each change is told once: when something begins to be wrong, and when it is well again."
    >
      <QueryState query={alerts} loading={<Loading />}>
        {({ data, channels }) => (
          <>
            <RaisedAlerts alerts={data.filter(({ state }) => state === 'raised')} />
            <ChannelsPanel channels={channels} />
            <AlertHistory alerts={data.filter(({ state }) => state === 'cleared')} />
          </>
        )}
      </QueryState>
    </Page>
  );
}

function Loading() {
  return (
    <Stack gap="lg" aria-busy="true" role="status" aria-label="Loading the alerts">
      <Skeleton height={150} />
      <Skeleton height={120} />
      <Skeleton height={240} />
    </Stack>
  );
}
