import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

type SectionProps = { title: string; aside?: string; children: ReactNode };

/** A part of the preview under its own heading. */
export function Section({ title, aside, children }: SectionProps) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} style={{ minWidth: 0 }}>
      <Group justify="space-between" gap="xs" mb="xs">
        <Title order={3} size="h6" id={heading}>
          {title}
        </Title>
        {aside !== undefined && (
          <Text size="xs" c="dimmed" className="numbers">
            {aside}
          </Text>
        )}
      </Group>
      {children}
    </section>
  );
}
