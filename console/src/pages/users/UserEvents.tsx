import { Anchor, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { newestEventsQuery } from '../../api/events';
import { Panel } from '../../components/Panel';
import { QueryState } from '../../components/QueryState';
import { EventDrawer } from '../events/EventDrawer';
import { EventTable } from '../events/EventTable';
import { neighbours } from '../events/neighbours';
import { returnToRow, useOpenEvent } from '../events/openEvent';

/** How many of a user's events the profile shows; the page of events shows them all. */
const SHOWN = 20;

type UserEventsProps = { userId: string; syncNames: ReadonlyMap<number, string> };

/** The latest events of a user, and the story of the one that is open. */
export function UserEvents({ userId, syncNames }: UserEventsProps) {
  const events = useQuery(newestEventsQuery(`user ${userId}`, () => ({ user_id: userId })));
  const { id: openId, open, close } = useOpenEvent();
  const shown = events.data?.data.slice(0, SHOWN) ?? [];
  return (
    <Panel
      title="Recent events"
      aside={
        <Anchor
          component={Link}
          size="sm"
          to={`/events?${new URLSearchParams({ user_id: userId })}`}
        >
          See all in Events
        </Anchor>
      }
    >
      <QueryState query={events}>
        {({ data }) =>
          data.length === 0 ? (
            <Text size="sm" c="dimmed">
              The user's events are older than what is kept.
            </Text>
          ) : (
            <EventTable
              rows={shown}
              label="Recent events"
              syncNames={syncNames}
              openId={openId}
              onOpen={open}
              withUser={false}
            />
          )
        }
      </QueryState>
      <EventDrawer
        id={openId}
        syncNames={syncNames}
        around={neighbours(shown, openId)}
        onGo={(id) => open(id, { replace: true })}
        onClose={() => {
          close();
          returnToRow(openId);
        }}
      />
    </Panel>
  );
}
