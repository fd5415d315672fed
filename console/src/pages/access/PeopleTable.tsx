import { ActionIcon, Badge, Group, Menu, Table, Text, VisuallyHidden } from '@mantine/core';
import { IconDots, IconPassword, IconUserMinus, IconUserShield } from '@tabler/icons-react';
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
          <Table.Th scope="col" w={56}>
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

function Actions({ person, onAction }: Omit<RowProps, 'me'>) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${person.name}`}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconUserShield size={16} aria-hidden />}
          onClick={() => onAction({ does: 'role', person })}
        >
          Change role…
        </Menu.Item>
        <Menu.Item
          leftSection={<IconPassword size={16} aria-hidden />}
          onClick={() => onAction({ does: 'password', person })}
        >
          Reset password…
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconUserMinus size={16} aria-hidden />}
          onClick={() => onAction({ does: 'remove', person })}
        >
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
