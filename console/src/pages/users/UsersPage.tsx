import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useLatestEvents } from '../../api/events';
import { userPath } from '../../api/users';
import { EmptyState } from '../../components/EmptyState';
import { Page } from '../../components/Page';
import { Panel } from '../../components/Panel';
import { QueryState } from '../../components/QueryState';
import { Time } from '../../components/Time';
import { type SeenUser, seenLately } from './lately';
import { UserSearch } from './UserSearch';

/** Finds a user: by id, or among those seen lately. */
export function Component() {
  const latest = useLatestEvents();
  return (
    <Page title="Users" subtitle="What is known of a user, and what Intercom was told.">
      <UserSearch />
      <Panel title="Seen lately" description="Whom the latest hundred events are about.">
        <QueryState query={latest}>{(events) => <Lately users={seenLately(events)} />}</QueryState>
      </Panel>
    </Page>
  );
}

function Lately({ users }: { users: readonly SeenUser[] }) {
  if (users.length === 0) {
    return (
      <EmptyState
        icon={<IconUsers />}
        title="Nobody has been seen yet"
        action={
          <Button component={Link} to="/start">
            Send the first event
          </Button>
        }
      >
        A user appears here as soon as an event arrives that has a user ID.
      </EmptyState>
    );
  }
  return (
    <Table aria-label="Users seen lately" layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">User</Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            Last event
          </Table.Th>
          <Table.Th scope="col" w={130}>
            Last seen
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map(({ userId, lastSeen, lastEvent }) => (
          <Table.Tr key={userId}>
            <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere' }}>
              <Stack gap={0}>
                <Anchor component={Link} to={userPath(userId)} size="sm">
                  {userId}
                </Anchor>
                <Text size="xs" c="dimmed" hiddenFrom="sm">
                  {lastEvent}
                </Text>
              </Stack>
            </Table.Th>
            <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
              {lastEvent}
            </Table.Td>
            <Table.Td>
              <Time at={lastSeen} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
