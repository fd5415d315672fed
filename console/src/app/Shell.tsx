import { AppShell, Burger, Group, ScrollArea, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect } from 'react';
import { Outlet, useLocation } from 'react-router';
import { useLiveFeed } from '../api/live';
import { useSession } from '../api/session';
import { Wave } from '../components/Wave';
import { CriticalLink } from './CriticalMark';
import { FeedNotice } from './FeedNotice';
import { Navigation } from './Navigation';
import classes from './Shell.module.css';

/** What stands around every page: the ways to the others, and the live feed. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure();
  const { pathname } = useLocation();
  const session = useSession();
  useLiveFeed();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page closes the menu
  useEffect(close, [pathname]);
  return (
    <AppShell
      header={{ height: { base: 56, sm: 0 } }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'md', md: 'xl' }}
    >
      <a className={classes.skip} href="#content">
        Skip to the content
      </a>
      <AppShell.Header hiddenFrom="sm" px="md" className={classes.header}>
        <Group gap="sm" h="100%">
          <Burger
            opened={opened}
            onClick={toggle}
            size="sm"
            aria-label={opened ? 'Close the menu' : 'Open the menu'}
            aria-expanded={opened}
          />
          <Wave size={24} />
          <Text fw={600}>Intertide</Text>
          <CriticalLink />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="md" className={classes.navbar} aria-label="Intertide">
        <Group gap="sm" mb="lg" px={8} visibleFrom="sm" wrap="nowrap">
          <Wave size={28} />
          <div style={{ minWidth: 0 }}>
            <Text fw={600} lh={1.2}>
              Intertide
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {session.data?.project ?? ''}
            </Text>
          </div>
        </Group>
        <AppShell.Section grow component={ScrollArea}>
          <Navigation />
        </AppShell.Section>
        <Navigation.Foot />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <FeedNotice />
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}
