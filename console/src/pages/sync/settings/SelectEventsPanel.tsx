import { Radio, Stack, Text, Title } from '@mantine/core';
import { useRef } from 'react';
import { useTaxonomy } from '../../../api/taxonomy';
import { Panel } from '../../../components/Panel';
import { useDraft } from '../draft/context';
import { type EventRowDraft, nextKey } from '../draft/draft';
import { AnonymousWarning } from './AnonymousWarning';
import { ConditionList } from './ConditionList';
import { EventNamesMeter } from './EventNamesMeter';
import { EventRow } from './EventRow';
import { Picker, type PickerOption } from './Picker';
import classes from './Rows.module.css';
import { selectedTypes } from './selected';

/** Which events are sent. */
export function SelectEventsPanel() {
  const { form } = useDraft();
  const { select, where } = form.values.send_events;
  const aside = useRef<EventRowDraft[]>([]);
  const choose = (choice: string) => {
    if (choice === 'all' && select !== 'all') {
      // The rows stay at hand for who goes back.
      aside.current = select;
      form.setFieldValue('send_events.select', 'all');
    } else if (choice !== 'all' && select === 'all') {
      form.setFieldValue('send_events.select', aside.current);
    }
  };
  return (
    <Panel
      title="Select and filter events"
      description="Only events that are selected here, and for which every condition holds, are sent."
    >
      <Stack gap="lg">
        <Radio.Group
          aria-label="Which events"
          value={select === 'all' ? 'all' : 'types'}
          onChange={choose}
          error={form.errors['send_events.select']}
        >
          <Stack gap="xs" data-path="send_events.select" tabIndex={-1}>
            <Radio
              value="all"
              label="All events"
              description="Also those that are new tomorrow; each new name takes room in Intercom"
            />
            <Radio value="types" label="Selected events" />
          </Stack>
        </Radio.Group>
        {select !== 'all' && <Rows rows={select} />}
        <div>
          <Title order={3} size="h6" mb="xs">
            Conditions for every selected event
          </Title>
          <div style={{ containerType: 'inline-size' }}>
            <ConditionList
              path="send_events.where"
              conditions={where}
              eventTypes={selectedTypes(form.values)}
              of="for every event"
            />
          </div>
        </div>
        <AnonymousWarning />
        <EventNamesMeter />
      </Stack>
    </Panel>
  );
}

function Rows({ rows }: { rows: EventRowDraft[] }) {
  const { form } = useDraft();
  const { data: taxonomy } = useTaxonomy();
  const names = new Set(rows.map(({ event_type }) => event_type));
  const pick = (name: string) => {
    if (names.has(name)) {
      for (const [place, row] of [...rows.entries()].reverse()) {
        if (row.event_type === name) form.removeListItem('send_events.select', place);
      }
      return;
    }
    form.insertListItem('send_events.select', { key: nextKey(), event_type: name, where: [] });
  };
  return (
    <div style={{ containerType: 'inline-size' }}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" mb="sm">
          No event is selected, so none is sent.
        </Text>
      ) : (
        <ul className={classes.list} style={{ marginBottom: 12 }} aria-label="Selected events">
          {rows.map((row, place) => (
            <EventRow key={row.key} row={row} place={place} />
          ))}
        </ul>
      )}
      <Picker
        label="Add events"
        options={(taxonomy?.event_types ?? []).map(({ name }) => ({
          value: name,
          label: name,
          group: '',
        }))}
        free={freeEvent}
        picked={names}
        onPick={pick}
        emptyText="No event was seen yet. Type the name of one."
      />
    </div>
  );
}

function freeEvent(text: string): PickerOption[] {
  const name = text.trim();
  return name === '' ? [] : [{ value: name, label: `Add “${name}”`, group: 'Not seen yet' }];
}
