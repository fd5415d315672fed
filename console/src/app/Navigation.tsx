import {
  Divider,
  NavLink as Item,
  SegmentedControl,
  Stack,
  useMantineColorScheme,
} from '@mantine/core';
import {
  IconActivity,
  IconApps,
  IconBell,
  IconHistory,
  IconKey,
  IconRefresh,
  IconSettings,
  IconShieldLock,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import { NEEDED, type Role, useRole } from '../api/role';
import { Account } from './Account';
import { CriticalMark } from './CriticalMark';

type PageLink = {
  to: string;
  label: string;
  icon: TablerIcon;
  /** The least role that finds something there. */
  needs?: Role;
  mark?: ReactNode;
};

/** What one works with. */
const WORK: readonly PageLink[] = [
  { to: '/syncs', label: 'Syncs', icon: IconRefresh },
  { to: '/events', label: 'Events', icon: IconActivity },
  { to: '/users', label: 'Users', icon: IconUsers },
  { to: '/catalog', label: 'Catalog', icon: IconApps },
];

/** What keeps it going. */
const PROJECT: readonly PageLink[] = [
  { to: '/alerts', label: 'Alerts', icon: IconBell, mark: <CriticalMark /> },
  { to: '/project', label: 'Project', icon: IconSettings },
  { to: '/access', label: 'Access', icon: IconKey, needs: NEEDED.access },
  { to: '/privacy', label: 'Privacy', icon: IconShieldLock, needs: NEEDED.privacy },
  { to: '/audit', label: 'Audit', icon: IconHistory, needs: NEEDED.audit },
];

/** The ways to the pages: those where who is signed in finds something. */
export function Navigation() {
  return (
    <>
      <Links pages={WORK} />
      <Divider my="sm" />
      <Links pages={PROJECT} />
    </>
  );
}

function Links({ pages }: { pages: readonly PageLink[] }) {
  const { may } = useRole();
  return (
    <Stack gap={2} component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {pages
        .filter(({ needs }) => needs === undefined || may(needs))
        .map(({ to, label, icon: Icon, mark }) => (
          <li key={to}>
            <NavLink to={to} style={{ textDecoration: 'none', color: 'inherit' }}>
              {({ isActive }) => (
                <Item
                  component="span"
                  active={isActive}
                  label={label}
                  leftSection={<Icon size={18} stroke={1.6} />}
                  rightSection={mark}
                  disableRightSectionRotation
                  style={{ borderRadius: 8 }}
                />
              )}
            </NavLink>
          </li>
        ))}
    </Stack>
  );
}

/** What stands below them: how the console looks, and who is signed in. */
Navigation.Foot = function Foot() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
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
      <Account />
    </Stack>
  );
};
