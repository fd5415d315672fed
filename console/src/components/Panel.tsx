import { Card, Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type PanelProps = {
  title: string;
  description?: ReactNode;
  /** What belongs to the title, at its right. */
  aside?: ReactNode;
  children: ReactNode;
};

/** A part of a page under its own heading. */
export function Panel({ title, description, aside, children }: PanelProps) {
  const heading = useId();
  return (
    <Card withBorder component="section" aria-labelledby={heading} padding="lg">
      <Group justify="space-between" align="flex-start" mb="md" gap="sm">
        <div>
          <Title order={2} size="h4" id={heading}>
            {title}
          </Title>
          {description && (
            <Text component="div" c="dimmed" size="sm" mt={2}>
              {description}
            </Text>
          )}
        </div>
        {aside}
      </Group>
      {children}
    </Card>
  );
}
