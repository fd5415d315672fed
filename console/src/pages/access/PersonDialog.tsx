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

const TITLES: Record<PersonAction['does'], (name: string) => string> = {
  role: (name) => `The role of ${name}`,
  password: (name) => `The password of ${name}`,
  remove: (name) => `Remove ${name}?`,
};

/** What is asked before something is done with somebody. */
export function PersonDialog({ action, onClose }: PersonDialogProps) {
  // What is closing still says what it is about.
  const shown = useLast(action ?? undefined, 'dialog');
  return (
    <Modal
      opened={action !== null}
      onClose={onClose}
      title={shown && TITLES[shown.does](shown.person.name)}
      // A slip of the mouse must not lose a password that is never shown again.
      closeOnClickOutside={shown?.does !== 'password'}
    >
      {shown?.does === 'role' && <ChangeRole person={shown.person} onClose={onClose} />}
      {shown?.does === 'password' && <ResetPassword person={shown.person} onClose={onClose} />}
      {shown?.does === 'remove' && <Remove person={shown.person} onClose={onClose} />}
    </Modal>
  );
}

type FormProps = { person: Person; onClose: () => void };

function ChangeRole({ person, onClose }: FormProps) {
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

function ResetPassword({ person, onClose }: FormProps) {
  const reset = useResetPassword(person.id);
  if (reset.data !== undefined) {
    return (
      <ShownOnce
        what={`the password of ${person.name}`}
        secret={reset.data.password}
        says={`${person.name} signs in with this password from now on, and can then change it.`}
        onDone={onClose}
      />
    );
  }
  return (
    <Confirm
      does="Reset password"
      pending={reset.isPending}
      error={reset.error}
      onConfirm={() => reset.mutate(undefined)}
      onClose={onClose}
    >
      <Text size="sm">
        The server makes another password and shows it once. The one of today stops working, and{' '}
        {person.name} is signed out everywhere.
      </Text>
    </Confirm>
  );
}

function Remove({ person, onClose }: FormProps) {
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
