import { Badge, Table, Text, useMatches } from '@mantine/core';
import { Fragment, useId } from 'react';
import type { Deletion } from '../../api/deletions';
import { Time } from '../../components/Time';
import { Unfold } from '../../components/Unfold';
import { useUnfolded } from '../../components/useUnfolded';
import { lookOf } from './contacts';
import { Receipt } from './Receipt';

/** How many columns there are room for. */
const COLUMNS = { base: 2, sm: 3, md: 4 };

/** The deletions; the one that the address names shows its receipt. */
export function DeletionsTable({ deletions }: { deletions: readonly Deletion[] }) {
  const { unfolded, toggle } = useUnfolded('deletion');
  return (
    <Table aria-label="Deletions" layout="fixed" verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">User</Table.Th>
          <Table.Th scope="col" w={{ base: 132, sm: 150 }}>
            State
          </Table.Th>
          <Table.Th scope="col" visibleFrom="md">
            Requested by
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm" w={160}>
            Requested
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {deletions.map((deletion) => (
          <Rows
            key={deletion.id}
            deletion={deletion}
            opened={unfolded === String(deletion.id)}
            onToggle={() => toggle(String(deletion.id))}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type RowsProps = { deletion: Deletion; opened: boolean; onToggle: () => void };

function Rows({ deletion, opened, onToggle }: RowsProps) {
  const region = useId();
  const columns = useMatches(COLUMNS);
  const { user_id, requested_at, requested_by } = deletion;
  const look = lookOf(deletion);
  return (
    <Fragment>
      <Table.Tr>
        <Table.Th scope="row" fw={400}>
          <Unfold opened={opened} onToggle={onToggle} controls={region}>
            {user_id}
          </Unfold>
          <Text component="div" size="xs" c="dimmed" pl={22} hiddenFrom="sm">
            <Time at={requested_at} />
          </Text>
        </Table.Th>
        <Table.Td>
          <Badge color={look.color}>{look.label}</Badge>
        </Table.Td>
        <Table.Td visibleFrom="md" style={{ overflowWrap: 'anywhere' }}>
          {requested_by ?? '–'}
        </Table.Td>
        <Table.Td visibleFrom="sm">
          <Time at={requested_at} />
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={columns} id={region} p={0}>
            <Receipt deletion={deletion} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
