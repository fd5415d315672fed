import { NavLink as Item, SegmentedControl, Stack, useMantineColorScheme } from '@mantine/core';
import {
  IconActivity,
  IconApps,
  IconLogout,
  IconRefresh,
  IconSettings,
  IconUsers,
} from '@tabler/icons-react';
import { NavLink } from 'react-router';
import { useSession, useSignOut } from '../api/session';

const PAGES = [
  { to: '/syncs', label: 'Syncs', icon: IconRefresh },
  { to: '/events', label: 'Events', icon: IconActivity },
  { to: '/users', label: 'Users', icon: IconUsers },
  { to: '/catalog', label: 'Catalog', icon: IconApps },
  { to: '/project', label: 'Project', icon: IconSettings },
];

/** The ways to the pages. */
export function Navigation() {
  return (
    <Stack gap={2} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {PAGES.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <NavLink to={to} style={{ textDecoration: 'none', color: 'inherit' }}>
            {({ isActive }) => (
              <Item
                component="span"
                active={isActive}
                label={label}
                leftSection={<Icon size={18} stroke={1.6} />}
                style={{ borderRadius: 8 }}
              />
            )}
          </NavLink>
        </li>
      ))}
    </Stack>
  );
}

/** What stands below them: how the console looks, and the way out. */
Navigation.Foot = function Foot() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const session = useSession();
  const signOut = useSignOut();
  return (
    <Stack gap="xs" pt="md">
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label="Appearance"
        value={colorScheme}
        onChange={(scheme) =>
          setColorScheme(scheme === 'auto' || scheme === 'dark' ? scheme : 'light')
        }
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'System' },
        ]}
      />
      {session.data?.via === 'session' && (
        <Item
          component="button"
          label="Sign out"
          leftSection={<IconLogout size={18} stroke={1.6} />}
          onClick={() => signOut.mutate()}
          style={{ borderRadius: 8 }}
        />
      )}
    </Stack>
  );
};
