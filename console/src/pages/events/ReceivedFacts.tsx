import { Anchor, Group, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { EventStory } from '../../api/events';
import { userPath } from '../../api/users';
import { CopyButton } from '../../components/CopyButton';
import { Time } from '../../components/Time';
import { bytes, duration } from '../../format/numbers';
import { doorName } from './doors';

/** Below this, an event's own time and its arrival are the same to anybody. */
const SAME_TIME_MS = 1_000;

/** When and how an event came in, and whose it is. */
export function ReceivedFacts({ story }: { story: EventStory }) {
  const delay = new Date(story.received_at).getTime() - new Date(story.time).getTime();
  return (
    <Table aria-label="How it came in" withRowBorders={false} verticalSpacing={2} layout="fixed">
      <Table.Tbody>
        <Fact name="Received">
          <Time at={story.received_at} as="full" /> through {doorName(story.endpoint)}
          {story.event !== null && `, ${bytes(sizeOf(story.event))}`}
        </Fact>
        {Math.abs(delay) >= SAME_TIME_MS && (
          <Fact name="Happened">
            <Time at={story.time} as="full" /> ({duration(Math.abs(delay))}{' '}
            {delay > 0 ? 'before it arrived' : 'after it arrived, by its own clock'})
          </Fact>
        )}
        <Fact name="User">
          {story.user_id === null ? (
            <Text span inherit c="dimmed">
              Not known: the event is anonymous
            </Text>
          ) : (
            <Anchor component={Link} inherit to={userPath(story.user_id)}>
              {story.user_id}
            </Anchor>
          )}
        </Fact>
        <IdFact name="Device ID" id={story.device_id} />
        <IdFact name="Insert ID" id={story.insert_id} />
        {story.library !== null && <Fact name="Sent by">{story.library}</Fact>}
        <IdFact name="Event" id={String(story.id)} />
      </Table.Tbody>
    </Table>
  );
}

function IdFact({ name, id }: { name: string; id: string | null }) {
  if (id === null) return null;
  return (
    <Fact name={name}>
      <Group gap={4} wrap="nowrap">
        <span className="mono">{id}</span>
        <CopyButton text={id} what={`the ${name.toLowerCase()}`} />
      </Group>
    </Fact>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" w={100} c="dimmed" fw={400} pl={0} style={{ verticalAlign: 'top' }}>
        {name}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>{children}</Table.Td>
    </Table.Tr>
  );
}

/** How large an event is as JSON. */
function sizeOf(event: unknown): number {
  return new TextEncoder().encode(JSON.stringify(event)).length;
}
