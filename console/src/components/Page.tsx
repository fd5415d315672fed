import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './Page.module.css';

type PageProps = {
  title: string;
  /** What stands under the title: an id, or what the page is for. */
  subtitle?: ReactNode;
  /** What can be done, at the right of the title. */
  actions?: ReactNode;
  /** Has the title and what can be done stay in sight, where there is room. */
  sticky?: boolean;
  children: ReactNode;
};

/** A page: its title, what can be done, and its content. */
export function Page({ title, subtitle, actions, sticky, children }: PageProps) {
  useDocumentTitle(`${title} · Intertide`);
  return (
    <Stack gap="lg" maw={1400} mx="auto" w="100%">
      <Group
        justify="space-between"
        align="flex-start"
        gap="md"
        className={sticky ? classes.sticky : undefined}
      >
        <Box miw={0} style={{ flex: '1 1 260px' }}>
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {subtitle && (
            <Text component="div" c="dimmed" size="sm" mt={2}>
              {subtitle}
            </Text>
          )}
        </Box>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
