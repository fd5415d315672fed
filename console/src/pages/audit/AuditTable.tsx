import { Table, Text, useMatches } from '@mantine/core';
import { Fragment, useId } from 'react';
import type { AuditEntry } from '../../api/audit';
import { Time } from '../../components/Time';
import { Unfold } from '../../components/Unfold';
import { useUnfolded } from '../../components/useUnfolded';
import { AuditDetail } from './AuditDetail';
import { actionName } from './words';

/** How many columns there are room for. */
const COLUMNS = { base: 2, sm: 3, md: 4 };

/** The entries, newest first; the one that the address names is unfolded. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const { unfolded, toggle } = useUnfolded('entry');
  return (
    <Table aria-label="Audit log" layout="fixed" verticalSpacing="sm">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Action</Table.Th>
          <Table.Th scope="col" visibleFrom="md">
            Subject
          </Table.Th>
          <Table.Th scope="col" visibleFrom="sm">
            Who
          </Table.Th>
          <Table.Th scope="col" w={{ base: 132, sm: 160 }}>
            When
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Rows
            key={entry.id}
            entry={entry}
            opened={unfolded === String(entry.id)}
            onToggle={() => toggle(String(entry.id))}
          />
        ))}
      </Table.Tbody>
    </Table>
  );
}

type RowsProps = { entry: AuditEntry; opened: boolean; onToggle: () => void };

function Rows({ entry, opened, onToggle }: RowsProps) {
  const region = useId();
  const columns = useMatches(COLUMNS);
  const { action, subject, actor, at } = entry;
  return (
    <Fragment>
      <Table.Tr>
        <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
          <Unfold opened={opened} onToggle={onToggle} controls={region}>
            {actionName(action)}
          </Unfold>
          <Text size="xs" c="dimmed" pl={22} hiddenFrom="md">
            {subject?.name ?? ''}
            <Text span inherit hiddenFrom="sm">
              {subject === null ? '' : ' · '}
              {actor.name}
            </Text>
          </Text>
        </Table.Th>
        <Table.Td visibleFrom="md" style={{ overflowWrap: 'anywhere' }}>
          {subject?.name ?? '–'}
        </Table.Td>
        <Table.Td visibleFrom="sm" style={{ overflowWrap: 'anywhere' }}>
          {actor.name}
          {actor.kind === 'key' && (
            <Text span size="xs" c="dimmed">
              {' '}
              (key)
            </Text>
          )}
        </Table.Td>
        <Table.Td>
          <Time at={at} />
        </Table.Td>
      </Table.Tr>
      {opened && (
        <Table.Tr>
          <Table.Td colSpan={columns} id={region} p={0}>
            <AuditDetail entry={entry} />
          </Table.Td>
        </Table.Tr>
      )}
    </Fragment>
  );
}
