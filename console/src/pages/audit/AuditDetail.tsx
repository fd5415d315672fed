import { Anchor, Box, Stack, Table, Text } from '@mantine/core';
import { Link } from 'react-router';
import type { AuditDifference, AuditEntry } from '../../api/audit';
import { type Fact, Facts } from '../../components/Facts';
import { Time } from '../../components/Time';
import { subjectPath, valueText } from './words';

/** All that is recorded of one change. */
export function AuditDetail({ entry }: { entry: AuditEntry }) {
  return (
    <Box p="md" bg="var(--ground)">
      <Stack gap="md">
        <Facts facts={factsOf(entry)} cols={4} />
        {entry.differences.length === 0 ? (
          <Text size="sm" c="dimmed">
            No values were changed by it.
          </Text>
        ) : (
          <Differences differences={entry.differences} />
        )}
      </Stack>
    </Box>
  );
}

function factsOf(entry: AuditEntry): Fact[] {
  const { actor, address, at, subject } = entry;
  const facts: Fact[] = [
    { name: actor.kind === 'key' ? 'Key' : 'Person', value: actor.name },
    { name: 'From the address', value: address ?? 'Not known' },
    { name: 'At', value: <Time at={at} as="full" /> },
  ];
  if (subject === null) return facts;
  const path = subjectPath(entry);
  const says = `${subject.name} (${subject.kind} ${subject.id})`;
  const value =
    path === null ? (
      says
    ) : (
      <Anchor component={Link} inherit to={path} underline="always">
        {says}
      </Anchor>
    );
  return [...facts, { name: 'Subject', value }];
}

function Differences({ differences }: { differences: readonly AuditDifference[] }) {
  return (
    <Table.ScrollContainer
      minWidth={440}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="What was changed, scrolls sideways"
    >
      <Table aria-label="What was changed" layout="fixed" withTableBorder bg="var(--surface)">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Setting</Table.Th>
            <Table.Th scope="col">Before</Table.Th>
            <Table.Th scope="col">After</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ path, before, after }) => (
            <Table.Tr key={path}>
              <Table.Th scope="row" fw={400} className="mono" style={{ overflowWrap: 'anywhere' }}>
                {path}
              </Table.Th>
              <Table.Td className="mono" style={{ overflowWrap: 'anywhere' }}>
                {valueText(before)}
              </Table.Td>
              <Table.Td className="mono" style={{ overflowWrap: 'anywhere' }}>
                {valueText(after)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
