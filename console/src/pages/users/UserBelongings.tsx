import { SimpleGrid, Stack, Text } from '@mantine/core';
import type { User } from '../../api/users';
import { CopyButton } from '../../components/CopyButton';
import { Facts } from '../../components/Facts';
import { Panel } from '../../components/Panel';

/** The groups that a user is in, and the devices that are theirs. */
export function UserBelongings({ user }: { user: User }) {
  const groups = Object.entries(user.groups);
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel title="Devices" description="Where the user has logged in.">
        {user.devices.length === 0 ? (
          <Nothing>No device is known.</Nothing>
        ) : (
          <Stack component="ul" gap={4} p={0} m={0} style={{ listStyle: 'none' }}>
            {user.devices.map((device) => (
              <li key={device}>
                <span className="mono" style={{ overflowWrap: 'anywhere' }}>
                  {device}
                </span>{' '}
                <CopyButton text={device} what={`the device ID ${device}`} />
              </li>
            ))}
          </Stack>
        )}
      </Panel>
      <Panel title="Groups" description="What the user belongs to, by group type.">
        {groups.length === 0 ? (
          <Nothing>The user is in no group.</Nothing>
        ) : (
          <Facts
            cols={2}
            facts={groups.map(([type, names]) => ({ name: type, value: names.join(', ') }))}
          />
        )}
      </Panel>
    </SimpleGrid>
  );
}

function Nothing({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}
