import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { whenName } from '../../components/filter/when';
import { fateName } from '../../components/OutcomeBadge';
import { type EventFilter, isNarrow, NO_FILTER } from './filters';

type FilterChipsProps = {
  filter: EventFilter;
  onChange: (filter: EventFilter) => void;
  syncNames: ReadonlyMap<number, string>;
};

/** What the list is narrowed by, each with a way to let it go. */
export function FilterChips({ filter, onChange, syncNames }: FilterChipsProps) {
  if (!isNarrow(filter)) return null;
  return (
    <Group gap="xs" component="section" aria-label="Filters that are set">
      {chipsOf(filter, syncNames).map(({ text, without }) => (
        <Button
          key={text}
          size="compact-sm"
          variant="light"
          fw={500}
          maw="100%"
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={`Remove ${text}`}
          onClick={() => onChange({ ...filter, ...without })}
        >
          {text}
        </Button>
      ))}
      <Button size="compact-sm" variant="subtle" onClick={() => onChange(NO_FILTER)}>
        Clear all
      </Button>
    </Group>
  );
}

type Chip = { text: string; without: Partial<EventFilter> };

function chipsOf(filter: EventFilter, syncNames: ReadonlyMap<number, string>): Chip[] {
  const { userId, eventType, insertId, deviceId, outcome, syncId, when } = filter;
  const sync = syncId === null ? null : (syncNames.get(syncId) ?? String(syncId));
  const chips: [string, string | null, Partial<EventFilter>][] = [
    ['User', userId, { userId: null }],
    ['Event', eventType, { eventType: null }],
    ['Outcome', outcome && fateName(outcome), { outcome: null }],
    ['Sync', sync, { syncId: null }],
    ['Insert ID', insertId, { insertId: null }],
    ['Device', deviceId, { deviceId: null }],
    ['Received', whenName(when), { when: { kind: 'any' } }],
  ];
  return chips.flatMap(([name, value, without]) =>
    value === null ? [] : [{ text: `${name}: ${value}`, without }],
  );
}
