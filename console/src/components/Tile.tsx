import { Card, Group, Text, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

type TileProps = {
  label: string;
  value: ReactNode;
  /** What the figure means, when it is pointed at. */
  explanation?: string;
  /** What stands below: the change since the period before. */
  note?: ReactNode;
};

/** One figure and its name. */
export function Tile({ label, value, explanation, note }: TileProps) {
  return (
    <Card withBorder padding="md">
      <Group gap={4}>
        <Tooltip label={explanation} disabled={explanation === undefined} multiline maw={280}>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
        </Tooltip>
      </Group>
      <Text component="div" fz={26} fw={600} lh={1.3} className="numbers">
        {value}
      </Text>
      {note && (
        <Text component="div" size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Card>
  );
}
