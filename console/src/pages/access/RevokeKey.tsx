import { Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type Key, useRevokeKey } from '../../api/keys';
import { Confirm } from '../../components/Confirm';
import { Time } from '../../components/Time';
import { useLast } from '../../components/useLast';
import { whatStops } from './keys';

type RevokeKeyProps = { revoked: Key | null; onClose: () => void };

/** Asks before a key stops working, with what stops along with it. */
export function RevokeKey({ revoked, onClose }: RevokeKeyProps) {
  // What is closing still says what it is about.
  const shown = useLast(revoked ?? undefined, 'dialog');
  return (
    <Modal
      opened={revoked !== null}
      onClose={onClose}
      title={`Revoke the key “${shown?.name ?? ''}”?`}
    >
      {shown !== undefined && <Form shown={shown} onClose={onClose} />}
    </Modal>
  );
}

function Form({ shown, onClose }: { shown: Key; onClose: () => void }) {
  const revoke = useRevokeKey(shown.id);
  const confirm = () =>
    revoke.mutate(undefined, {
      onSuccess: () => {
        onClose();
        notifications.show({ message: `The key “${shown.name}” was revoked.` });
      },
    });
  return (
    <Confirm
      does="Revoke key"
      keeps="Keep it"
      grave
      pending={revoke.isPending}
      error={revoke.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Stack gap="xs">
        <Text size="sm">{whatStops(shown)}</Text>
        <Text size="sm">
          {shown.last_used_at === null ? (
            'It was not used yet.'
          ) : (
            <>
              It was last used <Time at={shown.last_used_at} as="ago" />.
            </>
          )}{' '}
          This can’t be undone.
        </Text>
      </Stack>
    </Confirm>
  );
}
