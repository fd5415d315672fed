import { Menu, NavLink } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey, IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react';
import { useRef } from 'react';
import { isBuiltIn, roleName } from '../api/role';
import { useSession, useSignOut } from '../api/session';
import { ChangePassword } from './ChangePassword';

/** Who is signed in, with which role, and the way out. */
export function Account() {
  const who = useSession().data;
  const signOut = useSignOut();
  const [changing, { open, close }] = useDisclosure();
  const account = useRef<HTMLButtonElement>(null);
  if (who === undefined || who === null || who.via !== 'session') return null;
  return (
    <>
      <Menu position="top-start" width="target" shadow="md" withinPortal={false}>
        <Menu.Target>
          <NavLink
            component="button"
            ref={account}
            label={who.name}
            description={roleName(who.role)}
            leftSection={<IconUserCircle size={20} stroke={1.6} aria-hidden />}
            rightSection={<IconSelector size={16} stroke={1.6} aria-hidden />}
            disableRightSectionRotation
            style={{ borderRadius: 8 }}
            styles={{
              label: { fontWeight: 500, overflow: 'hidden', textOverflow: 'ellipsis' },
              body: { minWidth: 0 },
              description: { color: 'var(--mantine-color-dimmed)' },
            }}
          />
        </Menu.Target>
        <Menu.Dropdown>
          {!isBuiltIn(who) && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={open}>
              Change password…
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconLogout size={16} aria-hidden />}
            onClick={() => signOut.mutate()}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {/* The item of the menu that opened it is gone, and can't take the focus back. */}
      <ChangePassword opened={changing} onClose={close} onClosed={() => account.current?.focus()} />
    </>
  );
}
