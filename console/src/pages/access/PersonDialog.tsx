import { Modal, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type Person, useChangeRole, useRemovePerson, useResetPassword } from '../../api/people';
import { aRole } from '../../api/role';
import { Confirm } from '../../components/Confirm';
import { ShownOnce } from '../../components/ShownOnce';
import { useLast } from '../../components/useLast';
import type { PersonAction } from './PeopleTable';
import { RoleField } from './RoleField';

type PersonDialogProps = { action: PersonAction | null; onClose: () => void };

/** What is asked before something is done with somebody. */
export function PersonDialog({ action, onClose }: PersonDialogProps) {
  // What is closing still says what it is about.
  const shown = useLast(action ?? undefined, 'dialog');
  if (shown === undefined) return null;
  const { does, person } = shown;
  const dialog = { person, opened: action !== null, onClose };
  if (does === 'role') return <ChangeRole {...dialog} />;
  if (does === 'password') return <ResetPassword key={person.id} {...dialog} />;
  return <Remove {...dialog} />;
}

type DialogProps = { person: Person; opened: boolean; onClose: () => void };

function ChangeRole({ person, opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`The role of ${person.name}`}>
      <RoleForm person={person} onClose={onClose} />
    </Modal>
  );
}

function RoleForm({ person, onClose }: Omit<DialogProps, 'opened'>) {
  const [role, setRole] = useState(person.role);
  const change = useChangeRole(person.id);
  const save = () =>
    change.mutate(role, {
      onSuccess: () => {
        onClose();
        notifications.show({ message: `${person.name} is ${aRole(role)}.` });
      },
    });
  return (
    <Confirm
      does="Change role"
      ready={role !== person.role}
      pending={change.isPending}
      error={change.error}
      onConfirm={save}
      onClose={onClose}
    >
      <RoleField role={role} onChange={setRole} />
      <Text size="sm" c="dimmed">
        It holds from their next click on. They stay signed in.
      </Text>
    </Confirm>
  );
}

function ResetPassword({ person, opened, onClose }: DialogProps) {
  const reset = useResetPassword(person.id);
  const close = () => {
    reset.reset();
    onClose();
  };
  const done = reset.data;
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`${done === undefined ? 'Reset the' : 'The'} password of ${person.name}`}
      closeOnClickOutside={done === undefined}
    >
      {done === undefined ? (
        <Confirm
          does="Reset password"
          pending={reset.isPending}
          error={reset.error}
          onConfirm={() => reset.mutate(undefined)}
          onClose={close}
        >
          <Text size="sm">
            The server makes another password and shows it once. The one of today stops working, and{' '}
            {person.name} is signed out everywhere.
          </Text>
        </Confirm>
      ) : (
        <ShownOnce
          what={`the password of ${person.name}`}
          secret={done.password}
          says={`${person.name} signs in with this password from now on, and can then change it.`}
          onDone={close}
        />
      )}
    </Modal>
  );
}

function Remove({ person, opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Remove ${person.name}?`}>
      <RemoveForm person={person} onClose={onClose} />
    </Modal>
  );
}

function RemoveForm({ person, onClose }: Omit<DialogProps, 'opened'>) {
  const remove = useRemovePerson(person.id);
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        onClose();
        notifications.show({ message: `${person.name} was removed.` });
      },
    });
  return (
    <Confirm
      does="Remove"
      grave
      pending={remove.isPending}
      error={remove.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Text size="sm">
        {person.name} is signed out everywhere and can’t sign in any more. What they did stays in
        the audit log under their name, and the keys that they created go on working.
      </Text>
    </Confirm>
  );
}
