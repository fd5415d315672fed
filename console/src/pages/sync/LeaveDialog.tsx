import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useBlocker } from 'react-router';
import { RoleButton } from '../../components/RoleButton';
import { useDraft } from './draft/context';

/** Asks before unsaved changes are left behind. The tabs of the sync share one draft. */
export function LeaveDialog() {
  const { id, dirty, saving, save, letGo } = useDraft();
  const here = `/syncs/${id}`;
  const blocker = useBlocker(({ nextLocation: { pathname } }) => {
    return dirty && pathname !== here && !pathname.startsWith(`${here}/`);
  });
  const leave = () => {
    letGo();
    blocker.proceed?.();
  };
  const saveAndLeave = async () => {
    if (await save()) blocker.proceed?.();
    else blocker.reset?.();
  };
  return (
    <Modal
      opened={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      title="Leave without saving?"
    >
      <Stack gap="md">
        <Text size="sm">This sync has changes that are not saved. Leaving discards them.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => blocker.reset?.()}>
            Stay
          </Button>
          <Button variant="light" color="red" onClick={leave}>
            Leave and discard
          </Button>
          <RoleButton needs="editor" loading={saving} onClick={() => void saveAndLeave()}>
            Save and leave
          </RoleButton>
        </Group>
      </Stack>
    </Modal>
  );
}
