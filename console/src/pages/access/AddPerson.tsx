import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { messageOf } from '../../api/errors';
import { useAddPerson } from '../../api/people';
import { aRole, type Role } from '../../api/role';
import { ShownOnce } from '../../components/ShownOnce';
import { RoleField } from './RoleField';

/** The longest name that the server takes. */
const LONGEST_NAME = 64;

/** Adds somebody, and shows the password that they sign in with. */
export function AddPerson({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const add = useAddPerson();
  const close = () => {
    add.reset();
    onClose();
  };
  const added = add.data;
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={added === undefined ? 'Add a person' : `${added.name} was added`}
      // A slip of the mouse must not lose what is never shown again.
      closeOnClickOutside={added === undefined}
    >
      {added === undefined ? (
        <Form add={add} onClose={close} />
      ) : (
        <ShownOnce
          what={`the password of ${added.name}`}
          secret={added.password}
          says={`${added.name} signs in with this name and this password, as ${aRole(added.role)}, and can then change the password.`}
          onDone={close}
        />
      )}
    </Modal>
  );
}

type FormProps = { add: ReturnType<typeof useAddPerson>; onClose: () => void };

function Form({ add, onClose }: FormProps) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ name: name.trim(), role });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="What they sign in with, and how the audit log names them."
          data-autofocus
          autoComplete="off"
          maxLength={LONGEST_NAME}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={add.error === null ? undefined : messageOf(add.error)}
        />
        <RoleField role={role} onChange={setRole} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={add.isPending}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
