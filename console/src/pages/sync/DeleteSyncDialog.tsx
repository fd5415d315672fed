import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { messageOf } from '../../api/errors';
import { useDeleteSync } from '../../api/syncs';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';
import { useDraft } from './draft/context';

type DeleteSyncDialogProps = { opened: boolean; onClose: () => void };

/** Asks before a sync goes, with what goes along. */
export function DeleteSyncDialog({ opened, onClose }: DeleteSyncDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Delete this sync?">
      <DeleteSync onClose={onClose} />
    </Modal>
  );
}

function DeleteSync({ onClose }: { onClose: () => void }) {
  const { id, sync, letGo } = useDraft();
  const [typed, setTyped] = useState('');
  const remove = useDeleteSync(id);
  const navigate = useNavigate();
  const confirmed = typed.trim() === sync.name.trim();
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!confirmed || remove.isPending) return;
    try {
      await remove.mutateAsync();
    } catch {
      return; // The mutation's error is shown below.
    }
    letGo();
    notifications.show({ message: `“${sync.name}” was deleted.` });
    await navigate('/syncs');
  };
  const { selected, pending } = sync.totals;
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack gap="md">
        <Text size="sm">
          Its settings and access token go, with {count(selected)}{' '}
          {plural(selected, 'delivery', 'deliveries')} and all counts.{' '}
          {pending > 0 && `${count(pending)} of them are pending and won’t be sent. `}
          This can’t be undone. Events stay in the log, and contacts stay in Intercom.
        </Text>
        <TextInput
          data-autofocus
          label={`Type “${sync.name}” to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {remove.isError && (
          <Alert color="red" title="The sync could not be deleted">
            {messageOf(remove.error)}
          </Alert>
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" color="red" disabled={!confirmed} loading={remove.isPending}>
            Delete sync
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
