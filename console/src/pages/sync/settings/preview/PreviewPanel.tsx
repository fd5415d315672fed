import { Anchor, Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiError } from '../../../../api/errors';
import { ErrorState } from '../../../../components/ErrorState';
import { Panel } from '../../../../components/Panel';
import { EventPicker } from './EventPicker';
import { EventPreview } from './EventPreview';
import { Loading } from './Loading';
import { usePick } from './usePick';

/** What would become of a recent event with the sync as it is being written. */
export function PreviewPanel() {
  const pick = usePick();
  const { id, shown, recent, wanted, sent } = pick;
  if (id === null && recent.data !== undefined) return <NoEvents />;
  if (id === null && recent.isError) {
    return (
      <PreviewFrame>
        <ErrorState error={recent.error} onRetry={() => void recent.refetch()} />
      </PreviewFrame>
    );
  }
  const gone = isGone(sent);
  const story = sent.data;
  return (
    <PreviewFrame>
      <Stack gap="md">
        <EventPicker recent={recent} shown={shown} wanted={wanted} onPick={pick.pick} />
        {gone && <Gone onLetGo={pick.picked ? () => pick.pick(null) : null} />}
        {!gone && story === undefined && sent.isError && (
          <ErrorState error={sent.error} onRetry={() => void sent.refetch()} />
        )}
        {!gone && story === undefined && !sent.isError && <Loading />}
        {!gone && story !== undefined && <EventPreview event={story} onPick={pick.pick} />}
      </Stack>
    </PreviewFrame>
  );
}

function PreviewFrame({ children }: { children: ReactNode }) {
  return (
    <Panel
      title="Live preview"
      description="What this form would make of a recent event. Sends nothing."
    >
      {children}
    </Panel>
  );
}

function NoEvents() {
  return (
    <PreviewFrame>
      <Text size="sm" c="dimmed">
        No event has come in yet. Once one has, this shows what the sync would make of it.{' '}
        <Anchor component={Link} to="/project" inherit underline="always">
          How to send events
        </Anchor>
      </Text>
    </PreviewFrame>
  );
}

/** The log keeps events for a while; an address may name one that it has not. */
function isGone({ data, error }: ReturnType<typeof usePick>['sent']): boolean {
  if (error instanceof ApiError && error.status === 404) return true;
  return data !== undefined && data.event === null;
}

function Gone({ onLetGo }: { onLetGo: (() => void) | null }) {
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">This event is not kept any more. Pick another one.</Text>
      {onLetGo !== null && (
        <Button size="xs" variant="default" onClick={onLetGo}>
          Show the newest
        </Button>
      )}
    </Stack>
  );
}
