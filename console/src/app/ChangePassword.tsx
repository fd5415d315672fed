import { Button, Group, Modal, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { ApiError, messageOf } from '../api/errors';
import { useChangePassword } from '../api/session';

/** The least that the server takes. */
const SHORTEST = 12;

type ChangePasswordProps = {
  opened: boolean;
  onClose: () => void;
  /** Called once it is gone. */
  onClosed: () => void;
};

/** Changes the password of who is signed in. */
export function ChangePassword({ opened, onClose, onClosed }: ChangePasswordProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      onExitTransitionEnd={onClosed}
      title="Change your password"
    >
      <Form onClose={onClose} />
    </Modal>
  );
}

function Form({ onClose }: { onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [left, setLeft] = useState(false);
  const change = useChangePassword();
  const short = password.length < SHORTEST;
  const faults = faultsOf(change.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setLeft(true);
    if (short || current === '') return;
    change.mutate(
      { current, password },
      {
        onSuccess: () => {
          onClose();
          notifications.show({ message: 'Your password was changed.' });
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <PasswordInput
          label="Current password"
          autoComplete="current-password"
          data-autofocus
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={faults.current}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the current password' }}
        />
        <PasswordInput
          label="Password from now on"
          description={`At least ${SHORTEST} characters.`}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          onBlur={() => setLeft(password !== '')}
          error={left && short ? `This has ${password.length} of ${SHORTEST}.` : faults.password}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password from now on' }}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={current === ''} loading={change.isPending}>
            Change password
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is wrong with which field; what names none is told with the current password. */
function faultsOf(error: Error | null): { current?: string; password?: string } {
  if (error === null) return {};
  const faults = error instanceof ApiError ? error.faults : [];
  const said = (field: string) => faults.find((fault) => fault.field === field)?.message;
  const password = said('password');
  return password === undefined ? { current: said('current') ?? messageOf(error) } : { password };
}
