import { ActionIcon, Badge, Group, Table, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconKey, IconUserMinus, IconUserShield } from '@tabler/icons-react';
import type { Person } from '../../api/people';
import { roleName } from '../../api/role';
import { useSession } from '../../api/session';
import { Time } from '../../components/Time';

/** What is to be done with somebody. */
export type PersonAction = { does: 'role' | 'password' | 'remove'; person: Person };

type PeopleTableProps = {
  people: readonly Person[];
  onAction: (action: PersonAction) => void;
};

/** Everybody who may sign in. */
export function PeopleTable({ people, onAction }: PeopleTableProps) {
  const who = useSession().data;
  const me = who?.via === 'session' ? who.name : null;
  return (
    <Table aria-label="People">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            Role
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            Last seen
          </Table.Th>
          <Table.Th scope="col" visibleFrom="md">
            Added
          </Table.Th>
          <Table.Th scope="col" w={104}>
            <VisuallyHidden>Actions</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Row key={person.id} person={person} me={person.name === me} onAction={onAction} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type RowProps = { person: Person; me: boolean; onAction: (action: PersonAction) => void };

function Row({ person, me, onAction }: RowProps) {
  const { name, role, built_in, created_at } = person;
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} style={{ overflowWrap: 'anywhere' }}>
        <Group gap={6}>
          {name}
          {me && <Badge size="sm">You</Badge>}
          {built_in && (
            <Badge size="sm" color="gray">
              Built in
            </Badge>
          )}
        </Group>
        <Text component="div" size="xs" c="dimmed" hiddenFrom="sm" fw={400}>
          {roleName(role)} · <LastSeen person={person} />
        </Text>
      </Table.Th>
      <Table.Td visibleFrom="sm">{roleName(role)}</Table.Td>
      <Table.Td visibleFrom="sm">
        <LastSeen person={person} />
      </Table.Td>
      <Table.Td visibleFrom="md">
        {built_in ? 'With the server' : <Time at={created_at} as="ago" />}
      </Table.Td>
      <Table.Td ta="right">{!built_in && <Actions person={person} onAction={onAction} />}</Table.Td>
    </Table.Tr>
  );
}

function LastSeen({ person: { last_seen_at } }: { person: Person }) {
  return last_seen_at === null ? 'Never signed in' : <Time at={last_seen_at} as="ago" />;
}

const ACTIONS = [
  { does: 'role', says: 'Change the role', icon: IconUserShield },
  { does: 'password', says: 'Reset the password', icon: IconKey },
  { does: 'remove', says: 'Remove', icon: IconUserMinus },
] as const;

function Actions({ person, onAction }: Omit<RowProps, 'me'>) {
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      {ACTIONS.map(({ does, says, icon: Icon }) => (
        <Tooltip key={does} label={says}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`${says}: ${person.name}`}
            onClick={() => onAction({ does, person })}
          >
            <Icon size={18} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
