import { ActionIcon, Drawer, Group, Kbd, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useRef } from 'react';
import { useEventStory } from '../../api/events';
import { EventStoryView } from './EventStoryView';
import type { Neighbours } from './neighbours';

type EventDrawerProps = {
  /** The event whose story is told; `null` for none. */
  id: number | null;
  syncNames: ReadonlyMap<number, string>;
  around: Neighbours;
  onGo: (id: number) => void;
  onClose: () => void;
};

/** An event's whole story, beside the list; over all of it on a phone. */
export function EventDrawer({ id, syncNames, around, onGo, onClose }: EventDrawerProps) {
  // What was open stays to be seen while the drawer slides out.
  const last = useRef<number | null>(null);
  if (id !== null) last.current = id;
  const shown = id ?? last.current;
  const go = (to: number | null) => {
    if (id !== null && to !== null) onGo(to);
  };
  useHotkeys([
    ['j', () => go(around.older)],
    ['k', () => go(around.newer)],
  ]);
  return (
    <Drawer
      opened={id !== null}
      onClose={onClose}
      position="right"
      size="calc(min(100vw, 880px))"
      returnFocus={false}
      title={shown === null ? null : <EventTitle id={shown} />}
    >
      <Group gap={4} mb="md">
        <Neighbour label="Newer event" hotkey="k" to={around.newer} onGo={onGo}>
          <IconChevronUp size={18} aria-hidden />
        </Neighbour>
        <Neighbour label="Older event" hotkey="j" to={around.older} onGo={onGo}>
          <IconChevronDown size={18} aria-hidden />
        </Neighbour>
        <Text size="xs" c="dimmed" ml="xs" visibleFrom="sm">
          <Kbd size="xs">k</Kbd> newer, <Kbd size="xs">j</Kbd> older, <Kbd size="xs">Esc</Kbd>{' '}
          closes
        </Text>
      </Group>
      {shown !== null && <EventStoryView key={shown} id={shown} syncNames={syncNames} />}
    </Drawer>
  );
}

function EventTitle({ id }: { id: number }) {
  const story = useEventStory(id);
  return (
    <span style={{ fontWeight: 600, overflowWrap: 'anywhere' }}>
      {story.data?.event_type ?? `Event ${id}`}
    </span>
  );
}

type NeighbourProps = {
  label: string;
  hotkey: string;
  to: number | null;
  onGo: (id: number) => void;
  children: React.ReactNode;
};

/** Stays where it is with nothing to go to, so that the focus on it is not lost at the end. */
function Neighbour({ label, hotkey, to, onGo, children }: NeighbourProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        aria-label={label}
        aria-keyshortcuts={hotkey}
        aria-disabled={to === null}
        data-disabled={to === null || undefined}
        onClick={() => to !== null && onGo(to)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
