import { Skeleton, Stack, Text, Timeline } from '@mantine/core';
import { IconArrowDown, IconCopy, IconHourglass, IconSend, IconUser } from '@tabler/icons-react';
import { Link } from 'react-router';
import { ApiError } from '../../api/errors';
import { type EventStory, useEventStory } from '../../api/events';
import { EmptyState } from '../../components/EmptyState';
import { QueryState } from '../../components/QueryState';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { withEvent } from './openEvent';
import { PropertyNames } from './PropertyNames';
import { RawEvent } from './RawEvent';
import { ReceivedFacts } from './ReceivedFacts';
import { StepTitle } from './StepTitle';
import { SyncStep } from './SyncStep';
import { type SyncStory, syncStories } from './syncStories';

type EventStoryViewProps = { id: number; syncNames: ReadonlyMap<number, string> };

/** What happened to an event, step by step, from its arrival to Intercom's answers. */
export function EventStoryView({ id, syncNames }: EventStoryViewProps) {
  const story = useEventStory(id);
  if (story.error instanceof ApiError && story.error.status === 404) return <Gone id={id} />;
  return (
    <QueryState query={story} loading={<Loading />}>
      {(event) => <Steps story={event} syncNames={syncNames} />}
    </QueryState>
  );
}

function Steps({
  story,
  syncNames,
}: {
  story: EventStory;
  syncNames: EventStoryViewProps['syncNames'];
}) {
  const syncs = syncStories(story);
  const title = <StepTitle>{story.duplicate ? 'Received once more' : 'Received'}</StepTitle>;
  return (
    <Stack gap="xl">
      <Timeline bulletSize={26} lineWidth={2} active={99}>
        <Timeline.Item bullet={<IconArrowDown size={14} aria-hidden />} title={title}>
          <ReceivedFacts story={story} />
        </Timeline.Item>
        {story.duplicate && (
          <Timeline.Item
            bullet={<IconCopy size={14} aria-hidden />}
            title={<StepTitle>A copy: nothing follows from it</StepTitle>}
          >
            <CopyOf story={story} />
          </Timeline.Item>
        )}
        {!story.decided && (
          <Timeline.Item
            bullet={<IconHourglass size={14} aria-hidden />}
            title={<StepTitle>Being decided on</StepTitle>}
          >
            <Text size="sm">
              {story.event === null
                ? 'What was decided is not kept any more.'
                : 'It is safe on the disk. What each sync makes of it is known in a moment.'}
            </Text>
          </Timeline.Item>
        )}
        {story.decided && !story.duplicate && (
          <Timeline.Item
            bullet={<IconUser size={14} aria-hidden />}
            title={<StepTitle>{changedTitle(story.changed.length)}</StepTitle>}
          >
            <PropertyNames names={story.changed} />
          </Timeline.Item>
        )}
        {syncs.map((sync: SyncStory) => (
          <Timeline.Item
            key={sync.syncId}
            bullet={<IconSend size={14} aria-hidden />}
            title={
              <StepTitle to={`/syncs/${sync.syncId}`}>
                {syncNames.get(sync.syncId) ?? `Sync ${sync.syncId}`}
              </StepTitle>
            }
          >
            <SyncStep sync={sync} alone={syncs.length === 1} />
          </Timeline.Item>
        ))}
      </Timeline>
      {story.decided && !story.duplicate && syncs.length === 0 && (
        <Text size="sm" c="dimmed">
          No sync was there to send it.
        </Text>
      )}
      <RawEvent event={story.event} />
    </Stack>
  );
}

function CopyOf({ story }: { story: EventStory }) {
  if (story.copy_of === null) {
    return <Text size="sm">The event that it is a copy of is not kept any more.</Text>;
  }
  return (
    <Text size="sm">
      It has the insert ID of{' '}
      <Link to={{ search: withEvent(window.location.search, story.copy_of) }}>
        an earlier event
      </Link>
      .
    </Text>
  );
}

function changedTitle(changed: number): string {
  if (changed === 0) return 'No user property changed';
  return `${count(changed)} user ${plural(changed, 'property', 'properties')} changed`;
}

function Gone({ id }: { id: number }) {
  return (
    <EmptyState icon={<IconHourglass />} title="This event is not kept any more">
      Nothing is known of event {id}. Events and what became of them are kept for as long as the
      project's retention says; or the address is not right.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap="lg" role="status" aria-busy="true" aria-label="Loading the event">
      <Skeleton height={22} width="40%" />
      <Skeleton height={130} />
      <Skeleton height={22} width="50%" />
      <Skeleton height={220} />
    </Stack>
  );
}
