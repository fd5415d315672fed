import { Group, Select, type SelectProps, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { EventRow } from '../../../../api/events';
import { Time } from '../../../../components/Time';
import { listTime } from '../../../../format/time';
import { type EventFacts, senderOf, type Wanted } from './pickEvent';

type EventPickerProps = {
  recent: UseQueryResult<EventRow[]>;
  shown: EventFacts | undefined;
  wanted: Wanted;
  onPick: (id: number) => void;
};

/** The event that is shown, and the recent ones to show instead. */
export function EventPicker({ recent, shown, wanted, onPick }: EventPickerProps) {
  const events = withShown(recent.data ?? [], shown);
  const byId = new Map(events.map((event) => [String(event.id), event]));
  const options = (of: boolean) =>
    events.filter((event) => (wanted(event) !== null) === of).map(optionOf);
  const renderOption: SelectProps['renderOption'] = ({ option }) => {
    const event = byId.get(option.value);
    return event && <Option event={event} />;
  };
  return (
    <Select
      label="Recent event"
      data={[
        { group: 'Selected by this sync', items: options(true) },
        { group: 'Others', items: options(false) },
      ].filter(({ items }) => items.length > 0)}
      value={shown === undefined ? null : String(shown.id)}
      onChange={(id) => id !== null && onPick(Number(id))}
      onDropdownOpen={() => void recent.refetch()}
      allowDeselect={false}
      searchable
      nothingFoundMessage="No recent event is like that."
      renderOption={renderOption}
      // The list itself scrolls: it is what the keyboard moves in.
      withScrollArea={false}
      styles={{ options: { maxHeight: 320, overflowY: 'auto' } }}
    />
  );
}

/** What is searched, and what stands in the field once it is picked. */
function optionOf(event: EventFacts) {
  const time = listTime(new Date(event.received_at));
  return {
    value: String(event.id),
    label: `${event.event_type} · ${senderOf(event)} · ${time}`,
  };
}

function Option({ event }: { event: EventFacts }) {
  return (
    <div style={{ minWidth: 0, flex: 1 }}>
      <Group gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" truncate>
          {event.event_type}
        </Text>
        <Text span size="xs" c="dimmed">
          <Time at={event.received_at} />
        </Text>
      </Group>
      <Text size="xs" c="dimmed" truncate>
        {senderOf(event)}
      </Text>
    </div>
  );
}

/** The event that is shown may be older than the recent ones. */
function withShown(recent: readonly EventFacts[], shown: EventFacts | undefined): EventFacts[] {
  if (shown === undefined || recent.some(({ id }) => id === shown.id)) return [...recent];
  return [...recent, shown];
}
