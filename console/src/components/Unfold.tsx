import { Group, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';

type UnfoldProps = {
  opened: boolean;
  onToggle: () => void;
  /** The element that holds what is unfolded. */
  controls: string;
  children: ReactNode;
};

/** The head of a row that can be unfolded. */
export function Unfold({ opened, onToggle, controls, children }: UnfoldProps) {
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton
      display="block"
      onClick={onToggle}
      aria-expanded={opened}
      aria-controls={opened ? controls : undefined}
    >
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Chevron size={16} style={{ flexShrink: 0, marginTop: 2 }} aria-hidden />
        <Text span size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
          {children}
        </Text>
      </Group>
    </UnstyledButton>
  );
}
