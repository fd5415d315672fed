import { Alert, Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { messageOf } from '../api/errors';

type ConfirmProps = {
  /** What follows from it. */
  children: ReactNode;
  /** What the button does: `Remove`. */
  does: string;
  /** What leaves everything as it is. */
  keeps?: string;
  /** Whether it can't be taken back. */
  grave?: boolean;
  /** Whether all is given that it takes. */
  ready?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
};

/** The inside of a dialog that asks before something is done, and tells when it went wrong. */
export function Confirm(props: ConfirmProps) {
  const { children, does, keeps = 'Cancel', grave, ready = true, pending, error } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !pending) props.onConfirm();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        {error !== null && (
          <Alert color="red" title="It was not done">
            {messageOf(error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={props.onClose}>
            {keeps}
          </Button>
          <Button
            type="submit"
            color={grave ? 'red' : undefined}
            disabled={!ready}
            loading={pending}
          >
            {does}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
