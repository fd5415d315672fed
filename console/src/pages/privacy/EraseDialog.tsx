import { List, Modal, ScrollArea, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { type DeletionWanted, useEraseUsers } from '../../api/deletions';
import { Confirm } from '../../components/Confirm';
import { useLast } from '../../components/useLast';
import { count } from '../../format/numbers';
import { plural } from '../../format/words';

type EraseDialogProps = {
  wanted: DeletionWanted | null;
  onDone: () => void;
  onClose: () => void;
};

/** Asks before users are erased, with exactly what goes. */
export function EraseDialog({ wanted, onDone, onClose }: EraseDialogProps) {
  // What is closing still says what it is about.
  const shown = useLast(wanted ?? undefined, 'dialog');
  const many = shown?.user_ids.length ?? 0;
  return (
    <Modal
      opened={wanted !== null}
      onClose={onClose}
      size="lg"
      title={many === 1 ? 'Erase this user?' : `Erase ${count(many)} users?`}
    >
      {shown !== undefined && <Erase wanted={shown} onDone={onDone} onClose={onClose} />}
    </Modal>
  );
}

type EraseProps = { wanted: DeletionWanted; onDone: () => void; onClose: () => void };

function Erase({ wanted, onDone, onClose }: EraseProps) {
  const { user_ids: ids, delete_in_intercom } = wanted;
  const [typed, setTyped] = useState('');
  const erase = useEraseUsers();
  const only = ids.length === 1 ? ids[0] : undefined;
  const confirmed = typed.trim() === (only ?? String(ids.length)).trim();
  const confirm = () =>
    erase.mutate(wanted, {
      onSuccess: () => {
        onDone();
        notifications.show({
          message: `${count(ids.length)} ${plural(ids.length, 'user is', 'users are')} being erased. The receipts are below.`,
        });
      },
    });
  return (
    <Confirm
      does={only === undefined ? `Erase ${count(ids.length)} users` : 'Erase the user'}
      keeps="Keep"
      grave
      ready={confirmed}
      pending={erase.isPending}
      error={erase.error}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Ids ids={ids} />
      <Stack gap={4}>
        <Text size="sm" fw={500}>
          This is erased for good:
        </Text>
        <List size="sm" spacing={2}>
          <List.Item>the profile, with all user properties and devices;</List.Item>
          <List.Item>their events in the log, and the deliveries that came of them;</List.Item>
          <List.Item>
            {delete_in_intercom
              ? 'their contact in Intercom, in the workspace of every sync.'
              : 'nothing in Intercom: the contact there stays as it is.'}
          </List.Item>
        </List>
        <Text size="sm" mt="xs">
          Deliveries that wait are not sent. Further events with the ID are turned away until you
          let the user come back. Counts stay; they name nobody.
        </Text>
      </Stack>
      <TextInput
        data-autofocus
        label={
          only === undefined
            ? `Type the number of users, ${ids.length}, to confirm`
            : `Type “${only}” to confirm`
        }
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </Confirm>
  );
}

function Ids({ ids }: { ids: readonly string[] }) {
  return (
    <ScrollArea.Autosize
      mah={160}
      type="auto"
      viewportProps={{ tabIndex: 0, role: 'region', 'aria-label': 'Who is erased' }}
    >
      <Stack component="ul" gap={2} p={0} m={0} style={{ listStyle: 'none' }}>
        {ids.map((id) => (
          <li key={id} className="mono" style={{ overflowWrap: 'anywhere' }}>
            {id}
          </li>
        ))}
      </Stack>
    </ScrollArea.Autosize>
  );
}
