import { Group, Text } from '@mantine/core';

/** The colour of a line or layer, and what it is. */
export function Swatch({ color, label }: { color: string; label: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <svg width="10" height="10" aria-hidden="true" style={{ flex: 'none' }}>
        <rect width="10" height="10" rx="2" fill={`var(${color})`} />
      </svg>
      <Text size="xs">{label}</Text>
    </Group>
  );
}
