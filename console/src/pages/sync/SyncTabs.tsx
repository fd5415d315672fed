import { Tabs } from '@mantine/core';
import { Outlet, useLocation, useNavigate } from 'react-router';
import { useDraft } from './draft/context';

const TABS = [
  { value: 'settings', label: 'Settings' },
  { value: 'delivery', label: 'Delivery' },
  { value: 'debugger', label: 'Debugger' },
] as const;

/** The sides of a sync, each at an address of its own. */
export function SyncTabs() {
  const { id } = useDraft();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const shown =
    TABS.find(({ value }) => pathname.startsWith(`/syncs/${id}/${value}`))?.value ?? 'settings';
  return (
    <Tabs value={shown} onChange={(tab) => void navigate(`/syncs/${id}/${tab}`)}>
      <Tabs.List mb="lg" aria-label="Sides of the sync">
        {TABS.map(({ value, label }) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map(({ value }) => (
        <Tabs.Panel key={value} value={value}>
          {value === shown && <Outlet />}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
