import { Anchor, Button } from '@mantine/core';
import { IconActivity, IconSearch } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '../../components/EmptyState';
import { Time } from '../../components/Time';
import { type EventFilter, isNarrow, NO_FILTER } from './filters';

type NoEventsProps = {
  filter: EventFilter;
  onFilter: (filter: EventFilter) => void;
  /** How far it was looked back. */
  backTo: string | null;
};

/** Stands where no event is: nothing has come yet, or nothing fits. */
export function NoEvents({ filter, onFilter, backTo }: NoEventsProps) {
  if (!isNarrow(filter)) {
    return (
      <EmptyState
        icon={<IconActivity />}
        title="No events yet"
        action={
          <Button component={Link} to="/start">
            Send the first event
          </Button>
        }
      >
        Events appear here within a second of their arrival.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconSearch />}
      title="No event fits"
      action={
        <Button variant="default" onClick={() => onFilter(NO_FILTER)}>
          Clear the filters
        </Button>
      }
    >
      {backTo !== null && (
        <p>
          Looked back to <Time at={backTo} />. There may be older ones.
        </p>
      )}
      {hintOf(filter)} What fits and arrives from now on appears by itself.
      {filter.userId !== null && (
        <p>
          <Anchor component={Link} inherit to={`/users/${encodeURIComponent(filter.userId)}`}>
            What is known of {filter.userId}
          </Anchor>
        </p>
      )}
    </EmptyState>
  );
}

/** What to loosen first. */
function hintOf({ userId, insertId, deviceId, eventType, outcome, when }: EventFilter): string {
  if (when.kind !== 'any') return 'Try a longer time.';
  if (userId !== null || insertId !== null || deviceId !== null) {
    return 'Ids are compared exactly, letter by letter.';
  }
  if (outcome !== null) return 'Try any outcome.';
  if (eventType !== null) return 'Event types are compared exactly, letter by letter.';
  return 'Remove a filter.';
}
