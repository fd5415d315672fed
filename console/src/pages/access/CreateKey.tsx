import { Button, Code, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../api/errors';
import { useCreateKey } from '../../api/keys';
import { aRole, type Role } from '../../api/role';
import { CopyButton } from '../../components/CopyButton';
import { ShownOnce } from '../../components/ShownOnce';
import type { KeyKind } from './keys';
import { RoleField } from './RoleField';

/** The longest name that the server takes. */
const LONGEST_NAME = 64;

const KINDS: readonly { kind: KeyKind; name: string; says: string }[] = [
  { kind: 'api', name: 'API key', says: 'For SDKs and whatever sends events. It is no secret.' },
  { kind: 'secret', name: 'Secret key', says: 'For scripts and tools that use the API.' },
];

/** Creates a key, and shows it. */
export function CreateKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const create = useCreateKey();
  const close = () => {
    create.reset();
    onClose();
  };
  const created = create.data;
  const once = created?.kind === 'secret';
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={created === undefined ? 'Create a key' : `The key “${created.name}” was created`}
      // A slip of the mouse must not lose what is never shown again.
      closeOnClickOutside={!once}
    >
      {created === undefined && <Form create={create} onClose={close} />}
      {created?.kind === 'secret' && (
        <ShownOnce
          what={`the key ${created.name}`}
          secret={created.key ?? ''}
          says={`With an API key it opens the API, as ${aRole(created.role ?? 'viewer')}.`}
          onDone={close}
        />
      )}
      {created?.kind === 'api' && <ApiKeyMade apiKey={created.key ?? ''} onDone={close} />}
    </Modal>
  );
}

function ApiKeyMade({ apiKey, onDone }: { apiKey: string; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Events that carry it are accepted from now on. It can be read here at any time.
      </Text>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Code fz="sm" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
          {apiKey}
        </Code>
        <CopyButton text={apiKey} what="the API key" label="Copy" />
      </Group>
      <Group justify="flex-end">
        <Button data-autofocus onClick={onDone}>
          Done
        </Button>
      </Group>
    </Stack>
  );
}

type FormProps = { create: ReturnType<typeof useCreateKey>; onClose: () => void };

function Form({ create, onClose }: FormProps) {
  const [kind, setKind] = useState<KeyKind>('api');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const key = { kind, name: name.trim() };
    create.mutate(kind === 'secret' ? { ...key, role } : key);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group
          label="Kind"
          value={kind}
          onChange={(value) => setKind(value === 'secret' ? 'secret' : 'api')}
        >
          <Stack gap="xs" mt="xs">
            {KINDS.map((known) => (
              <Radio
                key={known.kind}
                value={known.kind}
                label={known.name}
                description={known.says}
                styles={{ description: { color: 'var(--mantine-color-dimmed)' } }}
              />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label="Name"
          description="Who or what uses it, so that you know what stops when you revoke it."
          placeholder={kind === 'api' ? 'iOS app' : 'Nightly report'}
          data-autofocus
          autoComplete="off"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={create.error === null ? undefined : messageOf(create.error)}
        />
        {kind === 'secret' && <RoleField role={role} onChange={setRole} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
            Create
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
