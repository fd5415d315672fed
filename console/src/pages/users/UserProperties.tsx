import { Badge, Group, Table, Text } from '@mantine/core';
import { Panel } from '../../components/Panel';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { typeOf, valueText } from './values';

type UserPropertiesProps = { properties: Record<string, unknown> };

/** What is known of a user, with the type of each value: types are kept on the way to Intercom. */
export function UserProperties({ properties }: UserPropertiesProps) {
  const entries = Object.entries(properties).sort(([a], [b]) => a.localeCompare(b));
  const n = entries.length;
  return (
    <Panel
      title="User properties"
      description={`${count(n)} ${plural(n, 'property', 'properties')}, as conditions and mappings see them.`}
    >
      {n === 0 ? (
        <Text size="sm" c="dimmed">
          No property has been set.
        </Text>
      ) : (
        <Table aria-label="User properties" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col" w="34%">
                Property
              </Table.Th>
              <Table.Th scope="col">Value</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400} style={{ overflowWrap: 'anywhere' }}>
                  {name}
                </Table.Th>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  <Group gap="xs" justify="space-between" align="flex-start" wrap="nowrap">
                    <span>{valueText(value)}</span>
                    <Badge color="gray" size="sm" style={{ flex: 'none' }}>
                      {typeOf(value)}
                    </Badge>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
