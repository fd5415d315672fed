import { Group, Stack, Text } from '@mantine/core';
import { OutcomeBadge } from '../../components/OutcomeBadge';
import { count, duration } from '../../format/numbers';
import type { RowFate } from './fates';

type FateChipsProps = {
  fates: RowFate[];
  /** The syncs' names, where there is more than one to tell apart. */
  syncNames: ReadonlyMap<number, string>;
};

/** What became of an event, a line for each thing that was sent or decided. */
export function FateChips({ fates, syncNames }: FateChipsProps) {
  if (fates.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        No sync
      </Text>
    );
  }
  return (
    <Stack gap={4}>
      {fates.map((fate) => (
        <Group key={`${fate.syncId} ${fate.kind}`} gap={8} wrap="wrap">
          <OutcomeBadge fate={fate.fate} category={fate.category} />
          <Figures fate={fate} name={nameOf(fate, syncNames)} />
        </Group>
      ))}
    </Stack>
  );
}

function Figures({ fate, name }: { fate: RowFate; name: string | null }) {
  const parts = [
    name,
    fate.kind === 'user' && fate.fate !== 'no_change' ? 'user update' : null,
    fate.latencyMs === null ? null : duration(fate.latencyMs),
    fate.attempts > 1 ? `${count(fate.attempts)} attempts` : null,
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return (
    <Text span size="xs" c="dimmed" className="numbers">
      {parts.join(' · ')}
    </Text>
  );
}

function nameOf({ syncId }: RowFate, names: ReadonlyMap<number, string>): string | null {
  if (syncId === null || names.size < 2) return null;
  return names.get(syncId) ?? `Sync ${syncId}`;
}
