import { ActionIcon, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useRole } from '../../api/role';
import { DeleteSyncDialog } from './DeleteSyncDialog';

/** What is rarely done with a sync. */
export function SyncMenu() {
  const [opened, { open, close }] = useDisclosure();
  const { may } = useRole();
  if (!may('editor')) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More actions">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} />}
            onClick={open}
          >
            Delete sync…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <DeleteSyncDialog opened={opened} onClose={close} />
    </>
  );
}
