import { Badge, Box, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { DeletedContact, Deletion } from '../../api/deletions';
import { Facts } from '../../components/Facts';
import { Time } from '../../components/Time';
import { CONTACT_LOOKS, erasedText } from './contacts';
import { LiftSuppression } from './LiftSuppression';

/** What proves that a user was erased. */
export function Receipt({ deletion }: { deletion: Deletion }) {
  const { id, requested_at, requested_by, erased, erased_at, intercom, status } = deletion;
  return (
    <Box p="md" bg="var(--ground)">
      <Stack gap="md">
        <Facts
          facts={[
            { name: 'Receipt', value: `Deletion ${id}` },
            { name: 'Requested', value: <Time at={requested_at} as="full" /> },
            { name: 'Requested by', value: requested_by ?? 'Not said' },
            {
              name: 'Erased here',
              value: erased_at === null ? 'Not finished yet' : <Time at={erased_at} as="full" />,
            },
            { name: 'What was erased', value: status === 'pending' ? '–' : erasedText(erased) },
          ]}
        />
        <Contacts contacts={intercom} />
        <Suppression deletion={deletion} />
      </Stack>
    </Box>
  );
}

function Contacts({ contacts }: { contacts: readonly DeletedContact[] }) {
  return (
    <div>
      <Title order={3} size="h6" mb={4}>
        In Intercom
      </Title>
      {contacts.length === 0 ? (
        <Text size="sm" c="dimmed">
          The deletion of the contact was not asked for, or there was no sync.
        </Text>
      ) : (
        <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: 'none' }}>
          {contacts.map(({ sync_id, sync_name, outcome, message }) => (
            <Group component="li" key={sync_id} gap="xs">
              <Text span size="sm">
                {sync_name}
              </Text>
              <Badge color={CONTACT_LOOKS[outcome].color}>{CONTACT_LOOKS[outcome].label}</Badge>
              {message !== null && (
                <Text span size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                  {message}
                </Text>
              )}
            </Group>
          ))}
        </Stack>
      )}
    </div>
  );
}

function Suppression({ deletion }: { deletion: Deletion }) {
  const [opened, { open, close }] = useDisclosure();
  return (
    <Group gap="sm">
      <Text size="sm" style={{ flex: '1 1 260px' }}>
        {deletion.suppressed
          ? 'Events with this user ID are turned away, so that nothing brings the user back.'
          : 'Events with this user ID are accepted again.'}
      </Text>
      {deletion.suppressed && (
        <Button size="xs" variant="default" onClick={open}>
          Let the user come back…
        </Button>
      )}
      <LiftSuppression deletion={deletion} opened={opened} onClose={close} />
    </Group>
  );
}
