import { Button, Card, Group, Modal, Stack, Text, TextInput, ThemeIcon } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconMessage2 } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { messageOf } from '../../api/errors';
import { type SyncDocument, useCreateSync } from '../../api/syncs';
import { RoleButton } from '../../components/RoleButton';

type CreateSyncProps = { destination: Schemas['DestinationView'] };

/** A destination, and the way to a sync with it: a name, and its settings follow. */
export function CreateSync({ destination }: CreateSyncProps) {
  const [opened, { open, close }] = useDisclosure();
  const [name, setName] = useState('');
  const create = useCreateSync();
  const navigate = useNavigate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(firstDocument(name.trim(), destination), {
      onSuccess: ({ sync }) => navigate(`/syncs/${sync.id}/settings`),
    });
  };
  return (
    <Card withBorder padding="lg">
      <Stack gap="md" h="100%" justify="space-between">
        <Group wrap="nowrap" align="flex-start">
          <ThemeIcon size={40} variant="light">
            <IconMessage2 aria-hidden="true" />
          </ThemeIcon>
          <div>
            <Text fw={600}>{destination.name}</Text>
            <Text size="sm" c="dimmed">
              {destination.description}
            </Text>
          </div>
        </Group>
        <RoleButton
          needs="editor"
          onClick={open}
          variant="default"
          aria-label={`Add ${destination.name}`}
        >
          Add {destination.name}
        </RoleButton>
      </Stack>
      <Modal opened={opened} onClose={close} title={`A sync with ${destination.name}`}>
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label="Sync name"
              description="How you will know it in lists and messages."
              placeholder={`Product events to ${destination.name}`}
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={create.error === null ? undefined : messageOf(create.error)}
            />
            <Text size="sm" c="dimmed">
              Nothing is sent before you have chosen what, and switched it on.
            </Text>
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
                Create Sync
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </Card>
  );
}

/** A sync that is off and sends nothing, mapped as most are. */
function firstDocument(name: string, destination: Schemas['DestinationView']): SyncDocument {
  return {
    name,
    destination: 'intercom',
    enabled: false,
    credentials: { endpoint: destination.endpoints[0]?.value ?? 'us' },
    mapping: { user_property: 'user_id', intercom_id: 'user_id' },
    send_events: {
      enabled: true,
      select: [],
      where: [],
      event_properties: [],
      user_properties: [],
      unknown_user: 'discard',
    },
  };
}
